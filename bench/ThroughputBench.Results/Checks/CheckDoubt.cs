namespace ThroughputBench.Checks;

/// <summary>Why a cell is inconclusive.</summary>
internal enum CheckDoubt
{
    /// <summary>It can.</summary>
    None,

    /// <summary>The pairs gave no interval; the record's reason says why.</summary>
    NoInterval,

    /// <summary>The run has no noise floor for it: its A/A control failed or gave no interval.</summary>
    NoNoiseFloor,

    /// <summary>
    /// The machine was too busy for whole steps: see <see cref="Records.CellRecord.IsTooBusyForSteps"/>.
    /// </summary>
    MachineTooBusy,

    /// <summary>The noise floor reaches beyond the budget.</summary>
    NoiseFloorTooWide,

    /// <summary>The baseline's noise floor reaches beyond the budget, or there is none.</summary>
    BaselineNoiseFloor,

    /// <summary>
    /// The difference's interval lies on both sides of the limit, and its width is the baseline's: measuring this run longer would not
    /// help.
    /// </summary>
    BaselineIntervalTooWide,

    /// <summary>
    /// The direct cost is within, and whole steps look over it, by less than the noise floor, or there is none: an indirect cost, or noise.
    /// </summary>
    InstrumentsDisagree,

    /// <summary>The interval lies on both sides of the limit, or too little above it.</summary>
    IntervalTooWide,
}
