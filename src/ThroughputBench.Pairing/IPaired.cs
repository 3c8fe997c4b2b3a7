namespace ThroughputBench.Pairing;

/// <summary>
/// Two sides to be measured against each other in one process. Implement it on a benchmark class that runs with <see cref="PairedJob"/>.
/// </summary>
/// <remarks>
/// <para>The class also needs one method with BenchmarkDotNet's <c>[Benchmark]</c>, so that it is found; the engine never calls that
/// method. Out of process the class must be public and not sealed, because BenchmarkDotNet derives from it.</para>
/// <para>The engine runs as many operations on one side as on the other, in calls of varying size, and every pair begins and ends with a
/// period of <see cref="PairedPlan.OperationsPerPeriod"/> operations, counted from the first call. A side therefore keeps its own place
/// from call to call, and must not do extra work at the start or end of a call.</para>
/// </remarks>
public interface IPaired
{
    /// <summary>How to measure. Read once, after the global setup.</summary>
    PairedPlan Plan { get; }

    /// <summary>Runs the side that is compared against.</summary>
    /// <param name="operations">How many operations, the smallest units of work, to run; at least 1.</param>
    void RunControl(int operations);

    /// <summary>Runs the side that is judged.</summary>
    /// <param name="operations">How many operations, the smallest units of work, to run; at least 1.</param>
    void RunCandidate(int operations);
}
