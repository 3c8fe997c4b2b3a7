#!/usr/bin/env bash
# Finds the repository, checks the SDK, builds in Release if something changed, and passes its arguments on. `./run.sh --help` lists the
# commands. `--no-build` starts the last build; `./run.sh test` runs all tests.
set -euo pipefail
unset CDPATH # with it, cd may go elsewhere, and print where

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
needed=10
output=$root/bench/ThroughputBench/bin/Release/net10.0
program=$output/ThroughputBench.dll
stamps=$root/bench/ThroughputBench/obj/run.sh

# A closed standard output would lose the verdict, and the next opened file would get its number. The other two may be closed.
if ! { : 3<&0; } 2>/dev/null; then exec </dev/null; fi
if ! (: 3>&2) 2>/dev/null; then exec 2>/dev/null; fi

say() { printf 'run.sh: %s\n' "$*" >&2 || true; }

# 1 is a verdict, so no error of this script ends with it. The program and dotnet replace this shell: their exit codes do not come here.
ended() {
  case $1 in
    0 | 2 | 5 | 130 | 143) ;;
    *) say "an error in run.sh itself (exit code $1): nothing was started."; exit 5 ;;
  esac
}
trap 'ended $?' EXIT

if ! { : 3>&1; } 2>/dev/null; then
  say "standard output is closed, so the result would be lost; open it, or redirect it to /dev/null."
  exit 5
fi

# Ctrl-C during a build; a program that replaces this script handles it itself.
trap 'say "interrupted."; exit 130' INT
trap 'exit 143' TERM

if [ ! -d "${TMPDIR:-/tmp}" ] || [ ! -w "${TMPDIR:-/tmp}" ]; then
  say "the folder for temporary files, ${TMPDIR:-/tmp}, does not exist or is not writable; create it, or set TMPDIR to one that is."
  exit 2
fi

# With fewer, .NET cannot even say what is missing. It raises its own limit up to the hard one.
files=$(ulimit -Hn)
if [ "$files" != unlimited ] && [ "$files" -lt 256 ]; then
  say "only $files files may be open at once here (ulimit -n); allow at least 256."
  exit 2
fi

if ! command -v dotnet >/dev/null 2>&1; then
  say "no .NET SDK was found; install .NET SDK $needed or later (https://dotnet.microsoft.com/download) and put dotnet on the PATH."
  exit 2
fi
sdks=$(cd / && { dotnet --list-sdks 2>/dev/null || true; })
newest=$(printf '%s\n' "$sdks" | sed -n 's/^\([0-9][0-9]*\)\..*/\1/p' | sort -n | tail -n 1)
if [ "${newest:-0}" -lt "$needed" ]; then
  say "the newest .NET SDK here is ${newest:-none}; version $needed or later is needed (https://dotnet.microsoft.com/download)."
  exit 2
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

build=yes
arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    --no-build) build=no ;;
    --) arguments+=("$@"); break ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
set -- ${arguments[@]+"${arguments[@]}"}

# TorchSharp would always load a libtorch beside the program, so a program with a given libtorch is built without one.
elsewhere=${LIBTORCH:-}
for argument in "$@"; do
  case "$argument" in --libtorch | --libtorch=*) elsewhere=$argument ;; esac
done
if [ "${1:-}" = test ]; then
  elsewhere=
  unset LIBTORCH
fi
if [ -n "$elsewhere" ]; then
  export LibtorchPackage=none
fi

# MSBuild treats every environment variable as a property, ignoring its case: Platform, OutputPath, Configuration and others would change
# the build and its folders. So a build receives only the variables that it needs to find the SDK, packages, proxies and certificates.
keep_for_building() {
  local name
  for name in $(compgen -e); do
    case "$name" in
      PATH | HOME | USER | LOGNAME | SHELL | TERM | TMPDIR | TMP | TEMP | LANG | LC_* | TZ | XDG_* | LD_LIBRARY_PATH | DYLD_LIBRARY_PATH) ;;
      DOTNET_ROOT | DOTNET_ROOT_* | DOTNET_CLI_* | DOTNET_SYSTEM_* | DOTNET_NOLOGO | DOTNET_RUNNING_IN_CONTAINER) ;;
      NUGET_* | NuGetPackageSourceCredentials_* | VSS_NUGET_* | SSL_CERT_FILE | SSL_CERT_DIR) ;;
      HTTP_PROXY | HTTPS_PROXY | NO_PROXY | ALL_PROXY | http_proxy | https_proxy | no_proxy | all_proxy) ;;
      SystemRoot | SYSTEMROOT | windir | APPDATA | LOCALAPPDATA | USERPROFILE | ProgramFiles | ProgramData | PATHEXT | COMSPEC | LibtorchPackage) ;;
      *) unset "$name" 2>/dev/null || true ;;
    esac
  done
}

# The inputs of a build: the SDKs, the commit, the kind of libtorch, and every file that is compiled or read.
inputs() {
  printf '%s\n' "$sdks" "libtorch: ${LibtorchPackage:-the package}"
  (keep_for_building; git -C "$root" rev-parse HEAD 2>/dev/null || true)
  sources -print | sort
}

