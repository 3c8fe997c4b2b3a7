namespace ThroughputBench.Pairing;

/// <summary>Runs two sides by a plan: warm-up, then pairs. Independent of BenchmarkDotNet.</summary>
/// <param name="sides">What is measured.</param>
/// <param name="plan">How.</param>
/// <param name="time">The clock.</param>
/// <param name="compiledMethods">How many methods the JIT compiler has compiled so far in this process.</param>
internal sealed class PairedRun(IPaired sides, PairedPlan plan, TimeProvider time, Func<long> compiledMethods)
{
    /// <summary>
    /// Tiered compilation waits 100 ms after the last new method, and methods climb two tiers: no compilation for this long means that none
    /// is pending, except for paths that ran fewer than 30 times.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private const int FirstLook = 16;
    private const double LookGrowth = 1.25;

    /// <summary>How many times the maximum time to wait at most until the pairs are usable.</summary>
    public const double Patience = 8;

    /// <summary>The same until the minimum number of pairs is reached, if that is expected to be enough.</summary>
    private const double PatienceForPairs = 2;

    /// <summary>Periods that are measured in any case, unless they are too long: what happens once in each is then seen twice.</summary>
    private const int FewestPeriods = 2;

    /// <summary>How many times the maximum time these may take.</summary>
    private const double PatienceForPeriods = 3;

    private const int LongestWarmUp = 3;

    /// <summary>
    /// Periods after which code that runs once per period, a log for instance, is fully compiled: it reaches the next tier after 30 calls
    /// and the last after 30 more.
    /// </summary>
    private const int PeriodsToCompile = 90;

    /// <summary>How many times as long a warm-up may take to reach them.</summary>
    private const int WarmUpForPeriods = 2;

    /// <summary>
    /// In how many turns at most the sides share a round of the warm-up. The JIT compiler optimizes code that both run by its latest 30
    /// calls. If one side made them all, the code would suit that side: a monitor that logs at every 32nd step then cost 0.06 % more of a
    /// step.
    /// </summary>
    private const int MostTurns = 64;

    /// <summary>How many times as long as the control's the candidate's blocks may be.</summary>
    private const double MostTimesSlower = 2;

    /// <summary>Fewer periods than these say nothing of how much a layout's differ.</summary>
    private const int FewestPeriodsOfLayout = 2;

    /// <summary>A new layout's code is compiled already, and only its caches are cold: a part of the warm-up is enough.</summary>
    private const double WarmUpOfLayout = 0.2;

    /// <summary>Room for sections at first: 8 MiB for each side.</summary>
    private const int MostSectionsAtFirst = 1 << 20;

    private readonly double _nanosecondsPerTick = 1e9 / time.TimestampFrequency;
    private int _warmUpOperations = plan.OperationsPerPeriod;
    private double _controlOperation = double.PositiveInfinity;
    private double _candidateOperation = double.PositiveInfinity;

    /// <summary>
    /// Runs both sides in rounds of whole periods until code is compiled and caches are filled. The fastest round of each side is kept as
    /// the cost of an operation: disturbances and cold code only make a round slower.
    /// </summary>
    public void WarmUp()
    {
        long start = time.GetTimestamp(),
            lastCompilation = start,
            compiled = compiledMethods();
        TimeSpan quiet = plan.WarmUp < Quiet ? plan.WarmUp : Quiet;
        for (int rounds = 1; ; rounds++)
        {
            WarmUpRound();
            long now = time.GetTimestamp(),
                compiledNow = compiledMethods();
            if (compiledNow != compiled)
                (compiled, lastCompilation) = (compiledNow, now);
            TimeSpan elapsed = time.GetElapsedTime(start, now);
            bool settled =
                time.GetElapsedTime(lastCompilation, now) >= quiet
                && (rounds >= PeriodsToCompile || elapsed >= WarmUpForPeriods * plan.WarmUp);
            if (elapsed >= plan.WarmUp && (settled || elapsed >= LongestWarmUp * plan.WarmUp))
                return;
        }
    }

