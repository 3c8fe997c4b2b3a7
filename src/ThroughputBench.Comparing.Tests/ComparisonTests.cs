using System.Globalization;
using System.Text.RegularExpressions;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Reports;
using Xunit;

namespace ThroughputBench.Comparing.Tests;

public sealed partial class ComparisonTests(ComparisonRun run) : IClassFixture<ComparisonRun>
{
    [Fact]
    public void The_READMEs_code_is_the_code_that_is_compiled_here()
    {
        string block = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).Split("```csharp")[1].Split("```")[0];
        string compiled = Normalized(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ReadmeExample.txt")));

        Assert.All(
            block.Split("\n\n", 2),
            part => Assert.Contains(Normalized(part), compiled, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Each_method_but_the_baseline_is_a_row_with_its_ratio_difference_and_interval()
    {
        Dictionary<string, string> row = Assert.Single(run.Rows<BriefSums>());

        Assert.Equal(["Method", "Control", "Candidate", "Ratio [95%]", "Difference [95%]", "Pairs"], row.Keys.Except(["Job", "Toolchain"]));
        Assert.Equal("Linq", row["Method"]);
        // A busy machine may leave no interval; it must not leave a wrong one. LINQ's is vectorized.
        Match ratio = Ratio().Match(row["Ratio [95%]"]);
        Assert.True(ratio.Success, row["Ratio [95%]"]);
        double[] values =
        [
            .. ratio
                .Groups.Values.Skip(1)
                .Where(group => group.Success)
                .Select(group => double.Parse(group.Value, CultureInfo.InvariantCulture)),
        ];
        Assert.InRange(values[0], 0, 0.9);
        Assert.Equal(values.Length == 3 ? [values[1], values[0], values[2]] : values, values.Order());
        Assert.Matches(@"^-\S+ [nu]s (\[-\S+ [nu]s, [+-]\S+ [nu]s\]|\(no interval\))$", row["Difference [95%]"]);
        Assert.Matches(@"^\d+ \((precision|time)\)$", row["Pairs"]);
    }

    [Fact]
    public void A_method_whose_calls_are_too_short_beside_the_baselines_gets_a_rough_ratio_and_the_reason()
    {
        Dictionary<string, string> row = Assert.Single(run.Rows<FarApart>());

        Assert.Matches(@"^0\.0*[1-9]\d{3} \(no interval: one side's blocks are too short\)$", row["Ratio [95%]"]);
        Assert.EndsWith("(no interval: one side's blocks are too short)", row["Difference [95%]"], StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_and_async_methods_are_measured_as_they_are()
    {
        Dictionary<string, string>[] rows = run.Rows<Waits>();

        Assert.True(run.Of<Waits>().Reports.All(report => report.Success));
        Assert.Equal(
            ["1 Kilobyte", "1 TwiceAsync", "1000 Kilobyte", "1000 TwiceAsync"],
            rows.Select(row => $"{row["Count"]} {row["Method"]}").Order(StringComparer.Ordinal)
        );
        Assert.All(rows, row => Assert.DoesNotContain("failed", row["Pairs"], StringComparison.Ordinal));
    }

    [Fact]
    public void What_BenchmarkDotNet_computes_itself_is_the_methods_own_time_and_no_difference() =>
        Assert.All(run.Of<Waits>().Reports, report => // for a method faster than its baseline, differences would be 0
            Assert.Equal(
                report.AllMeasurements.Where(line => line.Is(IterationMode.Workload, IterationStage.Actual)).Min(TimeOfOperation),
                report.AllMeasurements.Where(line => line.Is(IterationMode.Workload, IterationStage.Result)).Min(TimeOfOperation),
                1e-3
            )
        );

    [Fact]
    public void The_memory_diagnoser_counts_what_the_method_itself_allocates() =>
        Assert.All(
            run.Of<Waits>().Reports.Where(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == nameof(Waits.Kilobyte)),
            report => Assert.Equal(1024, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase))
        );

    [Theory]
    [InlineData(
        typeof(Refused.WithoutBaseline),
        "WithoutBaseline needs exactly one method with [Benchmark(Baseline = true)], which the others are paired with."
    )]
    [InlineData(
        typeof(Refused.WithArguments),
        "WithArguments.New takes arguments, and a pair cannot: use [Params] instead of [Arguments]."
    )]
    [InlineData(
        typeof(Refused.WithManyResults),
        "WithManyResults.New returns IAsyncEnumerable`1, which a pair cannot hold or wait for: return a value, a Task or a ValueTask."
    )]
    [InlineData(
        typeof(Refused.WithIterationSetup),
        "WithIterationSetup has an iteration set-up or clean-up, and a pair has no iterations: use [GlobalSetup] and [GlobalCleanup]."
    )]
    [InlineData(
        typeof(Refused.WithSetupOfOne),
        "WithSetupOfOne has a global set-up or clean-up for some methods only, and a pair shares it: leave out Target."
    )]
    [InlineData(
        typeof(Refused.WithUnequalOperations),
        "WithUnequalOperations.New and its baseline must have the same OperationsPerInvoke."
    )]
    [InlineData(
        typeof(Refused.WithAnotherJob),
        "WithAnotherJob is measured in pairs, and its job Dry is not: leave out that job."
    )]
    [InlineData(
        typeof(Refused.WithLaterBaseline),
        "WithLaterBaseline.Old returns IEnumerable`1, whose work may be done later and would not be timed: return a result, a list or an array for instance."
    )]
    [InlineData(
        typeof(Refused.WithLazyBaseline),
        "WithLazyBaseline.Old returns Lazy`1, whose work may be done later and would not be timed: return a result, a list or an array for instance."
    )]
    [InlineData(
        typeof(Refused.WithQueryBaseline),
        "WithQueryBaseline.Old returns IQueryable`1, whose work may be done later and would not be timed: return a result, a list or an array for instance."
    )]
    [InlineData(
        typeof(Refused.WithSortedBaseline),
        "WithSortedBaseline.Old returns Task`1, whose work may be done later and would not be timed: return a result, a list or an array for instance."
    )]
    [InlineData(
        typeof(Refused.WithThreads),
        "WithThreads is measured in pairs, in which ThreadingDiagnoser counts nothing: leave it out."
    )]
    [InlineData(
        typeof(Refused.WithExceptions),
        "WithExceptions is measured in pairs, in which ExceptionDiagnoser counts nothing: leave it out."
    )]
    [InlineData(typeof(Refused.WithoutLaunches), "WithoutLaunches: Launches must be at least 1.")]
    [InlineData(typeof(Refused.WithEndlessSeconds), "WithEndlessSeconds: Seconds must lie between 0.001 and 86,400.")]
    [InlineData(typeof(Refused.WithoutTime), "WithoutTime: Seconds must lie between 0.001 and 86,400.")]
    [InlineData(typeof(Refused.WithoutPrecision), "WithoutPrecision: Precision must be a finite fraction above 0.")]
    public void What_cannot_be_paired_is_refused_in_a_sentence_before_it_runs(Type type, string sentence)
    {
        var summary = Assert.Single(run.Run(type));

        // BenchmarkDotNet itself warns of a clone in the folder for temporary files.
        Assert.Equal(
            sentence,
            Assert.Single(summary.ValidationErrors.Where(error => error.IsCritical).Select(error => error.Message).Distinct())
        );
        Assert.Empty(summary.Reports);
    }

    [Fact]
    public void A_method_that_may_do_its_work_later_is_refused_beside_BenchmarkDotNets_own_words()
    {
        var summary = Assert.Single(run.Run(typeof(Refused.WithLater)));

        Assert.Contains(
            summary.ValidationErrors,
            error => error.Message.StartsWith("WithLater.New returns IEnumerable`1, whose work", StringComparison.Ordinal)
        );
        Assert.Empty(summary.Reports);
    }

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(1, 0)]
    public void A_plan_that_cannot_be_is_refused(double seconds, double precision) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PairedAttribute { Seconds = seconds, Precision = precision }.Plan);

    private static double TimeOfOperation(Measurement line) => line.Nanoseconds / line.Operations;

    private static string Normalized(string code) => string.Concat(code.Where(character => !char.IsWhiteSpace(character)));

    [GeneratedRegex(@"^(\d\.\d{4,}) (?:\[(\d\.\d{4,}), (\d\.\d{4,})\]|\(no interval\))$")]
    private static partial Regex Ratio();
}
