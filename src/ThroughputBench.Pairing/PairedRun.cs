using System.Numerics;

namespace ThroughputBench.Pairing;

/// <summary>Runs two sides by a plan: warm-up, then pairs. Knows nothing of BenchmarkDotNet.</summary>
/// <param name="sides">What is measured.</param>
/// <param name="plan">How.</param>
/// <param name="time">The clock.</param>
/// <param name="compiledMethods">How many methods the JIT compiler has compiled so far in this process.</param>
internal sealed class PairedRun(IPaired sides, PairedPlan plan, TimeProvider time, Func<long> compiledMethods)
{
    /// <summary>
    /// Tiered compilation waits 100 ms after the last new method, and methods climb two tiers: no compilation for this long means that none is
    /// pending, save for paths that ran fewer than 30 times.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private const int FirstLook = 16;
    private const double LookGrowth = 1.25;
    private const int LongestWarmUp = 3;

    private readonly double _nanosecondsPerTick = 1e9 / time.TimestampFrequency;
    private int _warmUpCycles = plan.CyclesPerPeriod;
    private double _controlCycle = double.PositiveInfinity;
    private double _candidateCycle = double.PositiveInfinity;

    /// <summary>
    /// Runs both sides in rounds of whole periods until code is compiled and caches are filled. The fastest round of each side is kept as what a
    /// cycle costs: disturbances and cold code only ever make a round slower.
    /// </summary>
    public void WarmUp()
    {
        long start = time.GetTimestamp(), lastCompilation = start, compiled = compiledMethods();
        TimeSpan quiet = plan.WarmUp < Quiet ? plan.WarmUp : Quiet;
        while (true)
        {
            WarmUpRound();
            long now = time.GetTimestamp(), compiledNow = compiledMethods();
            if (compiledNow != compiled)
                (compiled, lastCompilation) = (compiledNow, now);
            TimeSpan elapsed = time.GetElapsedTime(start, now);
            bool settled = time.GetElapsedTime(lastCompilation, now) >= quiet;
            if (elapsed >= plan.WarmUp && (settled || elapsed >= LongestWarmUp * plan.WarmUp))
                return;
        }
    }

    /// <summary>Measures pairs until the stop rule, the time or the number of pairs says to end.</summary>
    public PairedMeasurement Measure()
    {
        var schedule = BlockSchedule.For(plan, _controlCycle);
        double expectedPair = (_controlCycle + _candidateCycle) * schedule.CyclesPerPair;
        double maximum = plan.MaximumTime.TotalNanoseconds;
        double[] control = new double[Capacity(maximum / expectedPair)];
        double[] candidate = new double[control.Length];

        CollectGarbage();
        if (expectedPair <= maximum)
            WarmUpRound();

        int pairs = 0, nextLook = FirstLook;
        uint blocks = 0;
        StoppedBy? stop = null;
        long start = time.GetTimestamp();
        double elapsed = 0;
        while (stop is null)
        {
            double next = pairs == 0 ? expectedPair : elapsed / pairs;
            if (elapsed + next > maximum)
            {
                stop = StoppedBy.Time;
                break;
            }
            if (pairs == control.Length)
            {
                Array.Resize(ref control, 2 * pairs);
                Array.Resize(ref candidate, 2 * pairs);
            }
            RunPair(schedule, ref blocks, out control[pairs], out candidate[pairs]);
            pairs++;
            elapsed = (time.GetTimestamp() - start) * _nanosecondsPerTick;
            if (pairs >= nextLook)
            {
                nextLook = (int)Math.Min(int.MaxValue, Math.Ceiling(pairs * LookGrowth));
                bool satisfied = plan.StopWhen is { } enough && elapsed >= plan.MinimumTime.TotalNanoseconds
                    && enough(control.AsSpan(0, pairs), candidate.AsSpan(0, pairs));
                if (satisfied)
                    stop = StoppedBy.Precision;
                elapsed = (time.GetTimestamp() - start) * _nanosecondsPerTick;
            }
            if (pairs == plan.MaximumPairs)
                stop ??= StoppedBy.Pairs;
        }

        return new()
        {
            ControlNanoseconds = control[..pairs],
            CandidateNanoseconds = candidate[..pairs],
            Schedule = schedule,
            StoppedBy = stop.Value,
            ControlCycleNanoseconds = _controlCycle,
            Elapsed = TimeSpan.FromMicroseconds(elapsed / 1e3),
            ExpectedPair = TimeSpan.FromMicroseconds(expectedPair / 1e3),
        };
    }

    /// <summary>Runs both sides block by block and sums what each took.</summary>
    /// <param name="schedule">How the pair is cut.</param>
    /// <param name="blocks">Blocks that each side has run so far.</param>
    /// <param name="control">Time of the control, in nanoseconds.</param>
    /// <param name="candidate">Time of the candidate, in nanoseconds.</param>
    private void RunPair(BlockSchedule schedule, ref uint blocks, out double control, out double candidate)
    {
        long controlTicks = 0, candidateTicks = 0;
        for (int block = 0; block < schedule.BlocksPerPair; block++)
        {
            int cycles = schedule.CyclesOf(block);
            if (ControlFirst(blocks++))
            {
                controlTicks += TimeControl(cycles);
                candidateTicks += TimeCandidate(cycles);
            }
            else
            {
                candidateTicks += TimeCandidate(cycles);
                controlTicks += TimeControl(cycles);
            }
        }
        control = controlTicks * _nanosecondsPerTick;
        candidate = candidateTicks * _nanosecondsPerTick;
    }

    /// <summary>
    /// The order within each two blocks is ABBA or BAAB, so that a steady drift cancels; which of the two follows the Thue–Morse sequence, which
    /// has no period. With ABBA throughout, the control comes first and last in each pair of two blocks, and a control against itself was seen
    /// 0.15% apart in eight runs of eight; so it was not with this order.
    /// </summary>
    private static bool ControlFirst(uint block) => int.IsEvenInteger(BitOperations.PopCount(block));

    private void WarmUpRound()
    {
        int cycles = _warmUpCycles;
        double control = TimeControl(cycles) * _nanosecondsPerTick, candidate = TimeCandidate(cycles) * _nanosecondsPerTick;
        _controlCycle = Math.Min(_controlCycle, control / cycles);
        _candidateCycle = Math.Min(_candidateCycle, candidate / cycles);
        // A round shorter than a block is timed too coarsely.
        if (control < plan.BlockDuration.TotalNanoseconds && cycles <= int.MaxValue / 2)
            _warmUpCycles = 2 * cycles;
    }

    private long TimeControl(int cycles)
    {
        long start = time.GetTimestamp();
        sides.RunControl(cycles);
        return time.GetTimestamp() - start;
    }

    private long TimeCandidate(int cycles)
    {
        long start = time.GetTimestamp();
        sides.RunCandidate(cycles);
        return time.GetTimestamp() - start;
    }

    /// <summary>Room for twice the pairs that are expected, so that growing is rare, within reason.</summary>
    private int Capacity(double expectedPairs) => (int)Math.Clamp(2 * expectedPairs, 1, Math.Min(plan.MaximumPairs, 1 << 20));

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
