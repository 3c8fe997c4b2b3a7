using ThroughputBench.Benchmarks;
using ThroughputBench.Benchmarks.Verification;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Workloads;

namespace ThroughputBench.Sweeping;

/// <summary>
/// Measures of a cell what pairs do not show: whether what the monitor logs is right, agrees with an independent clock, and leaves training
/// as it is. It writes nothing. Dispose it.
/// </summary>
/// <param name="plan">How to measure.</param>
/// <param name="cancellation">Ends it early.</param>
internal sealed class CellMeasurement(MeasurementPlan plan, CancellationToken cancellation) : IDisposable
{
    private const double MostSecondsOfAgreement = 0.8,
        EnoughSecondsOfAgreement = 0.2;

    /// <summary>For all but the first cell of a workload; that one may take as long as a cell's pairs.</summary>
    private const double MostSecondsOfVerification = 0.4;

    private const int CyclesOfAgreement = 100;

    private const int CyclesOfTiming = 50;

    private readonly HashSet<(string Device, WorkloadSize Size, DeviceTiming? Timing)> _verified = [];
    private ((string Device, WorkloadSize Size) Of, TrainingBench Bench)? _bench;

    private double SecondsOfTiming => plan.SecondsPerCell / 4;

    /// <summary>Measures one cell. What goes wrong is in what it gives.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public CellFacts Measure(Cell cell)
    {
        var facts = new CellFacts();
        try
        {
            TrainingBench bench = BenchOf(cell);
            double secondsPerCycle = CycleLength.Measure(bench, cell.Accumulate, SecondsOfTiming);
            facts = facts with { Verification = Verify(bench, cell, secondsPerCycle) };
            facts = facts with { SameTraining = new SameTraining(bench, cell).Measure(plan.SecondsPerCell, secondsPerCycle) };
            (AgreementRecord? agreement, string? whyNot) = new CellAgreement(
                bench,
                cell,
                AgreementSeconds(secondsPerCycle),
                cancellation
            ).Measure();
            facts = facts with { Agreement = agreement, WhyNoAgreement = whyNot };
            cancellation.ThrowIfCancellationRequested();
            return facts with { RunAhead = RunAhead(bench, cell) };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            DropBench(); // What failed in the middle of a cycle, or on the device, is not to be trained on.
            return facts with { Failure = $"{exception.GetType().Name}: {exception.Message}" };
        }
    }

    /// <summary>
    /// What is wrong with the figures of a cell whose pairs failed: perhaps the monitor failed. It needs neither the cell's model nor its
    /// device, which may be why they failed.
    /// </summary>
    /// <returns><see langword="null"/> if nothing is found.</returns>
    public VerificationRecord? FindWrong(Cell cell)
    {
        try
        {
            using var bench = new TrainingBench(plan with { Sizes = [] }, WorkloadCatalog.Names[0], "cpu");
            VerificationRecord verified = MonitorVerification.Measure(bench, cell, withDefaultWindow: true);
            return verified.Agrees ? null : verified;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null; // what failed was not the monitor, and the pairs have said so
        }
    }

    /// <summary>About how long a micro-batch takes on a quiet machine.</summary>
    /// <param name="cell">A cell of the workload.</param>
    /// <returns>In seconds; <see langword="null"/> if it cannot be trained, which its cells will say.</returns>
    public double? SecondsPerBatch(Cell cell)
    {
        try
        {
            return CycleLength.Measure(BenchOf(cell), cell.Accumulate, SecondsOfTiming, CyclesOfTiming) / cell.Accumulate;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            DropBench();
            return null;
        }
    }

    public void Dispose() => DropBench();

    // The figures do not depend on what is trained. If the workload's steps take too long, the smallest model is trained instead. The
    // workload itself is trained in its first cell at least, if it can be, and its rates are compared with a clock in every cell.
    private VerificationRecord Verify(TrainingBench bench, Cell cell, double secondsPerCycle)
    {
        bool withDefaultWindow = _verified.Add((cell.Device, cell.Size, cell.Timing));
        double seconds = MonitorVerification.BatchesOf(cell, withDefaultWindow) * secondsPerCycle / cell.Accumulate;
        double most = withDefaultWindow ? plan.SecondsPerCell : Math.Min(plan.SecondsPerCell, MostSecondsOfVerification);
        using TrainingBench? tiny = seconds > most ? bench.Tiny() : null;
        return MonitorVerification.Measure(bench, cell, withDefaultWindow, tiny);
    }

    /// <summary>Enough for a window that moves; more only if cycles are long.</summary>
    private double AgreementSeconds(double secondsPerCycle)
    {
        double enough = Math.Min(EnoughSecondsOfAgreement, plan.SecondsPerCell),
            most = Math.Clamp(plan.SecondsPerCell / 3, enough, MostSecondsOfAgreement);
        return Math.Clamp(CyclesOfAgreement * secondsPerCycle, enough, most);
    }

    private RunAheadRecord? RunAhead(TrainingBench bench, Cell cell) =>
        bench.Stream is { } stream ? RunAheadMeasurement.Measure(bench, stream, cell, plan.SecondsPerCell / 4).ToRecord() : null;

    private void DropBench()
    {
        TrainingBench? bench = _bench?.Bench;
        _bench = null;
        bench?.Dispose();
    }

    private TrainingBench BenchOf(Cell cell)
    {
        if (_bench is { } current && current.Of == (cell.Device, cell.Size))
            return current.Bench;
        DropBench();
        var bench = new TrainingBench(plan, cell.Size.Label, cell.Device);
        _bench = ((cell.Device, cell.Size), bench);
        return bench;
    }
}
