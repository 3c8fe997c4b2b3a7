using System.ComponentModel;
using System.Diagnostics;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Records;

/// <summary>The reader in Python, which knows the raw blocks alone, against what the program recorded.</summary>
public sealed class BlocksReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder["run"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1, 15, 150)]
    [InlineData(4, 4, 5, 80)]
    [InlineData(4, 8, 1, 200)]
    public void It_makes_the_recorded_figures_again_from_one_launch_and_from_several(int accumulate, int places, int repetitions, int pairs)
    {
        Record(Cells.Of(accumulate, 8), Launch(1, places, repetitions, pairs));
        Record(
            Cells.Of(1, 1),
            Launch(2, places, repetitions, pairs),
            Launch(3, places, repetitions, pairs / 2),
            Launch(4, 1, repetitions, pairs)
        );
        Record(
            Cells.Of(1, 2),
            Launch(5, places, repetitions, pairs) with { Process = 1 },
            Launch(6, places, repetitions, pairs) with { Process = 2 },
            Launch(7, places, repetitions, pairs) with { Process = 1 }
        );

        (int exitCode, string output) = Python(Run);

        Assert.Equal((0, 3), (exitCode, output.Split('\n').Count(line => line.EndsWith("as recorded", StringComparison.Ordinal))));
    }

    [Fact]
    public void It_finds_a_record_that_its_blocks_do_not_give()
    {
        Record(Cells.Of(4, 8), Launch(1, 1, 15, 100));
        string cells = _folder["run", "cells.jsonl"];
        File.WriteAllText(cells, File.ReadAllText(cells).Replace("\"estimate\":0.00", "\"estimate\":0.01", StringComparison.Ordinal));

        (int exitCode, string output) = Python(Run);

        Assert.Equal(1, exitCode);
        Assert.Contains("DIFFERS", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_raw_blocks_is_refused()
    {
        RunFolder.Create(Run, Samples.Run).Dispose();

        Assert.Equal(2, Python(Run).ExitCode);
    }

    private void Record(Cell cell, params RecordedLaunch[] launches)
    {
        if (Directory.Exists(Run))
        {
            Append(RunFolder.Resume(Run, Samples.Git, Samples.Machine), cell, launches);
            return;
        }
        Append(RunFolder.Create(Run, Samples.Run), cell, launches);
    }

    private static void Append(RunFolder folder, Cell cell, RecordedLaunch[] launches)
    {
        using (folder)
        {
            RatioEstimate estimate = PairedSeries.Of(launches.Select(launch => launch.ToSeries())).Estimate();
            Assert.True(estimate.HasInterval);
            folder.WriteBlocks(cell, Comparison.Overhead, launches);
            folder.Append(
                CellRecord.Measured(
                    folder.Run,
                    cell,
                    Samples.Overhead with
                    {
                        Estimate = estimate.Overhead,
                        Lower = estimate.Lower,
                        Upper = estimate.Upper,
                        DegreesOfFreedom = estimate.DegreesOfFreedom,
                        MeanOverhead =
                            launches.Sum(launch => (double)launch.CandidateTicks.Sum() / launch.TicksPerSecond)
                                / launches.Sum(launch => (double)launch.ControlTicks.Sum() / launch.TicksPerSecond)
                            - 1,
                        Pairs = estimate.Pairs,
                    }
                ) with
                {
                    StepNanoseconds = 240_000,
                    NoiseFloor = Samples.NoiseFloor,
                    Agreement = Samples.Agreement,
                    SameLosses = true,
                    AllocatedBytesPerBatch = 0,
                    Attempt = 1,
                    Verification = Samples.Verification,
                    DirectCost = DirectCosts.Of(launches, cell),
                }
            );
        }
    }

    /// <summary>
    /// A launch of a machine of which every fifth block is disturbed, with a log at the last place, and times that are often the same.
    /// </summary>
    private static RecordedLaunch Launch(int seed, int places, int repetitions, int pairs)
    {
        var chance = new Random(seed);
        int blocks = places * repetitions * pairs;
        RecordedLaunch launch = Samples.BlocksOf(
            [.. Enumerable.Range(0, blocks).Select(block => Block(block, 1))],
            [.. Enumerable.Range(0, blocks).Select(block => Block(block, 1.004))]
        ) with
        {
            BlocksPerRepetition = places,
            Repetitions = repetitions,
        };
        int operations = launch.Operations.Sum() / 8 * 8;
        return launch with
        {
            PairsOfLayouts = seed % 2 == 0 ? [] : [pairs / 4, pairs / 4, pairs - 2 * (pairs / 4)],
            ControlHookTicks = [.. Enumerable.Range(0, operations).Select(_ => Hook(60))],
            CandidateHookTicks = [.. Enumerable.Range(0, operations).Select(index => Hook(index % 8 == 7 ? 400 : 130))],
        };

        long Hook(int typical) => (long)(typical * (1 + 0.1 * chance.NextDouble()) * (chance.Next(100) == 0 ? 20 : 1));

        long Block(int block, double cost) =>
            (long)(
                (block % places == places - 1 ? 8_000 : 5_000)
                * cost
                * (1 + 0.02 * (chance.NextDouble() - 0.5))
                * (chance.Next(5) == 0 ? 1 + chance.NextDouble() : 1)
            );
    }

    private static (int ExitCode, string Output) Python(string run)
    {
        Process? python = null;
        try
        {
            python = Process.Start(
                new ProcessStartInfo("python3", [Path.Combine(Clone.Root, "results", "read_blocks.py"), run])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            );
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no python3 on this machine to run results/read_blocks.py with.");
        }
        using (python)
        {
            Task<string> error = python!.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            TestContext.Current.TestOutputHelper?.WriteLine(output + error.Result);
            return (python.ExitCode, output);
        }
    }
}
