using System.Runtime;
using BenchmarkDotNet.Characteristics;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using Perfolizer.Mathematics.OutlierDetection;

namespace ThroughputBench.Pairing;

/// <summary>Runs a <see cref="PairedRun"/> for BenchmarkDotNet.</summary>
internal sealed class PairedEngine(EngineParameters parameters, IPaired sides, FailureReport failure) : IEngine
{
    public IHost Host => parameters.Host;

    public Job TargetJob => parameters.TargetJob;

    public long OperationsPerInvoke => parameters.OperationsPerInvoke;

    public Action? GlobalSetupAction => parameters.GlobalSetupAction;

    public Action? GlobalCleanupAction => parameters.GlobalCleanupAction;

    public Action<long> WorkloadAction => parameters.WorkloadActionUnroll;

    public Action<long> OverheadAction => parameters.OverheadActionUnroll;

    public IResolver Resolver => EngineParameters.DefaultResolver;

    public RunResults Run()
    {
        try
        {
            PairedPlan plan = sides.Plan
                ?? throw new InvalidOperationException($"{nameof(IPaired)}.{nameof(IPaired.Plan)} is null; it must hold a plan.");
            var run = new PairedRun(sides, plan, TimeProvider.System, () => JitInfo.GetCompiledMethodCount());
            run.WarmUp();
            Host.BeforeMainRun();
            PairedMeasurement measured = run.Measure();
            Host.AfterMainRun();

            Measurement[] lines = measured.ToLines();
            foreach (Measurement line in lines)
                WriteLine(line.ToString());
            if (measured.Launch.Pairs == 0)
            {
                WriteLine(
                    $"// One pair would take about {measured.ExpectedPair.TotalSeconds:g3} s, more than the maximum measuring time of "
                        + $"{plan.MaximumTime.TotalSeconds:g3} s: nothing was measured."
                );
            }
            GcStats memory = parameters.MeasureExtraStats && measured.Launch.Pairs > 0 ? MemoryOfCandidate(measured.Launch) : GcStats.Empty;
            return new RunResults(lines, OutlierMode.DontRemove, memory, ThreadingStats.Empty, exceptionFrequency: 0);
        }
        catch (Exception exception)
        {
            failure.Send(exception);
            throw;
        }
    }

    /// <summary>What a memory diagnoser asks for: the candidate runs once more, as long as in a pair.</summary>
    private GcStats MemoryOfCandidate(PairedLaunch launch)
    {
        int operations = (int)launch.OperationsPerPair;
        var before = GcStats.ReadInitial();
        sides.RunCandidate(operations);
        var after = GcStats.ReadFinal();
        return (after - before).WithTotalOperations(operations * OperationsPerInvoke);
    }

    public void Dispose()
    {
        try
        {
            GlobalCleanupAction?.Invoke();
        }
        catch (Exception exception)
        {
            failure.Send(exception);
            throw;
        }
    }

    public void WriteLine() => Host.WriteLine();

    public void WriteLine(string line) => Host.WriteLine(line);

    Measurement IEngine.RunIteration(IterationData data) =>
        throw new NotSupportedException("The paired engine runs pairs, not single iterations.");
}
