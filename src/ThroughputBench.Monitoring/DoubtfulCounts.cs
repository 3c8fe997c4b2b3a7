namespace ThroughputBench.Monitoring;

/// <summary>
/// What a meter that refuses no micro-batch does not know: the optimizer steps of which the time or a count is missing. A total that lacks
/// something is then NaN, and so is a rate whose window lacks something.
/// </summary>
/// <param name="heard">Called for each doubt; <see langword="null"/> for a meter that refuses what is doubtful.</param>
internal struct DoubtfulCounts(Action<MeterDoubt, BatchCounts>? heard)
{
    private UnknownSteps _time,
        _samples,
        _items,
        _flops;

    /// <summary>Called for each doubt.</summary>
    public readonly Action<MeterDoubt, BatchCounts>? Heard => heard;

    /// <summary>Whether what is doubtful is counted as far as it is known, and not refused.</summary>
    public readonly bool AreAccepted => heard is not null;

    public readonly bool KnowsTime => !_time.Any;

    public readonly bool KnowsSamples => !_samples.Any;

    public readonly bool KnowsItems => !_items.Any;

    public readonly bool KnowsFlops => !_flops.Any;

    /// <summary>What is not known of the micro-batches so far.</summary>
    public UnknownCounts Unknown
    {
        readonly get => new(_samples, _items, _flops);
        set => (_samples, _items, _flops) = value;
    }

    /// <summary>A run begins: everything is known.</summary>
    public void Forget() => (_time, _samples, _items, _flops) = (default, default, default, default);

    /// <summary>Whether a step whose time is not known lies in a window or ends where it begins.</summary>
    public readonly bool TimeTouches(ThroughputWindow window) => _time.Touches(window);

    /// <summary>What is not known, to be saved.</summary>
    public readonly UnknownStepPair[] ToArray() => [_time.Kept, _samples.Kept, _items.Kept, _flops.Kept];

    /// <summary>Restores what was not known.</summary>
    public void Remember(UnknownStepPair[] kept) =>
        (_time.Kept, _samples.Kept, _items.Kept, _flops.Kept) = (kept[0], kept[1], kept[2], kept[3]);

    /// <summary>The time of a step is not known.</summary>
    public void LoseTime(long step, MeterDoubt doubt, in BatchCounts counts)
    {
        _time.Add(step);
        heard!(doubt, counts);
    }

    /// <summary>Tells of a micro-batch that holds nothing, or fewer items than samples. It is counted all the same.</summary>
    public readonly void CheckSize(in BatchCounts counts)
    {
        if (counts.Samples == 0)
            heard!(MeterDoubt.EmptyBatch, counts);
        else if (counts.Items >= 0 && counts.Items < counts.Samples)
            heard!(MeterDoubt.FewItems, counts);
    }

    /// <summary>Adds a micro-batch's counts to the totals, as far as they are known.</summary>
    /// <param name="step">The step that it belongs to.</param>
    /// <param name="counts">The counts; a negative one means "not known".</param>
    /// <param name="samples">Total of the samples.</param>
    /// <param name="items">Total of the items.</param>
    /// <param name="flops">Total of the FLOPs.</param>
    public void Add(long step, in BatchCounts counts, ref long samples, ref long items, ref Int128 flops)
    {
        samples = Sum(samples, counts.Samples, ref _samples, MeterDoubt.UnknownSamples, step, counts);
        items = Sum(items, counts.Items.GetValueOrDefault(), ref _items, MeterDoubt.UnknownItems, step, counts);
        flops += Sum(0, counts.Flops.GetValueOrDefault(), ref _flops, MeterDoubt.UnknownFlops, step, counts);
    }

    /// <summary>Rates with NaN for what is not known in their window.</summary>
    public readonly ThroughputRates KnownOf(in ThroughputRates rates, ThroughputWindow window)
    {
        if (_time.Touches(window))
        {
            return new ThroughputRates(
                rates.Steps,
                rates.IsPartial,
                double.NaN,
                double.NaN,
                double.NaN,
                rates.ItemsPerSecond.HasValue ? double.NaN : null,
                rates.FlopsPerSecond.HasValue ? double.NaN : null
            );
        }
        return rates with
        {
            SamplesPerSecond = _samples.IsIn(window) ? double.NaN : rates.SamplesPerSecond,
            ItemsPerSecond = _items.IsIn(window) ? double.NaN : rates.ItemsPerSecond,
            FlopsPerSecond = _flops.IsIn(window) ? double.NaN : rates.FlopsPerSecond,
        };
    }

    private readonly long Sum(long total, long more, ref UnknownSteps unknown, MeterDoubt doubt, long step, in BatchCounts counts)
    {
        MeterDoubt? found =
            more < 0 ? doubt
            : total > long.MaxValue - more ? MeterDoubt.TooMany
            : null;
        if (found is not { } why)
            return total + more;
        unknown.Add(step);
        heard!(why, counts);
        return total;
    }
}
