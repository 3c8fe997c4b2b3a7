namespace ThroughputBench.Records;

/// <summary>A run under <c>results/</c>.</summary>
/// <param name="Machine">The folder of its machine: <see cref="MachineFingerprint.Name"/>.</param>
/// <param name="Name">Its own folder in that: date and commit.</param>
/// <param name="Folder">The folder of its records.</param>
/// <param name="Recorded">Its records.</param>
internal sealed record PublishedRun(string Machine, string Name, string Folder, RecordedRun Recorded)
{
    /// <summary>Its folder within <c>results/</c>, with <c>/</c> between the parts.</summary>
    public string Path => $"{Machine}/{Name}";
}
