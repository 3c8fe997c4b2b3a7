using BenchmarkDotNet.Engines;

namespace ThroughputBench.Pairing;

/// <summary>
/// Makes the engine that runs a benchmark class which is <see cref="IPaired"/>, or whose methods are paired with its baseline.
/// <see cref="PairedJob"/> sets it.
/// </summary>
public sealed class PairedEngineFactory : IEngineFactory
{
    /// <summary>Runs the benchmark's global setup and returns an engine ready to run.</summary>
    /// <exception cref="InvalidOperationException">The benchmark class is neither.</exception>
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
            ?? MethodPair.Of(
                target ?? throw new InvalidOperationException("The paired engine does not know the object to measure."),
                parameters
            );
    }
}
