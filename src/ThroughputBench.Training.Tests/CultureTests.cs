using System.Globalization;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using ThroughputBench.Training.Logging;
using ThroughputBench.Training.Progress;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

/// <summary>Refusals, notices and numbers read the same in every culture.</summary>
public sealed class CultureTests
{
    private static readonly Dictionary<string, Action> Refusals = new()
    {
        ["steps"] = () => _ = new Trainer<Tensor>(new() { MaxSteps = -5 }),
        ["norm"] = () => _ = new Trainer<Tensor>(new() { ClipGradientNorm = -1234.5 }),
        ["clipping"] = () => _ = new Trainer<Tensor>(new() { ClipGradientNorm = 1234.5, ClipGradientValue = 0.25 }),
        ["sanity"] = () => _ = new Trainer<Tensor>(new() { SanityValidationBatches = -1 }),
        ["schedule"] = () => _ = new AccumulationSchedule(new Dictionary<int, int> { [0] = -1234 }),
        ["schedule's epoch"] = () => _ = new AccumulationSchedule(new Dictionary<int, int> { [-3] = 1 }),
        ["warm-up"] = () => _ = new ThroughputMonitor<Tensor>(new() { WarmupSteps = -1 }),
        ["window"] = () => _ = new ThroughputMonitor<Tensor>(new() { WindowSteps = -1 }),
        ["flops"] = () => _ = new ThroughputMonitor<Tensor>(new() { FlopsPerBatch = new PassFlops(-1, 2) }),
        ["peak"] = () => _ = new ThroughputMonitor<Tensor>(new() { Peak = PeakFlops.GivenByUser(1234.5, FlopDtype.Float32) }),
        ["a negative peak"] = () => PeakFlops.GivenByUser(-1234.5, FlopDtype.Float32),
        ["interval"] = () => _ = LogInterval.Batches(-1),
        ["cycle"] = () => LogInterval.Batches(1234).EnsureAccepts(1000),
        ["world"] = () => _ = new World(-1),
        ["samples"] = () => Started().Add(1, new BatchCounts(-1), endsCycle: true),
        ["time"] = () => Started().Add(-1, new BatchCounts(1), endsCycle: true),
        ["state"] = () => new ThroughputMonitor<Tensor>().Load(new(new ThroughputState(-0.5, 1, 1, 1, null, null), default, default, default)),
        ["epochs"] = () => new ThroughputMonitor<Tensor>().Load(new(default, default, default, default, -1)),
        ["stage"] = () => new ThroughputMonitor<Tensor>().Read((Stage)(-1)),
        ["timing"] = () => _ = new ThroughputMonitor<Tensor>(new() { DeviceTiming = (DeviceTiming)(-1) }),
        ["dtype"] = () => PeakFlops.GivenByUser(1, (FlopDtype)(-1)),
        ["unit"] = () => _ = new LogInterval(1, (LogUnit)(-1)),
        ["name"] = () => _ = new MetricNames("I", "i", "I"),
        ["bar"] = () => _ = new ProgressBar<Tensor>(new() { Columns = -1, Writer = TextWriter.Null }),
    };

    public static TheoryData<string> RefusalCases => [.. Refusals.Keys];

    [Theory]
    [MemberData(nameof(RefusalCases))]
    public void A_refusal_reads_the_same(string refusal) => AssertSame(() => Assert.ThrowsAny<Exception>(Refusals[refusal]).Message);

    [Fact]
    public void A_notice_reads_the_same() => AssertSame(() =>
    {
        var notices = new List<string>();
        using var task = new ClockedTask();
        var monitor = new ThroughputMonitor<Tensor>(new() { SamplesOf = _ => -1234, ItemsOf = _ => -5, FlopsOf = _ => new(-7, 0), Peak = PeakFlops.GivenByUser(1234.5, FlopDtype.Float32) });
        var trainer = new Trainer<Tensor>(new() { MaxSteps = 1 }, [monitor]);
        trainer.Noticed += (_, notice) => notices.Add(notice.Text);
        trainer.Fit(task, Batches.Of(1));
        return string.Join('\n', notices);
    });

    private static ThroughputMeter Started()
    {
        var meter = new ThroughputMeter(windowSteps: 1, frequency: 1);
        meter.Start(0);
        return meter;
    }

    private static void AssertSame(Func<string> read)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            string expected = read();
            foreach (string name in new[] { "tr-TR", "de-DE", "ar-SA", "fa-IR", "sv-SE" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(name);
                Assert.Equal(expected, read());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
