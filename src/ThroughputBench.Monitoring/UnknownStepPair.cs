namespace ThroughputBench.Monitoring;

/// <summary>What <see cref="UnknownSteps"/> keeps: the latest unknown step and the one before it; 0 for none.</summary>
internal readonly record struct UnknownStepPair(long Latest, long Before);
