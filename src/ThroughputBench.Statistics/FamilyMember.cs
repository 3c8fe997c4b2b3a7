namespace ThroughputBench.Statistics;

/// <summary>One cell of a family, with its limit.</summary>
/// <param name="Estimate">An overhead, or a difference to a baseline.</param>
/// <param name="Limit">A fraction above −1.</param>
/// <param name="Attempt">
/// Which measurement of the cell this is, from 1: inconclusive cells may be measured again. Repeated attempts need a stricter test: attempt
/// k has to be 2^(k−1) times as certain as the first, so that all of them together have at most twice its chance of a false alarm.
/// </param>
public readonly record struct FamilyMember(RatioEstimate Estimate, double Limit, int Attempt = 1);
