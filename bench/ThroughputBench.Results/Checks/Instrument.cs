namespace ThroughputBench.Checks;

/// <summary>What a verdict on a cell was read from.</summary>
internal enum Instrument
{
    /// <summary>There is no verdict.</summary>
    None,

    /// <summary>Whole steps: training with the monitor against training without it.</summary>
    WholeStep,

    /// <summary>The time of the monitor's hooks, from inside the step.</summary>
    DirectCost,
}
