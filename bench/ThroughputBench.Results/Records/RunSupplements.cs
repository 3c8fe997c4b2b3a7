namespace ThroughputBench.Records;

/// <summary>
/// Optional files beside the cells of a run. They are not part of the run's grid, but are read, shown and published with it.
/// </summary>
/// <param name="Peers">What other monitors cost on the same work; empty if it was not measured.</param>
/// <param name="HotPath">What single calls of the monitor cost; <see langword="null"/> if it was not measured.</param>
/// <param name="Ledgers">How the time of a training divides among phases; empty if it was not measured.</param>
internal sealed record RunSupplements(IReadOnlyList<PeerRecord> Peers, HotPathRecord? HotPath, IReadOnlyList<LedgerRecord> Ledgers)
{
    private static readonly string[] FileNames = [PeersFile.Name, HotPathFile.Name, LedgersFile.Name];

    /// <summary>Nothing.</summary>
    public static RunSupplements None { get; } = new([], null, []);

    /// <summary>Reads them.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="InputException">One is damaged, or belongs to another run.</exception>
    public static RunSupplements Read(string folder, RunRecord run) =>
        new(PeersFile.Read(folder), HotPathFile.Read(folder, run), LedgersFile.Read(folder, run));

    /// <summary>The existing files.</summary>
    public static IEnumerable<string> FilesIn(string folder) => FileNames.Where(name => File.Exists(Path.Combine(folder, name)));
}
