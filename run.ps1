# The same as run.sh for PowerShell on Windows: finds the SDK, builds in Release, and passes its arguments on. Tried with PowerShell 7.6 on
# Linux, not on Windows, where only the CPU can be measured. `--no-build` starts the last build; `./run.ps1 test` runs all tests.
$ErrorActionPreference = 'Stop'
$program = Join-Path $PSScriptRoot 'bench/ThroughputBench/bin/Release/net10.0/ThroughputBench.dll'
$build = $args -notcontains '--no-build'
# PowerShell reads 1,2 as an array, which would become two arguments.
$arguments = @($args | ForEach-Object { if ($_ -is [array]) { $_ -join ',' } else { $_ } } | Where-Object { $_ -ne '--no-build' })
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

# As in run.sh: TorchSharp would always load a libtorch beside the program, so a program with a given libtorch is built without one. (This
# was not tried with a real libtorch.) The variables are the session's, so they get their values back.
$isTest = $arguments.Count -gt 0 -and $arguments[0] -eq 'test'
$before = @{ LIBTORCH = $env:LIBTORCH; LibtorchPackage = $env:LibtorchPackage }
if ($isTest) { $env:LIBTORCH = $null }
if ($env:LIBTORCH -or ($arguments -match '^--libtorch(=|:|$)' -and -not $isTest)) { $env:LibtorchPackage = 'none' }

function Restore-Variables { foreach ($name in $before.Keys) { Set-Item "env:$name" $before[$name] } }

function Stop-With([string] $line, [int] $code) {
    [Console]::Error.WriteLine("run.ps1: $line")
    Restore-Variables
    exit $code
}

# PowerShell would end with 1, which is a verdict.
trap { Stop-With "an error in run.ps1 itself: $_" 5 }

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Stop-With 'no .NET SDK was found; install .NET SDK 10 or later (https://dotnet.microsoft.com/download).' 2
}
if ($build) {
    # MSBuild itself finds out what changed; that takes some seconds.
    $project = if ($isTest) { 'ThroughputBench.sln' } else { 'bench/ThroughputBench/ThroughputBench.csproj' }
    $log = dotnet build (Join-Path $PSScriptRoot $project) --configuration Release --verbosity quiet --nologo '-p:RunAnalyzers=false'
    if ($LASTEXITCODE -ne 0) {
        $log | ForEach-Object { [Console]::Error.WriteLine($_) }
        Stop-With 'the build failed; see its messages above.' 5
    }
}
elseif (-not (Test-Path $program)) {
    Stop-With 'there is no build yet; leave out --no-build.' 2
}

if ($isTest) {
    $others = @($arguments | Select-Object -Skip 1)
    Push-Location $PSScriptRoot
    try { dotnet test --solution ThroughputBench.sln --configuration Release --no-build --no-progress @others } finally { Pop-Location }
}
else {
    dotnet $program @arguments
}
$code = $LASTEXITCODE
Restore-Variables
exit $code
