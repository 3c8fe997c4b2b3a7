#!/usr/bin/env bash
# A sweep in four shards on a real Slurm of one node: one task is requeued, one is killed and submitted again, and the merge must have
# every cell once. Needs root, and slurm-wlm and munge, which it installs if apt-get can. Exit code 77: they cannot be had here.
#   bench/cluster/check/slurm.sh   (after ./run.sh has built)
set -euo pipefail
unset CDPATH # with it, cd may go elsewhere, and print where
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)

skip() { echo "Slurm is not tested here: $*"; exit 77; }
fail() { echo "slurm: $*" >&2; exit 1; }

[ "$(id -u)" -eq 0 ] || skip "it needs root"
if ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null || ! command -v munged >/dev/null; then
  command -v apt-get >/dev/null || skip "there is no apt-get"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends slurm-wlm munge; } >/dev/null 2>&1 || skip "it cannot be installed"
fi

dir=$(mktemp -d)
export SLURM_CONF=$dir/slurm.conf
end() {
  for pid in "$dir"/*.pid /run/munge/munged.pid; do
    [ ! -s "$pid" ] || kill "$(cat "$pid")" 2>/dev/null || true
  done
  rm -rf "$dir" 2>/dev/null || { sleep 2; rm -rf "$dir"; } # the daemons may still write
}
trap end EXIT
mkdir "$dir/state" "$dir/spool"
cat >"$SLURM_CONF" <<CONF
ClusterName=one
SlurmctldHost=localhost
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/ctld.pid
SlurmdPidFile=$dir/d.pid
SlurmctldLogFile=$dir/ctld.log
SlurmdLogFile=$dir/d.log
SlurmctldPort=16817
SlurmdPort=16818
MpiDefault=none
ReturnToService=2
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=localhost CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
mkdir -p /run/munge && chown munge: /run/munge || skip "munge has no user"
{ [ -s /run/munge/munged.pid ] || runuser -u munge -- munged; } || skip "munge does not start"
{ slurmctld -f "$SLURM_CONF" && slurmd -f "$SLURM_CONF"; } || skip "its daemons do not start"
for _ in $(seq 60); do
  sinfo -h -o %T 2>/dev/null | grep -q idle && break
  sleep 1
done
sinfo -h -o %T | grep -q idle || skip "its node does not become ready: $(tail -n 1 "$dir/ctld.log")"

printf '#!/bin/sh\nexec dotnet "%s" "$@"\n' "$root/bench/ThroughputBench/bin/Release/net10.0/ThroughputBench.dll" >"$dir/program"
chmod +x "$dir/program"
options=(--workload mlp --accumulate "1,2,4" --log-every "4,8,16,32" --seconds-per-cell 0.3 --in-process)
submit() { sbatch --parsable --array="$1" --output="$dir/task-%a.txt" "$root/bench/cluster/slurm-sweep.sh" "$dir/program" "$dir/run" "${@:2}" "${options[@]}"; }
shard() { echo "$dir/run/shard-$(($1 + 1))-of-4"; }
lines() { { cat "$(shard "$1")/cells.jsonl" 2>/dev/null || true; } | wc -l; }
wait_until() { # SECONDS COMMAND...
  local left=$1
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "waited too long for: $*; $(squeue -h 2>&1 | head -n 3) $(cat "$dir"/task-*.txt 2>/dev/null | tail -n 3)"
    sleep 1
  done
}
has_line() { [ "$(lines "$1")" -ge 1 ]; }
is_over() { [ -z "$(squeue -h -o %T)" ]; }

job=$(submit 0-3)
wait_until 120 has_line 0
scontrol requeue "${job}_0"
wait_until 120 has_line 1
pkill -KILL -f "shard auto --output $dir/run" || fail "no task to kill"
starts_now() { scontrol update "JobId=${job}_0" StartTime=now 2>/dev/null || true; is_over; } # a requeued task would wait two minutes
wait_until 240 starts_now
for task in 0 1 2 3; do
  if ! grep -q '"state": "finished"' "$(shard $task)/run.json" 2>/dev/null; then
    echo "submitting task $task again"
    submit "$task" --shards 4 >/dev/null
  fi
done
wait_until 240 is_over

merged=$dir/merge.txt
sbatch --parsable --output="$merged" "$root/bench/cluster/slurm-merge.sh" "$dir/program" "$dir/run" >/dev/null
wait_until 60 is_over
[ -s "$dir/run-merged/cells.jsonl" ] || fail "the merge wrote nothing: $(cat "$merged")"
sort <<<"$("$dir/program" sweep --list "${options[@]}" | sed -n 's/^  //p')" >"$dir/expected"
python3 - "$dir/run-merged" >"$dir/found" <<'PY'
import json, sys
for line in open(sys.argv[1] + "/cells.jsonl"):
    cell = json.loads(line)
    assert cell["status"] == "measured", cell
    print(f'{cell["workload"]} on {cell["device"]}, A = {cell["accumulate"]}, L = {cell["logEvery"]} batches')
PY
diff "$dir/expected" <(sort "$dir/found") || fail "the cells are not those of the sweep"
echo "Slurm: 4 tasks, one requeued and one killed, measured $(wc -l <"$dir/found") cells, each once."
