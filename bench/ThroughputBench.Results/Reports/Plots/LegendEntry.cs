using OxyPlot;

namespace ThroughputBench.Reports.Plots;

/// <summary>A line of a plot's legend.</summary>
/// <param name="Mark">The form of the mark.</param>
/// <param name="Colour">Its colour, one of <see cref="PlotColours"/>.</param>
/// <param name="Text">What it stands for, in a few words.</param>
internal readonly record struct LegendEntry(LegendMark Mark, OxyColor Colour, string Text);
