using System.Runtime.CompilerServices;
using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>
/// A refused call leaves totals, window, phase and clock unchanged: the meter continues like a twin that never saw the call.
/// </summary>
public sealed class ThroughputMeterRefusalTests
{
    private const long Now = 1_000;
    private static readonly BatchCounts Good = new(Samples: 2, Items: 4, Flops: 8);

    private static readonly Dictionary<string, (Type Exception, Action<ThroughputMeter> Call)> WhileRunning = new()
    {
        ["a micro-batch before the latest"] = (typeof(ArgumentOutOfRangeException), meter => meter.Add(Now - 1, Good, endsCycle: false)),
        ["an end of a cycle before the latest"] = (typeof(ArgumentOutOfRangeException), meter => meter.Add(Now - 1, Good, endsCycle: true)),
        ["an end of a cycle at the time of the last one"] = (
            typeof(ArgumentOutOfRangeException),
            meter => meter.Add(Now, Good, endsCycle: true)
        ),
        ["the same of a micro-batch without FLOPs"] = (
            typeof(ArgumentOutOfRangeException),
            meter => meter.Add(Now, Good with { Flops = 0 }, endsCycle: true)
        ),
        ["no sample"] = (typeof(ArgumentOutOfRangeException), meter => meter.Add(Now + 1, Good with { Samples = 0 }, endsCycle: true)),
        ["negative samples"] = (typeof(ArgumentOutOfRangeException), meter =>
            meter.Add(Now + 1, Good with { Samples = -3 }, endsCycle: true)
        ),
        ["fewer items than samples"] = (typeof(ArgumentOutOfRangeException), meter =>
            meter.Add(Now + 1, Good with { Items = 1 }, endsCycle: true)
        ),
        ["negative items"] = (typeof(ArgumentOutOfRangeException), meter => meter.Add(Now + 1, Good with { Items = -4 }, endsCycle: true)),
        ["negative FLOPs"] = (typeof(ArgumentOutOfRangeException), meter => meter.Add(Now + 1, Good with { Flops = -1 }, endsCycle: true)),
        ["items left out"] = (typeof(ArgumentException), meter => meter.Add(Now + 1, Good with { Items = null }, endsCycle: true)),
        ["FLOPs left out"] = (typeof(ArgumentException), meter => meter.Add(Now + 1, Good with { Flops = null }, endsCycle: true)),
        ["more samples than fit"] = (typeof(OverflowException), meter =>
            meter.Add(Now + 1, Good with { Samples = long.MaxValue, Items = long.MaxValue }, endsCycle: true)
        ),
        ["more items than fit"] = (typeof(OverflowException), meter =>
            meter.Add(Now + 1, Good with { Items = long.MaxValue }, endsCycle: true)
        ),
        ["more ticks than fit"] = (typeof(OverflowException), meter => meter.Add(long.MaxValue, Good, endsCycle: true)),
        ["a pause before the latest"] = (typeof(ArgumentOutOfRangeException), meter => meter.Pause(Now - 1)),
        ["a resumption without a pause"] = (typeof(InvalidOperationException), meter => meter.Resume(Now + 1)),
    };

    private static readonly Dictionary<string, (Type Exception, Action<ThroughputMeter> Call)> WhilePaused = new()
    {
        ["a micro-batch"] = (typeof(InvalidOperationException), meter => meter.Add(Now + 1, Good, endsCycle: true)),
        ["a second pause"] = (typeof(InvalidOperationException), meter => meter.Pause(Now + 1)),
        ["a resumption before the pause"] = (typeof(ArgumentOutOfRangeException), meter => meter.Resume(Now - 1)),
    };

    private static readonly Dictionary<string, (Type Exception, Action<ThroughputMeter> Call)> BeforeTheStart = new()
    {
        ["a micro-batch"] = (typeof(InvalidOperationException), meter => meter.Add(Now, Good, endsCycle: true)),
        ["a pause"] = (typeof(InvalidOperationException), meter => meter.Pause(Now)),
        ["a resumption"] = (typeof(InvalidOperationException), meter => meter.Resume(Now)),
    };

    public static TheoryData<string> RunningCases => [.. WhileRunning.Keys];

    public static TheoryData<string> PausedCases => [.. WhilePaused.Keys];

    public static TheoryData<string> NotStartedCases => [.. BeforeTheStart.Keys];

    [Theory]
    [MemberData(nameof(RunningCases))]
    public void While_running_a_meter_refuses_and_continues_as_if_the_call_had_not_been_made(string refused)
    {
        (ThroughputMeter meter, ThroughputMeter twin) = (Trained(), Trained());

        AssertRefused(WhileRunning, refused, meter, twin);

        AssertGoOnAlike(meter, twin);
    }

