using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Records;

public sealed class MachinePathsTests
{
    [Theory]
    [InlineData("Could not find file '/home/ada/my data/text.txt'.", "Could not find file '…/text.txt'.")]
    [InlineData("Access to the path \"/home/ada\" is denied.", "Access to the path \"…\" is denied.")]
    [InlineData("Unable to load /home/ada/.nuget/libtorch.so: no such file", "Unable to load …/libtorch.so: no such file")]
    [InlineData("It lies in /home/ada/x.", "It lies in ….")]
    [InlineData(@"Could not find 'C:\Users\Ada B\text.txt' or D:\data\x.bin, sorry", "Could not find '…/text.txt' or …/x.bin, sorry")]
    public void An_absolute_path_is_shortened_to_the_file_that_it_names(string said, string kept) =>
        Assert.Equal(kept, MachinePaths.Hide(said));

    [Theory]
    [InlineData("at 512 samples/s and/or 3 items/s, 1 / 2")]
    [InlineData("see https://example.org/a/b, results/runs/x or ./run.sh")]
    [InlineData("[red]not[/] markup")]
    [InlineData("L = 3 is no multiple of A = 2 (L % A = 1): A: 2")]
    public void What_is_no_absolute_path_stays_as_it_is(string said) => Assert.Equal(said, MachinePaths.Hide(said));

    [Fact]
    public void The_reason_of_a_failed_cell_is_recorded_without_the_machines_paths() =>
        Assert.Equal(
            "IOException: '…/pairs.gz' is gone.",
            CellRecord.Failed(Samples.Run, Cells.Of(1, 1), "IOException: '/home/ada/runs/pairs.gz' is gone.").Reason
        );
}
