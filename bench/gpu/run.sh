#!/usr/bin/env bash
# Measures on a lent machine with an NVIDIA GPU: see README.md beside this file. It needs neither a .NET SDK nor a network. Exit codes: 0
# something was measured, 2 bad usage or input, 5 no sweep measured a cell, 130 interrupted (Ctrl-C, TERM or HUP).
set -uo pipefail
unset CDPATH # with it, cd may go elsewhere, and print where

usage() {
  cat <<'TEXT'
usage: bench/gpu/run.sh --bundle FILE [--libtorch FOLDER] [--seconds N] [--output FOLDER] [--device NAME]

  --bundle    what ./run.sh bundle made (.tar.gz), or a folder that it was unpacked into
  --libtorch  a PyTorch built with CUDA [default: that of python3]
  --seconds   time for everything, 60 to 86400 [default: 420]
  --output    where the results go; new or empty [default: gpu-results]
  --device    cuda, cuda:1, or cpu to try the script [default: cuda]
TEXT
}

log=/dev/null
say() { printf 'gpu: %s\n' "$*" | tee -a "$log" >&2; }
wrong() { say "$*"; exit 2; }

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
bundle='' libtorch='' seconds=420 output=gpu-results device=cuda
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --bundle | --libtorch | --seconds | --output | --device)
      [ $# -ge 2 ] || wrong "$1 needs a value"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    *) usage >&2; wrong "'$1' is no option here" ;;
  esac
done
[[ $seconds =~ ^[0-9]+$ ]] && [ "$seconds" -ge 60 ] && [ "$seconds" -le 86400 ] || wrong "--seconds must be a whole number from 60 to 86400, not '$seconds'"
[ -n "$bundle" ] && [ -e "$bundle" ] || wrong "--bundle must name what ./run.sh bundle made, not '$bundle'"
if [ -z "$libtorch" ]; then
  libtorch=$(python3 -c 'import torch; print(torch.__path__[0])' 2>/dev/null) || wrong "python3 has no torch: say where a PyTorch is, with --libtorch FOLDER"
fi
if [ -e "$output" ] && [ -n "$(ls -A "$output" 2>/dev/null)" ]; then
  wrong "--output $output is not empty"
fi
mkdir -p "$output" || exit 2
output=$(cd "$output" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
began=$SECONDS

# A part runs in the background, so that a signal reaches this script at once. `timeout` passes it on to the part, and kills that if it does
# not end; what it has measured is packed.
child='' running='' measured=''
stop() {
  trap '' INT TERM HUP
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null
    wait "$child"
  fi
  [ -z "$running" ] || keep "$running"
  say "interrupted after $((SECONDS - began)) s: $output"
  exit 130
}
trap stop INT TERM HUP

if [ -d "$bundle" ]; then
  program=$bundle
else
  mkdir "$scratch/bundle"
  tar xzf "$bundle" -C "$scratch/bundle" || wrong "$bundle cannot be unpacked"
  program=$(echo "$scratch"/bundle/*)
fi
program=$(cd "$program" && pwd)/throughputbench
[ -x "$program" ] || wrong "there is no throughputbench in $bundle"

results=$scratch/results
mkdir "$results"
log=$output/log.txt
: >"$log"

# Runs one command with its share of the time, and what earlier parts left over. A sweep ends itself when that is used up, and records what it
# did not reach; it is killed only if it does not.
#   part NAME SHARE COMMAND...    SHARE: of the whole time, in hundredths; LIMIT in a command is its limit in seconds
shares=0
part() {
  local name=$1 limit started=$SECONDS status
  shares=$((shares + $2))
  limit=$((shares * seconds / 100 - (SECONDS - began)))
  shift 2
  if [ "$limit" -lt 2 ]; then
    say "$name: not begun, no time left"
    return 1
  fi
  say "$name: up to $limit s ..."
  set -- "${@//LIMIT/$((limit > 16 ? limit - 8 : limit / 2))}"
  printf '== %s: %s\n' "$name" "$*" >>"$log"
  # TERM, because a command in the background may be deaf to INT.
  timeout --signal=TERM --kill-after=10 "$((limit + 10))" "$@" >>"$log" 2>&1 &
  child=$!
  wait "$child"
  status=$?
  child=''
  say "$name: exit code $status after $((SECONDS - started)) s"
  return "$status"
}

# Packs what a part left behind, so that being cut off loses at most the part that runs.
keep() {
  [ ! -d "$results/$1" ] || tar czf "$output/$1.tar.gz" -C "$results" "$1"
  running=''
}

sweep() {
  local name=$1 share=$2
  shift 2
  running=$name
  part "$name" "$share" "$program" sweep --device "$device" --libtorch "$libtorch" --output "$results/$name" --seconds LIMIT --quiet "$@"
  ! grep -qs '"status":"measured"' "$results/$name/cells.jsonl" || measured=yes
  keep "$name"
}

# Another monitor on the same work, into the folder of the run that it stands beside.
peer() {
  local name=$1 share=$2
  shift 2
  [ -d "$results/$name" ] || return 0
  running=$name
  part "$name, Lightning" "$share" python3 "$here/../peers/lightning_monitor.py" --device "$device" --output "$results/$name/peers.jsonl" "$@"
  [ -s "$results/$name/peers.jsonl" ] || rm -f "$results/$name/peers.jsonl" # nothing was measured: an empty file is no file of records
  keep "$name"
}

# The size that a sweep has chosen, in the words of the peer.
size_of() {
  local field option
  for field in batchSize width depth dtype; do
    option=$([ "$field" = batchSize ] && echo batch-size || echo "$field")
    sed -n "s/^ *\"$field\": \"\{0,1\}\([0-9a-z]*\)\"\{0,1\},\{0,1\}\$/--$option \1/p" "$results/$1/run.json" 2>/dev/null | head -n 1
  done
}

has_lightning() { python3 -c 'import lightning' 2>/dev/null; }
timings() { [ "$device" = cpu ] || echo "--timing $1"; }

mkdir "$results/machine"
running=machine
part info 6 bash -c 'set -o pipefail; "$1" info --json --libtorch "$2" | tee "$3"' - "$program" "$libtorch" "$results/machine/info.json"
[ "$?" -ne 2 ] || wrong "$(grep -v '^gpu: ' "$log" | tail -n 1)" # no libtorch that fits: nothing else would run either
if [ "$device" != cpu ]; then
  part "driver's calls" 6 sh -c '"$1" info --driver-calls --json --libtorch "$2" | tee "$3"' - "$program" "$libtorch" "$results/machine/driver-calls.json"
fi
keep machine

# The host is the bottleneck in the first, the device in the second. What a monitor costs is felt in the first, so it comes first; and it has
# many cells, because what launches differ by is in the direct cost's interval. bytelm says whether training waits for the device, and what
# the optimizer takes.
deep=''
[ "$device" = cpu ] || deep='--depth 4 --dtype bfloat16'
# shellcheck disable=SC2046,SC2086 # words of options
{
  sweep mlp 32 --workload mlp --size own --accumulate 1,2 --log-every 8,16,32 --seconds-per-cell 1 $(timings events,sync-at-log,sync-every-batch)
  has_lightning && peer mlp 8 --workload mlp --accumulate 1 --log-every 8,32 --seconds-per-cell 3
  sweep mlp-device 18 --workload mlp --size device $deep --accumulate 1 --log-every 8,32 --seconds-per-cell 1.5 $(timings events,sync-at-log,sync-every-batch)
  has_lightning && peer mlp-device 7 --workload mlp $(size_of mlp-device) --accumulate 1 --log-every 8 --seconds-per-cell 3
  sweep bytelm-device 14 --workload bytelm --size device $deep --accumulate 1 --log-every 8 --seconds-per-cell 1.5 $(timings events,sync-every-batch)
  sweep bytelm 8 --workload bytelm --size own --accumulate 1 --log-every 8,32 --seconds-per-cell 1 $(timings events)
}
has_lightning || say "Lightning is not installed: its monitor was not measured"
if [ -z "$measured" ]; then
  say "no sweep measured a cell: $(grep '^throughputbench: ' "$log" | tail -n 1)"
  exit 5
fi
say "done after $((SECONDS - began)) s: $output"
