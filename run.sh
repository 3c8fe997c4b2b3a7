#!/usr/bin/env bash
# Finds the repository, checks the SDK, builds in Release and hands its arguments on. `./run.sh --help` says what there is to run.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
needed=10

say() { printf 'run.sh: %s\n' "$*" >&2; }

if ! command -v dotnet >/dev/null 2>&1; then
  say "no .NET SDK was found; install .NET SDK $needed or later (https://dotnet.microsoft.com/download) and put dotnet on the PATH."
  exit 2
fi
newest=$(cd / && { dotnet --list-sdks 2>/dev/null || true; } | sed -n 's/^\([0-9][0-9]*\)\..*/\1/p' | sort -n | tail -n 1)
if [ "${newest:-0}" -lt "$needed" ]; then
  say "the newest .NET SDK here is ${newest:-none}; version $needed or later is needed (https://dotnet.microsoft.com/download)."
  exit 2
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

build() {
  local log
  log=$(mktemp)
  if [ ! -d "$root/bench/ThroughputBench/bin/Release" ]; then
    say "first build: restoring packages (about half a gigabyte, once) and compiling ..."
  fi
  # Analyzers take a third of a build's time and say nothing to who runs it; they speak in an editor, in `dotnet build` and in .ci/run.
  if ! dotnet build "$1" --configuration Release --verbosity quiet --nologo -p:RunAnalyzers=false >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    say "the build failed; its messages stand above."
    exit 5
  fi
  rm -f "$log"
}

if [ "${1:-}" = test ]; then
  shift
  unset LIBTORCH
  build "$root/ThroughputBench.sln"
  cd "$root"
  # As many test projects at a time as there are processors, in the solution's order: the longest stands first there.
  exec dotnet test --solution ThroughputBench.sln --configuration Release --no-build --no-progress "$@"
fi

# TorchSharp would load a libtorch that lies beside the program whatever else is loaded, so a program that is given one is built without.
elsewhere=${LIBTORCH:-}
for argument in "$@"; do
  case "$argument" in --libtorch | --libtorch=*) elsewhere=$argument ;; esac
done
if [ -n "$elsewhere" ]; then
  export LibtorchPackage=none
fi

build "$root/bench/ThroughputBench/ThroughputBench.csproj"
exec dotnet "$root/bench/ThroughputBench/bin/Release/net10.0/ThroughputBench.dll" "$@"
