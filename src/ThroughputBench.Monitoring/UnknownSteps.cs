namespace ThroughputBench.Monitoring;

/// <summary>
/// The optimizer steps, numbered from 1, of which something is not known: as many as it takes to say whether one lies in the window. These
/// are the latest and the one before it, because the latest may still be open, and then lies in no window.
/// </summary>
internal struct UnknownSteps
{
    private long _latest,
        _before;

    /// <summary>What is kept, to be saved and restored.</summary>
    public UnknownStepPair Kept
    {
        readonly get => new(_latest, _before);
        set => (_latest, _before) = value;
    }

    /// <summary>Whether there is any.</summary>
    public readonly bool Any => _latest > 0;

    /// <param name="step">The step; never before the latest.</param>
    public void Add(long step)
    {
        if (step != _latest)
            (_before, _latest) = (_latest, step);
    }

    /// <summary>Whether one lies in a window. If both that are kept are later, it is not known, and they count as in it.</summary>
    /// <param name="window">The window.</param>
    public readonly bool IsIn(ThroughputWindow window) => Any && LatestOf(window.Newest.Steps) > window.Newest.Steps - window.Span.Steps;

    /// <summary>
    /// Whether one lies in a window or ends where the window begins: a step whose end has no known time makes two of them uncertain.
    /// </summary>
    /// <param name="window">The window.</param>
    public readonly bool Touches(ThroughputWindow window) =>
        Any && LatestOf(window.Newest.Steps) >= window.Newest.Steps - window.Span.Steps;

    private readonly long LatestOf(long steps) => _latest <= steps ? _latest : _before;
}
