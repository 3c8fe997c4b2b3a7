using System.Runtime.CompilerServices;
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
    [InlineData("nonsense")]
    [InlineData("nonsense --accumulate 2")]
    [InlineData("--nonsense")]
    [InlineData("sweep --nonsense")]
    [InlineData("sweep mlp")]
    [InlineData("info --nonsense")]
    [InlineData("--libtorch {folder} nonsense")]
    [InlineData("--libtorch {folder} --nonsense")]
    [InlineData("@{folder}/missing.txt")]
    public Task An_unknown_command_or_option_is_refused(string commandLine) => RefusedAsync(commandLine);

    [Theory]
    [InlineData("--record {folder}/nothing")]
    [InlineData("--record {folder}")]
    [InlineData("--record {nothing}")]
    public Task A_run_that_the_hot_path_cannot_be_recorded_into_is_refused(string option) =>
        RefusedAsync("bdn --filter *Window* " + option);

    [Theory]
    [InlineData("--device {nothing}")]
    [InlineData("--device tpu")]
    [InlineData("--device cuda:x")]
    [InlineData("--device cpu,cpu")]
    [InlineData("--workload {nothing}")]
    [InlineData("--workload resnet")]
    [InlineData("--workload mlp,,convnet")]
    [InlineData("--workload mlp,mlp")]
    [InlineData("--log-unit {nothing}")]
    [InlineData("--log-unit epochs")]
    [InlineData("--timing events")]
    [InlineData("--timing sometimes")]
    [InlineData("--timing events,events")]
    public Task An_unknown_device_workload_or_unit_is_refused(string commandLine) => RefusedAsync("sweep " + commandLine);

    [Theory]
    [InlineData("--accumulate")]
    [InlineData("--accumulate {nothing}")]
    [InlineData("--accumulate=")]
    [InlineData("--accumulate 0")]
    [InlineData("--accumulate 1,-2")]
    [InlineData("--accumulate 1000001")]
    [InlineData("--accumulate 1.5")]
    [InlineData("--accumulate 1,1")]
    [InlineData("--accumulate 1 --accumulate 2")]
    [InlineData("--log-every {nothing}")]
    [InlineData("--log-every -1")]
    [InlineData("--log-every 99999999999999999999")]
    [InlineData("--log-every two")]
    [InlineData("--log-every 1,,2")]
    [InlineData("--accumulate 8 --log-every 1,2,4")]
    public Task A_grid_that_cannot_be_is_refused(string commandLine) => RefusedAsync("sweep " + commandLine);

    [Theory]
    [InlineData("--threads 0")]
    [InlineData("--threads many")]
    [InlineData("--seed -1")]
    [InlineData("--seed 99999999999")]
    [InlineData("--seconds-per-cell 0")]
    [InlineData("--seconds-per-cell abc")]
    [InlineData("--seconds-per-cell NaN")]
    [InlineData("--fault nonsense")]
    [InlineData("--fault device-error=0/1")]
    [InlineData("--fault slow=0%")]
    [InlineData("--fault window=0")]
    [InlineData("--fault window=+0")]
    [InlineData("--fault window=1")]
    [InlineData("--fault window=-100")]
    [InlineData("--fault late-log=1")]
    [InlineData("--fault allocate=23")]
    [InlineData("--fault allocate=41")]
    [InlineData("--fault allocate=99999")]
    [InlineData("--batch-size 0")]
    [InlineData("--batch-size many")]
    [InlineData("--width -1")]
    [InlineData("--width 63 --workload bytelm")]
    [InlineData("--width 20000")]
    [InlineData("--depth 6")]
    [InlineData("--depth 1.5")]
    [InlineData("--dtype float16")]
    public Task A_number_out_of_range_is_refused(string commandLine) => RefusedAsync("sweep " + commandLine);

    [Theory]
    [InlineData("--data {nothing}")]
    [InlineData("--data {folder}")]
    [InlineData("--data {folder}/missing.txt")]
    [InlineData("--data {folder}/empty.txt")]
    [InlineData("--data {folder}/text.txt --workload mlp")]
    public Task Data_that_cannot_be_trained_on_is_refused(string commandLine) => RefusedAsync("sweep " + commandLine);

    [Theory]
    [InlineData("--output {nothing}")]
    [InlineData("--output {folder}")]
    [InlineData("--output {folder}/empty.txt")]
    [InlineData("--output {folder}/empty.txt/below")]
    [InlineData("--resume {nothing}")]
    [InlineData("--resume {folder}/nowhere")]
    [InlineData("--resume {folder}/empty.txt")]
    [InlineData("--resume {folder}")]
    [InlineData("--resume {folder} --accumulate 2")]
    [InlineData("--resume {folder} --output {folder}/run")]
    public Task A_folder_that_cannot_be_a_runs_is_refused(string commandLine) => RefusedAsync("sweep " + commandLine);

    [Theory]
    [InlineData("--against no-such-branch")]
    [InlineData("--against {nothing}")]
    [InlineData("--against HEAD --budget 1%")]
    [InlineData("--against HEAD --run {folder}")]
    [InlineData("--against HEAD --repeat-inconclusive 0")]
    [InlineData("--against HEAD --fault slow=1%")]
    [InlineData("--against HEAD --timing events")]
    [InlineData("--allow-dirty")]
    [InlineData("--budget 0%")]
    [InlineData("--budget -1%")]
    [InlineData("--budget 0.005")]
    [InlineData("--budget abc")]
    [InlineData("--budget NaN%")]
    [InlineData("--budget 101%")]
    [InlineData("--budget {nothing}")]
    [InlineData("--tolerance 0%")]
    [InlineData("--repeat-inconclusive 0")]
    [InlineData("--repeat-inconclusive abc")]
    [InlineData("--shard 1/4")]
    [InlineData("--against HEAD --shard 1/4")]
    [InlineData("--accumulate 0")]
    [InlineData("--in-process maybe")]
    [InlineData("--baseline {folder}/nowhere")]
    [InlineData("--baseline {nothing}")]
    [InlineData("--output {folder}")]
    [InlineData("--markdown {folder}")]
    [InlineData("--markdown {folder}/nowhere/check.md")]
    [InlineData("--run {folder} --accumulate 2")]
    [InlineData("--run {folder} --repeat-inconclusive")]
    [InlineData("--run {folder}/nowhere")]
    [InlineData("--run {folder}")]
    [InlineData("--run {folder}/empty.txt")]
    public Task A_check_that_cannot_be_made_is_refused(string commandLine) => RefusedAsync("check " + commandLine);

    [Fact]
    public async Task A_file_that_cannot_be_written_is_refused_before_it_is_measured()
    {
        string name = new('a', 300);

        string line = await _input.RefusedAsync($"check --markdown {{folder}}/{name}");

        // The system says why, and names a file with a random part.
        Assert.Contains($"--markdown: 'FOLDER/{name}' cannot be written: ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--checks 0")]
    [InlineData("--checks many")]
    [InlineData("--unfaulted 0")]
    [InlineData("--load none")]
    [InlineData("--load 1025")]
    [InlineData("--resume {nothing}")]
    [InlineData("--resume {folder}")]
    [InlineData("--resume {folder}/empty.txt")]
    [InlineData("--resume {folder}/text.txt")]
    [InlineData("--resume {folder}/text.txt --accumulate 2")]
    [InlineData("--resume {folder}/text.txt --load")]
    [InlineData("--slowdowns 1%,abc")]
    [InlineData("--slowdowns {nothing}")]
    [InlineData("--fault slow=1%")]
    [InlineData("--budget 0%")]
    [InlineData("--output {folder}/empty.txt")]
    [InlineData("--output {folder}/nowhere/calibration.json")]
    public Task A_calibration_that_cannot_be_made_is_refused(string commandLine) => RefusedAsync("calibrate " + commandLine);

    private async Task RefusedAsync(string commandLine, [CallerMemberName] string test = "") =>
        Wording.Matches(await _input.RefusedAsync(commandLine), commandLine, test);
}
