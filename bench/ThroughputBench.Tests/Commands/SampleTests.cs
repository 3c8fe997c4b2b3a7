using ThroughputBench.Tests.Records;
using ThroughputBench.Training.Tests.Logging;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>The sample as its users run it.</summary>
[Collection(ProcessTests.Name)]
public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_trains_for_as_long_as_asked_and_leaves_a_TensorBoard_file_with_every_log()
    {
        Program.Outcome outcome = await RunAsync("--seconds", "4", "--output", _folder["board"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("MFU", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith($"tensorboard --logdir {_folder["board"]}", outcome.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("samples/s", outcome.ErrorLines[^1], StringComparison.Ordinal);

        List<EventFile.Event> events = EventFile.Read(Assert.Single(Directory.GetFiles(_folder["board"])));
        Dictionary<string, List<(long Step, float Value)>> curves = events
            .SelectMany(read => read.Scalars, (read, scalar) => (scalar.Tag, read.Step, scalar.Value))
            .GroupBy(scalar => scalar.Tag, scalar => (scalar.Step, scalar.Value))
            .ToDictionary(curve => curve.Key, curve => curve.ToList());
        string[] wanted =
        [
            "train/loss",
            "train/samples",
            "train/lengths",
            "train/device/items_per_sec",
            "train/device/mfu",
            "train/device/step_time_p95",
            "train/forward_backward_share",
        ];
        // The monitor logs the tail after the last log too, when training ends.
        long[] due = [.. Enumerable.Range(1, curves["train/loss"].Count).Select(log => 10L * log - 1)];
        Assert.All(wanted, tag =>
        {
            Assert.Equal(due, curves[tag].Select(point => point.Step).Take(due.Length));
            Assert.InRange(curves[tag].Count - due.Length, 0, 1);
        });
        Assert.All(curves["train/samples"], point => Assert.Equal((point.Step + 1) * 4 * 4, point.Value));
        Assert.All(curves["train/device/mfu"], point => Assert.True(point.Value > 0));
    }

    [Theory]
    [InlineData("--seconds", "0")]
    [InlineData("--seconds", "soon")]
    [InlineData("--epochs")]
    public async Task Bad_input_is_one_line_and_exit_code_2(params string[] arguments)
    {
        Program.Outcome outcome = await RunAsync(arguments);

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(arguments.Last(), Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_line_and_exit_code_2()
    {
        _folder.Write("taken", "");

        Program.Outcome outcome = await RunAsync("--seconds", "1", "--output", _folder["taken"]);

        Assert.Equal(2, outcome.ExitCode);
        Wording.Matches(Assert.Single(outcome.ErrorLines).Replace(_folder.Path, "FOLDER", StringComparison.Ordinal));
    }

    private static Task<Program.Outcome> RunAsync(params string[] arguments) =>
        Program.RunAsync(Program.StartInfo(arguments, "ThroughputBench.Sample"));
}
