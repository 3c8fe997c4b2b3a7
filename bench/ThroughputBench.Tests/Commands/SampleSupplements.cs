using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Tests.Grid;
using ThroughputBench.Tests.Records;

namespace ThroughputBench.Tests.Commands;

/// <summary>Sound records of what may lie beside the cells of a run, and of a calibration.</summary>
internal static class SampleSupplements
{
    public static PeerRecord Peer { get; } =
        new()
        {
            Peer = "Lightning ThroughputMonitor",
            Versions = new Dictionary<string, string> { ["torch"] = "2.10.0", ["lightning"] = "2.6.2" },
            Device = "cpu",
            Workload = "mlp",
            BatchSize = 32,
            Shape = Cells.Of(4, 8).Shape,
            Accumulate = 4,
            LogEvery = 8,
            Status = PeerStatus.Measured,
            StepNanoseconds = 1_240_000,
            NanosecondsPerBatch = 21_000,
            Overhead = 0.0677,
            Lower = 0.06,
            Upper = 0.07,
            Confidence = 0.95,
            Pairs = 300,
        };

    public static HotPathRecord HotPath(RunRecord run) =>
        new()
        {
            RunId = run.RunId,
            Commit = run.Commit,
            MeasuredUtc = Samples.Start,
            Confidence = 0.999,
            Benchmarks =
            [
                new()
                {
                    Type = "WindowBenchmarks",
                    Method = "Timestamp",
                    Parameters = new Dictionary<string, string> { ["WindowSteps"] = "10" },
                    Baseline = true,
                    MeanNanoseconds = 20,
                    ErrorNanoseconds = 0.1,
                    AllocatedBytesPerCall = 0,
                    RatioToBaseline = 1,
                },
                new()
                {
                    Type = "WindowBenchmarks",
                    Method = "Update",
                    Parameters = new Dictionary<string, string> { ["WindowSteps"] = "10" },
                    Baseline = false,
                    MeanNanoseconds = 5,
                    ErrorNanoseconds = 0.1,
                    AllocatedBytesPerCall = 0,
                    RatioToBaseline = 0.25,
                },
            ],
        };

    public static LedgerRecord Ledger(RunRecord run) =>
        LedgerRecord.Of(
            run,
            Cells.Of(1, 2),
            new TimeBreakdown(
                1000,
                DataWaitTicks: 10,
                ForwardBackwardTicks: 440,
                OptimizerTicks: 45,
                ValidationTicks: 0,
                CallbacksTicks: 2,
                LoggingTicks: 1,
                OtherTicks: 2
            ),
            wallSeconds: 0.5001,
            batches: 5000
        );

    public static CalibrationRecord Calibration(RecordedRun baseline) =>
        new()
        {
            Baseline = baseline.Run,
            BaselineCells = baseline.Cells,
            BusyThreads = 1,
            Budget = 0.005,
            Tolerance = 0.0025,
            Slowdowns = [0, 0.01],
            Checks = [Check(0, "good", "within", 0.001), Check(0.01, "bad", "over", 0.011)],
        };

    private static CalibrationCheck Check(double slowdown, string outcome, string verdict, double estimate) =>
        new()
        {
            Slowdown = slowdown,
            Outcome = outcome,
            OnBudget = verdict,
            OnBaseline = verdict,
            Seconds = 21.5,
            Cells = [new(Cells.Of(1, 2).Id, estimate, estimate - 0.0005, estimate + 0.0005, 0.0007), new(Cells.Of(4, 8).Id)],
        };
}
