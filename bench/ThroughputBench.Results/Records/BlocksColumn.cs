namespace ThroughputBench.Records;

/// <summary>One column of a file of blocks: a value, or several, for each block, or as many as it says.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Type"><c>uint8</c>, <c>int32</c>, <c>int64</c> or <c>float64</c>; little-endian.</param>
/// <param name="PerBlock">Values for each block, one after the other; 1 by default.</param>
/// <param name="Values">Values in all, if they are not <paramref name="PerBlock"/> for each block.</param>
internal sealed record BlocksColumn(string Name, string Type, int PerBlock = 1, long? Values = null);