    /// <summary>Measures pairs until the stop rule, the time or the number of pairs says to end.</summary>
    /// <exception cref="InvalidOperationException">The plan wants several layouts, and the sides cannot be set up again.</exception>
    public PairedMeasurement Measure()
    {
        if (plan.Layouts > 1 && sides is not IPairedLayouts)
        {
            throw new InvalidOperationException(
                $"{nameof(PairedPlan)}.{nameof(PairedPlan.Layouts)} above 1 takes sides that implement {nameof(IPairedLayouts)}."
            );
        }
        // A candidate that is much slower shortens the blocks: else one of its blocks could take longer than all measuring should.
        var once = BlockSchedule.For(plan, Math.Max(_controlOperation, _candidateOperation / MostTimesSlower));
        double repetition = (_controlOperation + _candidateOperation) * once.OperationsPerRepetition;
        BlockSchedule schedule = once.Repeated(plan, repetition);
        double expectedPeriods = repetition * schedule.Repetitions;
        int pairsPerPeriod = 1;
        if (plan.MaximumTime.TotalNanoseconds / expectedPeriods < plan.MinimumPairs)
        {
            // Too few pairs of whole periods would fit. Each block is a pair of its own then, and the measurement is still whole periods.
            schedule = once.Single();
            pairsPerPeriod = once.OperationsPerRepetition / schedule.OperationsPerRepetition;
        }
        var nothing = new PairedLaunch
        {
            ControlTicks = [],
            CandidateTicks = [],
            TicksPerSecond = time.TimestampFrequency,
            OperationsPerRepetition = schedule.OperationsPerRepetition,
            BlocksPerRepetition = schedule.BlocksPerRepetition,
            Repetitions = schedule.Repetitions,
            StoppedBy = StoppedBy.Time,
            Elapsed = TimeSpan.Zero,
        };
        return new(
            expectedPeriods > MostOfAPeriod
                ? nothing
                : MeasurePairs(nothing, expectedPeriods / pairsPerPeriod, pairsPerPeriod),
            TimeSpan.FromMicroseconds(expectedPeriods / 1e3)
        );
    }

    private PairedLaunch MeasurePairs(PairedLaunch nothing, double expectedPair, int pairsPerPeriod)
    {
        double maximum = plan.MaximumTime.TotalNanoseconds;
        double patient = plan.MinimumPairs * expectedPair <= PatienceForPairs * maximum ? PatienceForPairs * maximum : maximum;
        double patientForUsable = pairsPerPeriod == 1 ? plan.Patience * maximum : patient;
        int fewest = plan.MinimumPairs > 0 ? FewestPeriods * pairsPerPeriod : 0,
            fewestOfLayout = FewestPeriodsOfLayout * pairsPerPeriod;
        BlockSchedule schedule = nothing.Schedule;
        var blocks = new PairedBlocks(schedule, Capacity(maximum / expectedPair));

        CollectGarbage();
        WarmUpRound();
        SectionTimes[] sections = sides is IPairedSections timed ? [timed.ControlSections, timed.CandidateSections] : [];
        int operationsPerPair = checked(schedule.OperationsPerRepetition * schedule.Repetitions);
        foreach (SectionTimes section in sections)
            section.Clear((int)Math.Min(MostSectionsAtFirst, (double)operationsPerPair * Capacity(maximum / expectedPair)));

        var layouts = new List<int>();
        int pairs = 0,
            firstOfLayout = 0,
            nextLook = FirstLook,
            nextUsableLook = 0;
        bool usable = plan.UsableWhen is null;
        StoppedBy? stop = null;
        long start = time.GetTimestamp();
        double elapsed = 0;
        while (stop is null)
        {
            bool isWhole = pairs % pairsPerPeriod == 0;
            double next = pairsPerPeriod * (pairs == 0 ? expectedPair : elapsed / pairs);
            bool over = isWhole && pairs >= fewest && elapsed + next > maximum;
            if (over && !usable && pairs >= Math.Max(nextUsableLook, plan.MinimumPairs))
            {
                usable = plan.UsableWhen!(blocks.SoFar);
                nextUsableLook = NextLook(pairs);
            }
            if (
                over
                && ((usable && pairs >= plan.MinimumPairs) || elapsed + next > (pairs < plan.MinimumPairs ? patient : patientForUsable))
            )
            {
                stop = StoppedBy.Time;
                break;
            }
            if (
                isWhole
                && layouts.Count + 1 < plan.Layouts
                && pairs - firstOfLayout >= fewestOfLayout
                && elapsed >= maximum * (layouts.Count + 1) / plan.Layouts
                && elapsed + FewestPeriodsOfLayout * next <= (pairs + fewestOfLayout <= plan.MinimumPairs ? patient : maximum)
            )
            {
                layouts.Add(pairs - firstOfLayout);
                firstOfLayout = pairs;
                start += SetUpAgain();
                foreach (SectionTimes section in sections)
                    section.KeepFirst(checked(pairs * operationsPerPair));
            }
            foreach (SectionTimes section in sections)
                section.MakeRoom(operationsPerPair);
            RunPair(pairs, schedule, blocks);
            pairs++;
            elapsed = (time.GetTimestamp() - start) * _nanosecondsPerTick;
            if (pairs >= nextLook && pairs % pairsPerPeriod == 0)
            {
                nextLook = NextLook(pairs);
                if (plan.StopWhen is { } enough && elapsed >= plan.MinimumTime.TotalNanoseconds && enough(blocks.SoFar))
                    stop = StoppedBy.Precision;
                elapsed = (time.GetTimestamp() - start) * _nanosecondsPerTick;
            }
            if (pairs >= plan.MaximumPairs && pairs % pairsPerPeriod == 0)
                stop ??= StoppedBy.Pairs;
        }

        return nothing with
        {
            ControlTicks = [.. blocks.SoFar.ControlTicks],
            CandidateTicks = [.. blocks.SoFar.CandidateTicks],
            ControlSectionTicks = sections is [var control, ..] ? control.Taken() : [],
            CandidateSectionTicks = sections is [.., var candidate] ? candidate.Taken() : [],
            PairsOfLayouts = layouts.Count == 0 ? [] : [.. layouts, pairs - firstOfLayout],
            StoppedBy = stop.Value,
            Elapsed = TimeSpan.FromMicroseconds(elapsed / 1e3),
        };
    }