    [Theory]
    [MemberData(nameof(PausedCases))]
    public void While_paused_a_meter_refuses_and_continues_as_if_the_call_had_not_been_made(string refused)
    {
        (ThroughputMeter meter, ThroughputMeter twin) = (Trained(), Trained());
        meter.Pause(Now);
        twin.Pause(Now);

        AssertRefused(WhilePaused, refused, meter, twin);

        meter.Resume(Now + 500);
        twin.Resume(Now + 500);
        AssertGoOnAlike(meter, twin);
    }

    [Theory]
    [MemberData(nameof(NotStartedCases))]
    public void Before_its_start_a_meter_refuses_and_starts_as_if_nothing_had_been_asked(string refused)
    {
        (ThroughputMeter meter, ThroughputMeter twin) = (new(windowSteps: 2, frequency: 1_000), new(windowSteps: 2, frequency: 1_000));

        AssertRefused(BeforeTheStart, refused, meter, twin);

        meter.Start(0);
        twin.Start(0);
        AssertGoOnAlike(meter, twin);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_was_not_counted_from_the_first_micro_batch_on_is_refused_later(bool items, bool flops)
    {
        ThroughputMeter meter = new(windowSteps: 2, frequency: 1_000);
        meter.Start(0);
        meter.Add(10, new BatchCounts(2), endsCycle: true);
        ThroughputSnapshot before = meter.Read();

        Assert.Throws<ArgumentException>(() => meter.Add(20, new BatchCounts(2, items ? 4 : null, flops ? 8 : null), endsCycle: true));

        Assert.Equal(before, meter.Read());
    }

    [Fact]
    public void A_refused_first_micro_batch_does_not_decide_what_is_counted()
    {
        ThroughputMeter meter = new(windowSteps: 2, frequency: 1_000);
        meter.Start(0);

        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Add(0, Good, endsCycle: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Add(10, Good with { Items = 1 }, endsCycle: true));
        meter.Add(10, new BatchCounts(2), endsCycle: true);

        Assert.Equal((false, false), (meter.Read().HasItems, meter.Read().HasFlops));
    }

    [Theory]
    [InlineData(long.MaxValue - 2, null)]
    [InlineData(2, long.MaxValue - 4)]
    public void A_total_that_the_63_bits_just_hold_is_no_reason_to_refuse(long samples, long? items)
    {
        ThroughputMeter meter = new(windowSteps: 2, frequency: 1_000);
        BatchCounts filling = new(samples, items);
        meter.Start(0);
        meter.Add(10, new BatchCounts(2, items is null ? null : 4), endsCycle: true);

        ArgumentException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => meter.Add(10, filling, endsCycle: true));
        Wording.Matches(refusal.Message, items is null ? "samples" : "items");
        meter.Add(11, filling, endsCycle: true);

        Assert.Equal(long.MaxValue, items is null ? meter.Totals.Samples : meter.Totals.Items);
    }

    private static ThroughputMeter Trained()
    {
        ThroughputMeter meter = new(windowSteps: 2, frequency: 1_000);
        meter.Start(-1_000_000);
        for (long time = Now - 60; time <= Now; time += 10)
            meter.Add(time, Good with { Samples = 1 + (Now - time) / 30 }, endsCycle: time % 20 == 0);
        return meter;
    }

    private static void AssertRefused(
        Dictionary<string, (Type Exception, Action<ThroughputMeter> Call)> calls,
        string refused,
        ThroughputMeter meter,
        ThroughputMeter twin,
        [CallerMemberName] string test = ""
    )
    {
        Exception? refusal = Record.Exception(() => calls[refused].Call(meter));

        Assert.IsType(calls[refused].Exception, refusal);
        Wording.Matches(refusal.Message, refused, test);
        AssertSame(twin, meter);
    }

    private static void AssertGoOnAlike(ThroughputMeter meter, ThroughputMeter twin)
    {
        long time = Now + 500;
        foreach (bool endsCycle in new[] { false, true, true, false, true })
        {
            time += endsCycle ? 7 : 0;
            meter.Add(time, Good, endsCycle);
            twin.Add(time, Good, endsCycle);
            AssertSame(twin, meter);
        }
        meter.Pause(time + 1);
        twin.Pause(time + 1);
        meter.Resume(time + 100);
        twin.Resume(time + 100);
        meter.Add(time + 103, Good, endsCycle: true);
        twin.Add(time + 103, Good, endsCycle: true);
        AssertSame(twin, meter);
    }

    private static void AssertSame(ThroughputMeter expected, ThroughputMeter actual)
    {
        Assert.Equal(expected.Read(), actual.Read());
        Assert.Equal((expected.Window.Steps, expected.Window.Span), (actual.Window.Steps, actual.Window.Span));
    }
}
