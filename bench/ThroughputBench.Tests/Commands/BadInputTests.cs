using ThroughputBench.Workloads.Tests;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// Input that is refused, inside this process; <see cref="BadInputProcessTests"/> tests some of it in a separate process.
/// </summary>
[Collection(TrainingTests.Name)]
public sealed class BadInputTests : IDisposable
{
    private readonly RefusedInput _input = new(Program.RunHereAsync);

    public void Dispose() => _input.Dispose();

    [Theory]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("nonsense --accumulate 2", "'nonsense'")]
    [InlineData("--nonsense", "'--nonsense'")]
    [InlineData("sweep --nonsense", "'--nonsense'")]
    [InlineData("sweep mlp", "'mlp'")]
    [InlineData("info --nonsense", "'--nonsense'")]
    [InlineData("--libtorch {folder} nonsense", "'nonsense'")]
    [InlineData("--libtorch {folder} --nonsense", "'--nonsense'")]
    [InlineData("@{folder}/missing.txt", "missing.txt")]
    public Task An_unknown_command_or_option_is_refused(string commandLine, string named) => RefusedAsync(commandLine, named);

    [Theory]
    [InlineData("--record {folder}/nothing", "There is no run")]
    [InlineData("--record {folder}", "has no run.json")]
    [InlineData("--record {nothing}", "must not be empty")]
    public Task A_run_that_the_hot_path_cannot_be_recorded_into_is_refused(string option, string named) =>
        RefusedAsync("bdn --filter *Window* " + option, named);

    [Theory]
    [InlineData("--device {nothing}", "--device")]
    [InlineData("--device tpu", "'tpu'")]
    [InlineData("--device cuda:x", "'cuda:x'")]
    [InlineData("--device cpu,cpu", "'cpu' twice")]
    [InlineData("--workload {nothing}", "--workload")]
    [InlineData("--workload resnet", "'resnet'")]
    [InlineData("--workload mlp,,convnet", "'mlp,,convnet'")]
    [InlineData("--workload mlp,mlp", "'mlp' twice")]
    [InlineData("--log-unit {nothing}", "''")]
    [InlineData("--log-unit epochs", "'epochs'")]
    [InlineData("--timing events", "on the CPU there is only one way")]
    [InlineData("--timing sometimes", "events, sync-at-log, sync-every-batch, not 'sometimes'")]
    [InlineData("--timing events,events", "'events' twice")]
    public Task An_unknown_device_workload_or_unit_is_refused(string commandLine, string named) =>
        RefusedAsync("sweep " + commandLine, named);

    [Theory]
    [InlineData("--accumulate", "--accumulate")]
    [InlineData("--accumulate {nothing}", "empty")]
    [InlineData("--accumulate=", "--accumulate")]
    [InlineData("--accumulate 0", "0 is below 1")]
    [InlineData("--accumulate 1,-2", "-2 is below 1")]
    [InlineData("--accumulate 1000001", "1000001 is above 1000000")]
    [InlineData("--accumulate 1.5", "'1.5' is not a whole number")]
    [InlineData("--accumulate 1,1", "1 is in it twice")]
    [InlineData("--accumulate 1 --accumulate 2", "--accumulate")]
    [InlineData("--log-every {nothing}", "empty")]
    [InlineData("--log-every -1", "-1 is below 1")]
    [InlineData("--log-every 99999999999999999999", "99999999999999999999 is above 1000000")]
    [InlineData("--log-every two", "'two' is not a whole number")]
    [InlineData("--log-every 1,,2", "missing between its commas")]
    [InlineData("--accumulate 8 --log-every 1,2,4", "multiple of an accumulation of 8")]
    public Task A_grid_that_cannot_be_is_refused(string commandLine, string named) => RefusedAsync("sweep " + commandLine, named);

    [Theory]
    [InlineData("--threads 0", "'0'")]
    [InlineData("--threads many", "'many'")]
    [InlineData("--seed -1", "'-1'")]
    [InlineData("--seed 99999999999", "'99999999999'")]
    [InlineData("--seconds-per-cell 0", "'0'")]
    [InlineData("--seconds-per-cell abc", "'abc'")]
    [InlineData("--seconds-per-cell NaN", "'NaN'")]
    [InlineData("--fault nonsense", "'nonsense'")]
    [InlineData("--fault device-error=0/1", "'device-error=0/1'")]
    [InlineData("--fault slow=0%", "'slow=0%'")]
    [InlineData("--fault window=0", "'window=0'")]
    [InlineData("--fault window=+0", "'window=+0'")]
    [InlineData("--fault window=1", "'window=1'")]
    [InlineData("--fault window=-100", "'window=-100'")]
    [InlineData("--fault late-log=1", "'late-log=1'")]
    [InlineData("--fault allocate=23", "'allocate=23'")]
    [InlineData("--fault allocate=41", "'allocate=41'")]
    [InlineData("--fault allocate=99999", "'allocate=99999'")]
    [InlineData("--batch-size 0", "--batch-size must be a whole number from 1 to 65536, not '0'")]
    [InlineData("--batch-size many", "'many'")]
    [InlineData("--width -1", "'-1'")]
    [InlineData("--width 63 --workload bytelm", "its attention heads divide the width), not 63")]
    [InlineData("--width 20000", "mlp must be from 1 to 16384 wide, not 20000")]
    [InlineData("--depth 6", "convnet must be from 1 to 5 deep, not 6")]
    [InlineData("--depth 1.5", "'1.5'")]
    [InlineData("--dtype float16", "float32 or bfloat16, not 'float16'")]
    public Task A_number_out_of_range_is_refused(string commandLine, string named) => RefusedAsync("sweep " + commandLine, named);

    [Theory]
    [InlineData("--data {nothing}", "must name a file")]
    [InlineData("--data {folder}", "is a folder")]
    [InlineData("--data {folder}/missing.txt", "missing.txt does not exist")]
    [InlineData("--data {folder}/empty.txt", "empty.txt is empty")]
    [InlineData("--data {folder}/text.txt --workload mlp", "--workload mlp does not include it")]
    public Task Data_that_cannot_be_trained_on_is_refused(string commandLine, string named) => RefusedAsync("sweep " + commandLine, named);

    [Theory]
    [InlineData("--output {nothing}", "must not be empty")]
    [InlineData("--output {folder}", "is not empty")]
    [InlineData("--output {folder}/empty.txt", "is a file")]
    [InlineData("--output {folder}/empty.txt/below", "cannot be written")]
    [InlineData("--resume {nothing}", "must not be empty")]
    [InlineData("--resume {folder}/nowhere", "no such folder")]
    [InlineData("--resume {folder}/empty.txt", "is a file")]
    [InlineData("--resume {folder}", "has no run.json")]
    [InlineData("--resume {folder} --accumulate 2", "--resume takes its options from the run")]
    [InlineData("--resume {folder} --output {folder}/run", "--resume takes its options from the run")]
    public Task A_folder_that_cannot_be_a_runs_is_refused(string commandLine, string named) => RefusedAsync("sweep " + commandLine, named);

    [Theory]
    [InlineData("--against no-such-branch", "no commit 'no-such-branch'")]
    [InlineData("--against {nothing}", "no commit ''")]
    [InlineData("--against HEAD --budget 1%", "leave out --budget")]
    [InlineData("--against HEAD --run {folder}", "leave out --run")]
    [InlineData("--against HEAD --repeat-inconclusive 0", "must be a number of seconds from 1 to 86400, not '0'")]
    [InlineData("--against HEAD --fault slow=1%", "leave out --fault")]
    [InlineData("--against HEAD --timing events", "leave out --timing")]
    [InlineData("--allow-dirty", "goes with --against")]
    [InlineData("--budget 0%", "'0%'")]
    [InlineData("--budget -1%", "'-1%'")]
    [InlineData("--budget 0.005", "'0.005'")]
    [InlineData("--budget abc", "'abc'")]
    [InlineData("--budget NaN%", "'NaN%'")]
    [InlineData("--budget 101%", "'101%'")]
    [InlineData("--budget {nothing}", "''")]
    [InlineData("--tolerance 0%", "'0%'")]
    [InlineData("--repeat-inconclusive 0", "'0'")]
    [InlineData("--repeat-inconclusive abc", "'abc'")]
    [InlineData("--shard 1/4", "'--shard'")]
    [InlineData("--against HEAD --shard 1/4", "'--shard'")]
    [InlineData("--accumulate 0", "0 is below 1")]
    [InlineData("--in-process maybe", "'maybe'")]
    [InlineData("--baseline {folder}/nowhere", "no such folder")]
    [InlineData("--baseline {nothing}", "must name a run's folder")]
    [InlineData("--output {folder}", "is not empty")]
    [InlineData("--markdown {folder}", "is a folder")]
    [InlineData("--markdown {folder}/nowhere/check.md", "does not exist")]
    [InlineData("--run {folder} --accumulate 2", "--run measures nothing")]
    [InlineData("--run {folder} --repeat-inconclusive", "--run measures nothing")]
    [InlineData("--run {folder}/nowhere", "no such folder")]
    [InlineData("--run {folder}", "has no run.json")]
    [InlineData("--run {folder}/empty.txt", "is a file")]
    public Task A_check_that_cannot_be_made_is_refused(string commandLine, string named) => RefusedAsync("check " + commandLine, named);

    [Fact]
    public Task A_file_that_cannot_be_written_is_refused_before_it_is_measured() =>
        RefusedAsync($"check --markdown {{folder}}/{new string('a', 300)}", "cannot be written");

    [Theory]
    [InlineData("--checks 0", "'0'")]
    [InlineData("--checks many", "'many'")]
    [InlineData("--unfaulted 0", "'0'")]
    [InlineData("--load none", "'none'")]
    [InlineData("--load 1025", "'1025'")]
    [InlineData("--resume {nothing}", "must name a calibration's file")]
    [InlineData("--resume {folder}", "cannot be read")]
    [InlineData("--resume {folder}/empty.txt", "is empty")]
    [InlineData("--resume {folder}/text.txt", "is not JSON")]
    [InlineData("--resume {folder}/text.txt --accumulate 2", "leave out --accumulate")]
    [InlineData("--resume {folder}/text.txt --load", "leave out --load")]
    [InlineData("--slowdowns 1%,abc", "'abc'")]
    [InlineData("--slowdowns {nothing}", "''")]
    [InlineData("--fault slow=1%", "'--fault'")]
    [InlineData("--budget 0%", "'0%'")]
    [InlineData("--output {folder}/empty.txt", "already")]
    [InlineData("--output {folder}/nowhere/calibration.json", "does not exist")]
    public Task A_calibration_that_cannot_be_made_is_refused(string commandLine, string named) =>
        RefusedAsync("calibrate " + commandLine, named);

    private Task RefusedAsync(string commandLine, string named) => _input.AssertRefusedAsync(commandLine, named);
}