    /// <summary>Makes another layout, and has both sides run for a while before they are timed.</summary>
    /// <returns>How long that took, in ticks.</returns>
    private long SetUpAgain()
    {
        long start = time.GetTimestamp();
        ((IPairedLayouts)sides).SetUpAgain();
        CollectGarbage();
        do
            WarmUpRound();
        while (time.GetElapsedTime(start) < WarmUpOfLayout * plan.WarmUp);
        return time.GetTimestamp() - start;
    }

    private static int NextLook(int pairs) => (int)Math.Min(int.MaxValue, Math.Ceiling(pairs * LookGrowth));

    private void RunPair(int pair, BlockSchedule schedule, PairedBlocks blocks)
    {
        blocks.BeginPair();
        for (int repetition = 0; repetition < schedule.Repetitions; repetition++)
        {
            for (int block = 0; block < schedule.BlocksPerRepetition; block++)
            {
                int operations = schedule.OperationsOf(block);
                if (BlockSchedule.IsControlFirst(pair, repetition, block))
                {
                    long control = TimeControl(operations);
                    blocks.Add(control, TimeCandidate(operations));
                }
                else
                {
                    long candidate = TimeCandidate(operations);
                    blocks.Add(TimeControl(operations), candidate);
                }
            }
        }
    }

    /// <summary>The longest period that is measured: with a minimum of pairs, two of it take up to three times the time.</summary>
    private double MostOfAPeriod => plan.MaximumTime.TotalNanoseconds * (plan.MinimumPairs > 0 ? PatienceForPeriods / FewestPeriods : 1);

    private void WarmUpRound()
    {
        int operations = _warmUpOperations;
        var turns = new BlockSchedule(operations, Math.Min(plan.OperationsPerPeriod, MostTurns));
        double control = 0,
            candidate = 0;
        for (int turn = 0; turn < turns.BlocksPerRepetition; turn++)
        {
            control += TimeControl(turns.OperationsOf(turn)) * _nanosecondsPerTick;
            candidate += TimeCandidate(turns.OperationsOf(turn)) * _nanosecondsPerTick;
        }
        _controlOperation = Math.Min(_controlOperation, control / operations);
        _candidateOperation = Math.Min(_candidateOperation, candidate / operations);
        // A round shorter than a block is timed too coarsely.
        if (control < plan.BlockDuration.TotalNanoseconds && operations <= int.MaxValue / 2)
            _warmUpOperations = 2 * operations;
    }

    private long TimeControl(int operations)
    {
        long start = time.GetTimestamp();
        sides.RunControl(operations);
        return time.GetTimestamp() - start;
    }

    private long TimeCandidate(int operations)
    {
        long start = time.GetTimestamp();
        sides.RunCandidate(operations);
        return time.GetTimestamp() - start;
    }

    /// <summary>Room for twice the expected pairs, up to a bound, so that growing is rare.</summary>
    private int Capacity(double expectedPairs) => (int)Math.Clamp(2 * expectedPairs, 1, Math.Min(plan.MaximumPairs, 1 << 20));

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
