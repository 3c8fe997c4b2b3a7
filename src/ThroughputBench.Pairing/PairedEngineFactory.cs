using BenchmarkDotNet.Engines;

namespace ThroughputBench.Pairing;

/// <summary>Makes the engine that runs an <see cref="IPaired"/> benchmark class. <see cref="PairedJob"/> sets it.</summary>
public sealed class PairedEngineFactory : IEngineFactory
{
    /// <summary>Runs the benchmark's global setup and returns an engine ready to run.</summary>
    /// <exception cref="InvalidOperationException">The benchmark class does not implement <see cref="IPaired"/>.</exception>
    public IEngine CreateReadyToRun(EngineParameters engineParameters)
    {
        ArgumentNullException.ThrowIfNull(engineParameters);
        var failure = new FailureReport(engineParameters);
        try
        {
            IPaired sides = SidesOf(engineParameters);
            engineParameters.GlobalSetupAction?.Invoke();
            return new PairedEngine(engineParameters, sides, failure);
        }
        catch (Exception exception)
        {
            failure.Send(exception);
            throw;
        }
    }

    /// <summary>
    /// The class that BenchmarkDotNet generates derives from the benchmark class and is the target of the actions it hands over.
    /// </summary>
    private static IPaired SidesOf(EngineParameters parameters)
    {
        object? target = parameters.WorkloadActionUnroll?.Target;
        return target as IPaired
            ?? throw new InvalidOperationException(
                $"The paired engine measures benchmark classes that implement {nameof(IPaired)}; "
                    + $"{target?.GetType().BaseType?.Name ?? "this one"} does not."
            );
    }
}
