namespace ThroughputBench.Statistics;

/// <summary>A place in a series at which the level of its values changes.</summary>
/// <param name="Index">The first value after the change, counted from 0.</param>
/// <param name="PValue">How likely so clear a split is, at its clearest place, in a series without a change; an upper bound.</param>
/// <param name="Before">Median of the values between the change before, or the series' begin, and this one.</param>
/// <param name="After">Median of the values from this one to the next, or to the series' end.</param>
public readonly record struct ChangePoint(int Index, double PValue, double Before, double After);
