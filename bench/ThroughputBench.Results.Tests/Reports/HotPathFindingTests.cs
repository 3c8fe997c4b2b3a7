using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class HotPathFindingTests
{
    [Fact]
    public void A_call_that_does_not_grow_with_the_window_is_reported_as_flat() =>
        Wording.Matches(Of(At("Update", 10, 5), At("Update", 10000, 5.5), At("Compute", 10, 12), At("Compute", 10000, 12)));

    [Fact]
    public void A_call_that_grows_with_the_window_is_reported_with_its_growth() =>
        Wording.Matches(
            Of(At("Update", 10, 5), At("Update", 100, 9), At("Update", 10000, 5.5), At("Compute", 10, 12), At("Compute", 10000, 480))
        );

    [Fact]
    public void If_the_errors_are_too_wide_the_growth_is_reported_as_unclear() =>
        Wording.Matches(Of(At("Update", 10, 5), At("Update", 10000, 6) with { ErrorNanoseconds = 2 }));

    [Fact]
    public void What_allocates_most_is_named() =>
        Wording.Matches(
            Of(At("Update", 10, 5) with { AllocatedBytesPerCall = 8 }, At("Update", 10000, 5) with { AllocatedBytesPerCall = 216 })
        );

    [Fact]
    public void If_memory_was_not_counted_for_all_it_is_not_reported() =>
        Wording.Matches(Of(At("Update", 10, 5), At("Update", 10000, 5) with { AllocatedBytesPerCall = null }));

    [Fact]
    public void With_one_window_growth_is_not_reported() => Wording.Matches(Of(At("Update", 10, 5)));

    private static string Of(params HotPathBenchmark[] benchmarks) => new HotPathFinding(benchmarks).ToString();

    private static HotPathBenchmark At(string method, int windowSteps, double nanoseconds) =>
        new()
        {
            Type = HotPathFinding.Window,
            Method = method,
            Parameters = new Dictionary<string, string>
            {
                [HotPathFinding.WindowSteps] = windowSteps.ToString(CultureInfo.InvariantCulture),
            },
            MeanNanoseconds = nanoseconds,
            ErrorNanoseconds = 0.05,
            AllocatedBytesPerCall = 0,
        };
}
