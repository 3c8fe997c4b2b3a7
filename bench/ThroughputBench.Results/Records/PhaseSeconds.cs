using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>How long a training spent in each of its phases, in seconds.</summary>
internal sealed record PhaseSeconds
{
    /// <inheritdoc cref="TimePhase.DataWait"/>
    public required double DataWait { get; init; }

    /// <inheritdoc cref="TimePhase.ForwardBackward"/>
    public required double ForwardBackward { get; init; }

    /// <inheritdoc cref="TimePhase.Optimizer"/>
    public required double Optimizer { get; init; }

    /// <inheritdoc cref="TimePhase.Validation"/>
    public required double Validation { get; init; }

    /// <inheritdoc cref="TimePhase.Callbacks"/>
    public required double Callbacks { get; init; }

    /// <inheritdoc cref="TimePhase.Logging"/>
    public required double Logging { get; init; }

    /// <inheritdoc cref="TimePhase.Other"/>
    public required double Other { get; init; }

    /// <summary>What a ledger says.</summary>
    public static PhaseSeconds Of(TimeBreakdown spent) => new()
    {
        DataWait = spent.Seconds(TimePhase.DataWait),
        ForwardBackward = spent.Seconds(TimePhase.ForwardBackward),
        Optimizer = spent.Seconds(TimePhase.Optimizer),
        Validation = spent.Seconds(TimePhase.Validation),
        Callbacks = spent.Seconds(TimePhase.Callbacks),
        Logging = spent.Seconds(TimePhase.Logging),
        Other = spent.Seconds(TimePhase.Other),
    };

    /// <summary>All phases, with how long each took.</summary>
    public IReadOnlyList<(TimePhase Phase, double Seconds)> All() =>
    [
        (TimePhase.DataWait, DataWait),
        (TimePhase.ForwardBackward, ForwardBackward),
        (TimePhase.Optimizer, Optimizer),
        (TimePhase.Validation, Validation),
        (TimePhase.Callbacks, Callbacks),
        (TimePhase.Logging, Logging),
        (TimePhase.Other, Other),
    ];

    /// <summary>The sum over all phases.</summary>
    public double Sum() => All().Sum(phase => phase.Seconds);

    /// <summary>The share of the time that was spent in some phases, from 0 to 1.</summary>
    public double Share(params IEnumerable<TimePhase> phases) => All().Where(phase => phases.Contains(phase.Phase)).Sum(phase => phase.Seconds) / Sum();
}
