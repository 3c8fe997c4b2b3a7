namespace ThroughputBench.Records;

/// <summary>One column of a file of blocks: a value, or several, for each block.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Type"><c>uint8</c>, <c>int32</c>, <c>int64</c> or <c>float64</c>; little-endian.</param>
/// <param name="PerBlock">Values for each block, one after the other; 1 by default.</param>
internal sealed record BlocksColumn(string Name, string Type, int PerBlock = 1);
