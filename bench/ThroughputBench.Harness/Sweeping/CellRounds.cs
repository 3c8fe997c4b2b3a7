using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Pairing;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>What a cell's rounds have given so far.</summary>
/// <param name="cell">The cell.</param>
/// <param name="all">How many rounds it has, with a launch in each.</param>
/// <param name="factsIn">After which of them its facts are measured, from 1.</param>
internal sealed class CellRounds(Cell cell, int all, int factsIn)
{
    private readonly List<PairedLaunch> _launches = [];
    private string? _failure;
    private int _done;

    /// <summary>The cell.</summary>
    public Cell Cell => cell;

    /// <summary>The launches of all rounds so far.</summary>
    public PairedResult Result => new() { Launches = _launches, Failure = _failure };

    /// <summary>What slowed its GPU down in any of them; <see langword="null"/> if that is not known.</summary>
    public ThrottlingRecord? Throttling { get; private set; }

    /// <summary>The parts of the control before and after the cell in each round.</summary>
    public List<RecordedLaunch> Control { get; } = [];

    /// <summary>What was measured of the cell beside its pairs; <see langword="null"/> until it is.</summary>
    public CellFacts? Facts { get; set; }

    /// <summary>Whether the run has its record.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>Whether it is to be recorded now: it had its last round, or failed.</summary>
    public bool AreOver => _done == all || _failure is not null;

    /// <summary>Whether its facts are to be measured now: not if its pairs took too long.</summary>
    public bool AreFactsDue => Facts is null && _done >= factsIn && !Result.TimedOut;

    /// <summary>Adds a round.</summary>
    public void Add(PairedResult result, ThrottlingRecord? throttling)
    {
        _launches.AddRange(result.Launches);
        _failure ??= result.Failure;
        Throttling = _done == 0 ? throttling : ThrottlingRecord.Both(Throttling, throttling);
        _done++;
    }

    /// <summary>It is recorded: its launches need not be kept any longer.</summary>
    /// <returns>The launches.</returns>
    public IReadOnlyList<RecordedLaunch> End()
    {
        IReadOnlyList<RecordedLaunch> launches = OverheadEstimate.Recorded(Result);
        _launches.Clear();
        IsRecorded = true;
        return launches;
    }
}
