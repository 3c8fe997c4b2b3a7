namespace ThroughputBench.Reports.Pages;

/// <summary>A line of an answer.</summary>
/// <param name="Figure">The figure, large.</param>
/// <param name="About">What it is a figure of.</param>
/// <param name="Sure">How sure it is.</param>
/// <param name="IsBad">Whether it is a bad one.</param>
internal sealed record AnswerLine(string Figure, string About, string Sure, bool IsBad = false);
