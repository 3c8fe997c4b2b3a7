#!/usr/bin/env bash
# One shard of a sweep, as a task of a Slurm job array: see README.md beside this file.
#   sbatch --array=0-15 bench/cluster/slurm-sweep.sh PROGRAM FOLDER [options of sweep]
#SBATCH --job-name=throughputbench
#SBATCH --exclusive
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

if [ $# -lt 2 ] || [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then
  echo "usage: sbatch --array=0-N slurm-sweep.sh PROGRAM FOLDER [options of sweep]" >&2
  exit 2
fi
program=$1 folder=$2
shift 2

# A task that was requeued or killed finds what it has measured in its shard's folder, and resumes from there.
exec "$program" sweep --shard auto --output "$folder" --quiet "$@"
