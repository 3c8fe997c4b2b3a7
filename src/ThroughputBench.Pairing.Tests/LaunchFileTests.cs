using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class LaunchFileTests
{
    /// <summary>Where the lengths of the columns begin: after a number of 8 bytes, four of 4 and one of 8.</summary>
    private const int Lengths = 32;

    private static readonly PairedLaunch Launch = new()
    {
        ControlTicks = [1, 2, 3],
        CandidateTicks = [4, 5, 6],
        ControlSectionTicks = [7],
        CandidateSectionTicks = [8, 9],
        PairsOfLayouts = [2, 1],
        TicksPerSecond = 10_000_000,
        OperationsPerRepetition = 5,
        BlocksPerRepetition = 1,
        Repetitions = 1,
        StoppedBy = StoppedBy.Precision,
        Elapsed = TimeSpan.FromMicroseconds(50),
    };

    [Fact]
    public void A_launch_comes_back_whole_and_leaves_nothing()
    {
        long file = LaunchFile.Write(Launch);
        Assert.Equal([$"{file}.launch"], Files(file));

        Assert.Equivalent(Launch, LaunchFile.Take(file), strict: true);
        Assert.Empty(Files(file));
    }

    [Fact]
    public void Its_number_can_be_one_of_operations_which_are_never_below_1()
    {
        for (int i = 0; i < 20; i++)
        {
            long file = LaunchFile.Write(Launch);
            Assert.InRange(file, 1, 1L + int.MaxValue);
            Assert.NotNull(LaunchFile.Take(file));
        }
    }

    [Fact]
    public void The_folder_is_named_once_for_this_process_and_those_that_it_starts()
    {
        string folder = LaunchFile.NameFolder();

        Assert.Equal(folder, LaunchFile.NameFolder());
        Assert.Equal(folder, Environment.GetEnvironmentVariable("PAIRED_LAUNCHES"));
        Assert.StartsWith("paired-launches-", Path.GetFileName(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, +1)]
    [InlineData(4, +1)]
    public void A_file_that_does_not_hold_what_it_says_is_damaged(int column, int more) =>
        Assert.Null(Changed(bytes => Add(bytes, Lengths + 4 * column, more)));

    [Fact]
    public void A_column_is_not_shorter_than_empty_even_if_another_makes_up_for_it() =>
        Assert.Null(
            Changed(bytes =>
            {
                Add(bytes, Lengths, -4);
                Add(bytes, Lengths + 4, 4);
            })
        );

    [Fact]
    public void A_file_without_its_mark_at_the_end_is_damaged() => Assert.Null(Changed(bytes => bytes[^1]++));

    private static PairedLaunch? Changed(Action<byte[]> change)
    {
        long file = LaunchFile.Write(Launch);
        string path = Path.Combine(LaunchFile.NameFolder(), $"{file}.launch");
        byte[] bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
        try
        {
            return LaunchFile.Take(file);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Add(byte[] bytes, int position, int more) =>
        BitConverter.TryWriteBytes(bytes.AsSpan(position), BitConverter.ToInt32(bytes, position) + more);

    private static string[] Files(long file) =>
        [.. Directory.GetFiles(LaunchFile.NameFolder(), $"{file}.*").Select(path => Path.GetFileName(path))];
}
