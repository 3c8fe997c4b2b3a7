using ThroughputBench.Checks;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>The verdict on a cell as a field of a table: in words, which instrument gave it, and in its colour.</summary>
internal static class VerdictField
{
    /// <summary>What is said of a cell that allocates more than it did. Bytes are counted, so this needs no interval.</summary>
    public static Field AllocatesMore { get; } = new("WORSE: allocates more", Tone.Bad);

    /// <summary>Makes it.</summary>
    /// <param name="judgement">The verdict.</param>
    /// <param name="words">What the verdicts over and within are called here.</param>
    /// <param name="showInstrument">Whether to name the instrument: if there are two.</param>
    public static Field Of(CellJudgement judgement, (string Over, string Within) words, bool showInstrument) =>
        judgement.Verdict switch
        {
            Verdict.Over => new Field(words.Over + By(judgement, showInstrument), Tone.Bad),
            Verdict.Within => new Field(words.Within + By(judgement, showInstrument), Tone.Good),
            _ => new Field($"inconclusive: {Why(judgement.Doubt)}", Tone.Unsure),
        };

    private static string By(CellJudgement judgement, bool show) =>
        !show ? ""
        : judgement.Instrument == Instrument.DirectCost ? " (direct cost)"
        : " (whole step)";

    private static string Why(CheckDoubt doubt) =>
        doubt switch
        {
            CheckDoubt.NoInterval => "no interval",
            CheckDoubt.NoNoiseFloor => "no noise floor",
            CheckDoubt.NoiseFloorTooWide => "noise floor above the budget",
            CheckDoubt.BaselineNoiseFloor => "the baseline's noise floor",
            CheckDoubt.MachineTooBusy => "machine too busy for whole steps",
            CheckDoubt.InstrumentsDisagree => "direct cost within, whole steps over it",
            CheckDoubt.BaselineIntervalTooWide => "the baseline's interval too wide",
            _ => "interval too wide",
        };
}
