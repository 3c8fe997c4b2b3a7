namespace ThroughputBench.Machine;

/// <summary>Why a build failed.</summary>
/// <param name="Line">Its first error, in one line.</param>
/// <param name="IsInSources">
/// Whether the compiler refused the sources. Otherwise the machine is the reason: no package source, a full disk, an unfit SDK.
/// </param>
internal sealed record BuildError(string Line, bool IsInSources);
