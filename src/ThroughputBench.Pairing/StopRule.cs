namespace ThroughputBench.Pairing;

/// <summary>Says whether the pairs measured so far are enough.</summary>
/// <param name="controlNanoseconds">Time of the control in each pair, in nanoseconds, in the order of measuring.</param>
/// <param name="candidateNanoseconds">Time of the candidate in the same pairs.</param>
/// <returns><see langword="true"/> to stop.</returns>
public delegate bool StopRule(ReadOnlySpan<double> controlNanoseconds, ReadOnlySpan<double> candidateNanoseconds);
