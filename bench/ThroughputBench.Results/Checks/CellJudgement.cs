using ThroughputBench.Statistics;

namespace ThroughputBench.Checks;

/// <summary>A verdict on one cell, and why there is none if it is inconclusive.</summary>
/// <param name="Verdict">Within or over the budget; against a baseline, no worse or worse.</param>
/// <param name="Doubt">Why it is inconclusive.</param>
/// <param name="Instrument">Which instrument gave the verdict.</param>
internal readonly record struct CellJudgement(Verdict Verdict, CheckDoubt Doubt = CheckDoubt.None, Instrument Instrument = Instrument.None)
{
    public static CellJudgement Unknown(CheckDoubt doubt) => new(Verdict.Inconclusive, doubt);
}
