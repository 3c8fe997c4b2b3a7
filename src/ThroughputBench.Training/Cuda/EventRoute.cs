using System.Runtime.CompilerServices;

namespace ThroughputBench.Training.Cuda;

/// <summary>
/// The ends of cycles between two logs that have to be asked about, in order, as <see cref="EventPlan"/> has them while every cycle is
/// whole. They are found once and followed from then on: after a training step, code that does not run costs less than code that does.
/// </summary>
internal sealed class EventRoute(EventPlan plan)
{
    private const int Most = 16;

    private readonly (long Away, StreamMarkKind? Kind)[] _ends = new (long, StreamMarkKind?)[Most];
    private int _at;
    private long _apart;
    private bool _isBehind;

    /// <summary>What the end gets an event for; <see langword="null"/> if the plan has to be asked there.</summary>
    public StreamMarkKind? Kind => _ends[_at].Kind;

    /// <summary>Ends of cycles from it until the next log.</summary>
    public long Away => _ends[_at].Away;

    /// <summary>Begins at an end of a cycle, after its log if there was one.</summary>
    /// <param name="away">Ends of cycles from this one until the next log.</param>
    /// <param name="apart">Ends of cycles between two logs.</param>
    /// <param name="steps">Optimizer steps at this end.</param>
    /// <param name="latest">Optimizer steps at the latest end that has an event.</param>
    public void Begin(long away, long apart, long steps, long latest)
    {
        if (apart != _apart || plan.IsBehind != _isBehind)
            Find(apart);
        _at = 0;
        while (_ends[_at].Away >= away)
            _at++;
        SkipNeedless(away, steps, latest);
    }

    /// <summary>Goes on to the next end.</summary>
    /// <param name="steps">Optimizer steps at this end.</param>
    /// <param name="latest">Optimizer steps at the latest end that has an event.</param>
    /// <returns>How many ends of cycles further it is.</returns>
    public long Next(long steps, long latest)
    {
        long away = _ends[_at++].Away;
        SkipNeedless(away, steps, latest);
        return away - _ends[_at].Away;
    }

    // The end before one to tell of has to be asked about only if no window began before it.
    private void SkipNeedless(long away, long steps, long latest)
    {
        (long there, StreamMarkKind? kind) = _ends[_at];
        if (kind is null && there > 0 && !plan.IsLastToBegin(there, _apart, steps + away - there, latest))
            _at++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Find(long apart)
    {
        (_apart, _isBehind) = (apart, plan.IsBehind);
        int count = 0;
        for (long away = apart; away > 0;)
        {
            away = plan.NeededBefore(away, apart);
            _ends[count++] = (away, away == 0 ? null : plan.KindOf(away, apart)); // a log follows the last
        }
    }
}
