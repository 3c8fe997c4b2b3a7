using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

public class RunOptionsTests
{
    private static readonly DataFacts Data = new()
    {
        Workload = "bytelm",
        Name = "my text's.txt",
        Bytes = 10,
        Sha256 = "abc",
    };

    [Fact]
    public void They_can_be_given_again_as_one_command() =>
        Wording.Matches(Samples.Options.ToCommand());

    [Fact]
    public void The_command_is_quoted_for_a_shell()
    {
        RunOptions options = Samples.Options with
        {
            Devices = ["cpu", "cuda:0"],
            LogUnit = LogUnit.Steps,
            SecondsPerCell = 0.5,
            Data = Data,
            Fault = "slow=1%; rm -r /",
        };

        Wording.Matches(options.ToCommand());
    }

    [Fact]
    public void The_command_names_the_sizes_that_are_not_each_workloads_own()
    {
        WorkloadShape shape = new(64, 4, WorkloadDtype.Bfloat16);

        Wording.Matches((Samples.Options with { Workloads = [new("mlp", 32, shape), new("convnet", 32, shape)] }).ToCommand());
    }

    [Fact]
    public void Timings_are_in_the_command_and_in_the_grid()
    {
        RunOptions options = Samples.Options with { Devices = ["cuda"], Timings = [DeviceTiming.Events, DeviceTiming.SyncEveryBatch] };

        Wording.Matches(options.ToCommand());
        Assert.Equal(12, new SweepGrid(options.ToGrid()).Cells.Count);
    }

    [Fact]
    public void A_batch_size_from_before_it_could_be_chosen_is_not_in_the_command() =>
        Assert.DoesNotContain(
            "--batch-size",
            (Samples.Options with { Workloads = [new("mlp", 64)] }).ToCommand(),
            StringComparison.Ordinal
        );

    [Fact]
    public void They_span_the_grid_again() => Assert.Equal(6, new SweepGrid(Samples.Options.ToGrid()).Cells.Count);

    [Fact]
    public void What_else_was_measured_and_for_how_long_is_no_part_of_the_key() =>
        Assert.Equal(
            Samples.Options.KeyOf("mlp"),
            (Samples.Options with { LogEvery = [8], SecondsPerCell = 99, TargetHalfWidth = 1 }).KeyOf("mlp")
        );

    [Fact]
    public void Data_are_a_part_of_the_key_for_the_workload_that_reads_them()
    {
        RunOptions options = Samples.Options with { Data = Data };

        Assert.Equal("threads=1 seed=1 data=abc", options.KeyOf("bytelm"));
        Assert.Equal("threads=1 seed=1", options.KeyOf("mlp"));
    }

    [Fact]
    public void Of_a_file_of_data_name_size_and_digest_are_kept_but_not_where_it_lies()
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret/place/abc.txt", "abc");

        Assert.Equal(
            new DataFacts
            {
                Workload = "bytelm",
                Name = "abc.txt",
                Bytes = 3,
                Sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            },
            DataFacts.Of("bytelm", folder["secret", "place", "abc.txt"])
        );
    }

    [Fact]
    public void A_file_of_data_that_is_not_there_or_is_a_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret/abc.txt", "abc");

        foreach (string path in (string[])["nothing", "secret"])
            Wording.Matches(Refusal(path), path);

        // Behind the first colon the system says why.
        string Refusal(string path) =>
            folder.Unrooted(Assert.Throws<InputException>(() => DataFacts.Of("bytelm", folder[path])).Message.Split(": ")[0]);
    }
}
