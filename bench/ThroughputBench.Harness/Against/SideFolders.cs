namespace ThroughputBench.Against;

/// <summary>The folders of two builds of training loop and monitor.</summary>
/// <param name="Old">That of another commit.</param>
/// <param name="New">That of the working tree.</param>
internal sealed record SideFolders(string Old, string New);
