namespace ThroughputBench.Statistics;

/// <summary>
/// The times of one section of each operation, on both sides of a pair, in the order of measuring: what a hook of the candidate takes, and
/// what one of the control takes that does nothing.
/// </summary>
/// <param name="ControlTicks">Of the control's operations, 0 or more each; as many as of the candidate's.</param>
/// <param name="CandidateTicks">Of the candidate's operations.</param>
/// <param name="OperationsPerPeriod">
/// The last operation of each so many is of another kind, one with a log for instance. The series is whole periods.
/// </param>
/// <param name="NanosecondsPerTick">Above 0.</param>
public sealed record SectionSeries(long[] ControlTicks, long[] CandidateTicks, int OperationsPerPeriod, double NanosecondsPerTick)
{
    /// <summary>Number of whole periods.</summary>
    public int Periods => CandidateTicks.Length / OperationsPerPeriod;

    /// <summary>Whether there is anything to estimate from: whole periods, at least two, and as many operations on both sides.</summary>
    public bool IsWhole => Periods >= 2 && ControlTicks.Length == CandidateTicks.Length && CandidateTicks.Length % OperationsPerPeriod == 0;

    /// <summary>Whether an operation is the last of its period.</summary>
    /// <param name="operation">Which, from 0.</param>
    public bool EndsPeriod(int operation) => (operation + 1) % OperationsPerPeriod == 0;
}
