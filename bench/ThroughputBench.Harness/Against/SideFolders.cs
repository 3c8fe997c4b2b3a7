namespace ThroughputBench.Against;

/// <summary>Where two builds of training loop and monitor lie.</summary>
/// <param name="Old">That of another commit.</param>
/// <param name="New">That of the working tree.</param>
internal sealed record SideFolders(string Old, string New);
