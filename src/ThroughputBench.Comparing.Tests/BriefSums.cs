namespace ThroughputBench.Comparing.Tests;

/// <summary>The README's example, briefly and in this process.</summary>
[Paired(Seconds = 0.5, InProcess = true)]
public class BriefSums : ReadmeExample.Sums;
