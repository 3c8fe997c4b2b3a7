namespace ThroughputBench.Reports.Plots;

/// <summary>The form of a mark in a plot, as its legend repeats it.</summary>
internal enum LegendMark
{
    /// <summary>A dot.</summary>
    Dot,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A diamond.</summary>
    Diamond,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A dashed line.</summary>
    Dashes,

    /// <summary>A filled area.</summary>
    Area,
}
