#!/usr/bin/env bash
# Makes one run of the shards of slurm-sweep.sh, once all its tasks have ended: see README.md beside this file.
#   sbatch --dependency=afterany:JOB bench/cluster/slurm-merge.sh PROGRAM FOLDER
#SBATCH --job-name=throughputbench-merge
set -euo pipefail

if [ $# -ne 2 ]; then
  echo "usage: sbatch --dependency=afterany:JOB slurm-merge.sh PROGRAM FOLDER" >&2
  exit 2
fi
# It refuses if a shard is missing or did not finish.
exec "$1" merge "$2" --output "${2%/}-merged"
