using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ThroughputBench.Pairing;
using ThroughputBench.Statistics;
using Xunit;

namespace ThroughputBench.Comparing.Tests;

/// <summary>
/// Counts what the attribute promises, by the engine itself and without BenchmarkDotNet's start each time: of two copies of one method the
/// interval seldom says that they differ, and 1 % more work is found in a second of measuring. It takes up to 25 minutes on a quiet machine,
/// so it runs only when asked, and writes promise.md: <c>ThroughputBench.Comparing.Tests -class '*PromiseTests' -explicit only</c>.
/// </summary>
public sealed class PromiseTests
{
    private const int Rounds = 1000;

    /// <summary>A tenth of a second: the code has been compiled by the first pair.</summary>
    private static readonly PairedPlan Plan = new PairedAttribute { Seconds = 1 }.Plan with
    {
        WarmUp = TimeSpan.FromMilliseconds(100),
    };

    private uint _state = 1;

    public uint Copy() => Work(Rounds);

    public uint OtherCopy() => OtherWork(Rounds);

    public uint OnePercentMore() => OtherWork(Rounds + (Rounds / 100));

    [Fact(Explicit = true)]
    public void A_thousand_pairs_of_two_copies_and_a_hundred_with_1_percent_more()
    {
        int copies = Asked("PROMISE_COPIES", 1000),
            more = Asked("PROMISE_MORE", 100);
        Estimates(nameof(OtherCopy), 3);
        RatioEstimate[] same = Estimates(nameof(OtherCopy), copies),
            longer = Estimates(nameof(OnePercentMore), more);

        int differ = same.Count(one => one.HasInterval && (one.Lower > 0 || one.Upper < 0)),
            found = longer.Count(one => one.HasInterval && one.Lower > 0);
        double[] estimates = [.. longer.Select(one => 100 * one.Overhead).Order()];
        Write(
            $"""
            # What [Paired(Seconds = 1)] promises, counted

            On {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}. A call takes a few microseconds.

            | | pairs of methods | no interval | the interval excludes "equal" | median half-width |
            |---|---:|---:|---:|---:|
            | two copies of one method | {copies} | {same.Count(one => !one.HasInterval)} | {differ} | {Median(same):0.0000} % |
            | 1 % more rounds of the loop | {more} | {longer.Count(one => !one.HasInterval)} | {found}, upwards | {Median(longer):0.0000} % |

            By chance, 5 in 100 intervals of equal methods exclude "equal". 1 % more rounds took {estimates[0]:0.0000} % to {estimates[^1]:0.0000} % longer, {estimates[estimates.Length / 2]:0.0000} % in the middle: the call around the loop takes the same on both sides.
            """
        );

        Assert.InRange(differ, 0, (0.05 * copies) + (3 * Math.Sqrt(0.05 * copies)));
        Assert.InRange(found, 0.95 * more, more);
    }

    private RatioEstimate[] Estimates(string candidate, int count)
    {
        var sides = new MethodPair(MethodSide.Of(this, Method(nameof(Copy))), MethodSide.Of(this, Method(candidate)), Plan);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    // A plan remembers the blocks of one measurement.
                    PairedPlan plan = new PairedAttribute { Seconds = 1 }.Plan with { WarmUp = Plan.WarmUp };
                    var run = new PairedRun(sides, plan, TimeProvider.System, () => JitInfo.GetCompiledMethodCount());
                    run.WarmUp();
                    return PairedAttribute.Estimate([run.Measure().Launch]);
                }),
        ];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Work(int rounds)
    {
        uint state = _state;
        for (int i = 0; i < rounds; i++)
            state = (state ^ (state >> 7)) * 1664525 + 1013904223;
        return _state = state;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint OtherWork(int rounds)
    {
        uint state = _state;
        for (int i = 0; i < rounds; i++)
            state = (state ^ (state >> 7)) * 1664525 + 1013904223;
        return _state = state;
    }

    private static MethodInfo Method(string name) => typeof(PromiseTests).GetMethod(name)!;

    private static double Median(RatioEstimate[] estimates)
    {
        double[] widths = [.. estimates.Where(one => one.HasInterval).Select(one => 100 * one.HalfWidth).Order()];
        return widths.Length == 0 ? double.NaN : widths[widths.Length / 2];
    }

    private static int Asked(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static void Write(FormattableString text, [CallerFilePath] string source = "")
    {
        string written = text.ToString(CultureInfo.InvariantCulture) + "\n";
        TestContext.Current.TestOutputHelper?.WriteLine(written);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(source)!, "promise.md"), written);
    }
}