# A folder that cannot be read counts as empty: the build says what it lacks.
sources() {
  (cd "$root" && find . -maxdepth 1 \( -name '*.props' -o -name '*.targets' -o -name 'global.json' -o -name '[Nn]u[Gg]et.[Cc]onfig' -o -name README.md -o -name run.sh \) "$@") 2>/dev/null || true
  (cd "$root" && find src bench \( -name bin -o -name obj -o -name node_modules -o -name '*.Tests' \) -prune -o -type f "$@") 2>/dev/null || true
}

# Why the program has to be built, in a few words; nothing if the last build is up to date.
changed() {
  if [ ! -f "$program" ]; then
    echo "there is no build yet"
  elif [ ! -f "$stamps/inputs" ] || [ ! -f "$stamps/end" ]; then
    echo "the last build did not finish, or was not made by run.sh"
  elif [ "$(inputs)" != "$(cat "$stamps/inputs")" ]; then
    echo "a file, the commit, the SDK or the kind of libtorch has changed"
  elif [ -n "$(find "$output/ThroughputBench.dll" "$output/ThroughputBench.deps.json" -newer "$stamps/end" 2>&1)" ]; then
    echo "the program was built in another way meanwhile"
  else
    sources -cnewer "$stamps/begin" -print | sed -n '1s/$/ has changed/p'
    if [ ! -f "$stamps/end" ]; then echo "another run.sh has begun to build"; fi
  fi
}

# One build at a time in a clone. The lock ends with the process that holds it; later builds find nothing to do.
lock() {
  local status=0
  if ! { mkdir -p "$stamps" && : >>"$stamps/lock"; } 2>/dev/null; then
    say "$stamps/lock cannot be written, so nothing can be built here. --no-build starts the last build, if there is one."
    exit 5
  fi
  command -v flock >/dev/null 2>&1 || return 0
  exec 9>>"$stamps/lock"
  flock -n 9 2>/dev/null || status=$?
  if [ "$status" -eq 1 ]; then
    say "another run.sh is building in this clone; waiting for it ..."
    status=0
    flock 9 2>/dev/null || status=$?
  fi
  if [ "$status" -ne 0 ]; then
    say "files cannot be locked on this disk (flock ended with $status): start no second run.sh here while this one builds."
  fi
}

build() {
  local why log status=0 file
  # If nothing has to be built, nothing has to be written: the clone may be another user's. Another run.sh may build until it is locked.
  why=$(changed)
  if [ "${2:-}" != always ] && [ -z "$why" ]; then return; fi
  lock
  why=$(changed)
  if [ "${2:-}" != always ] && [ -z "$why" ]; then
    exec 9>&-
    return
  fi
  if [ ! -d "$root/bench/ThroughputBench/bin/Release" ]; then
    say "first build: restoring packages (about half a gigabyte, once) and compiling ..."
  else
    say "building (${why:-all projects}) ..."
  fi
  rm -f "$stamps/inputs" "$stamps/end"
  # A running program keeps its open files: they get another place on the disk before they are overwritten.
  for file in "$output"/ThroughputBench*.dll; do
    if [ -f "$file" ] && cp -p "$file" "$file.old" 2>/dev/null; then mv -f "$file.old" "$file"; fi
  done
  rm -f "$stamps/begin"
  : >"$stamps/begin"
  inputs >"$stamps/inputs.new"
  # Analyzers take a third of a build's time and do not help its user; they run in an editor, in `dotnet build` and in .ci/run.
  log=$(keep_for_building; cd "$root" && dotnet build "$1" --configuration Release --verbosity quiet --nologo -noAutoResponse -p:RunAnalyzers=false 2>&1 9>&-) || status=$?
  if [ "$status" -ne 0 ]; then
    printf '%s\n' "$log" >&2
    say "the build failed; see its messages above."
    exit 5
  fi
  if [ ! -f "$program" ]; then
    say "the build succeeded but did not write $program; its output is elsewhere, and is not started."
    exit 5
  fi
  mv -f "$stamps/inputs.new" "$stamps/inputs"
  : >"$stamps/end"
  exec 9>&-
}

if [ "${1:-}" = test ]; then
  shift
  if [ "$build" = yes ]; then
    build "$root/ThroughputBench.sln" always
  fi
  cd "$root"
  shopt -s execfail
  # Most processes of the tests live for seconds: to profile their code, so as to compile it once more, costs a sixth of the tests' time.
  export DOTNET_TieredPGO=0
  # As many test projects at a time as processors, in the solution's order: the longest is first there.
  exec dotnet test --solution ThroughputBench.sln --configuration Release --no-build --no-progress "$@" || true
  say "dotnet could not be started."
  exit 5
fi

if [ "$build" = yes ]; then
  build "$root/bench/ThroughputBench/ThroughputBench.csproj"
elif [ ! -f "$program" ]; then
  say "there is no build yet; leave out --no-build."
  exit 2
elif [ -f "$stamps/inputs" ] && ! grep -qx "libtorch: ${LibtorchPackage:-the package}" "$stamps/inputs"; then
  say "the last build is for another kind of libtorch; leave out --no-build."
  exit 2
else
  why=$(changed)
  if [ -n "$why" ]; then say "--no-build: starting an older build ($why)."; fi
fi
shopt -s execfail
exec dotnet "$program" "$@" || true
say "dotnet could not be started."
exit 5
