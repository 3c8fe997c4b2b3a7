namespace ThroughputBench.Records;

/// <summary>A run under <c>results/</c>.</summary>
/// <param name="Machine">The folder of its machine: <see cref="MachineFingerprint.Name"/>.</param>
/// <param name="Name">Its own folder in that: date and commit.</param>
/// <param name="Folder">Where its records lie.</param>
/// <param name="Recorded">What they say.</param>
internal sealed record PublishedRun(string Machine, string Name, string Folder, RecordedRun Recorded)
{
    /// <summary>Its folder within <c>results/</c>, with <c>/</c> between the parts.</summary>
    public string Path => $"{Machine}/{Name}";
}
