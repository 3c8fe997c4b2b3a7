using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime;
using ThroughputBench.Monitoring;
using ThroughputBench.Pairing;
using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks;

/// <summary>
/// Has the code of a monitor's hooks compiled for good, at logs too, before anything counts. A workload with long steps would reach too few
/// logs in any warm-up that one can afford; a tiny model runs the same hooks thousands of times in a fraction of a second.
/// </summary>
internal static class HookWarmUp
{
    private const int Batches = 2000;

    /// <summary>The same in a process that has had those beside others: code climbs two tiers, each after 30 calls, at logs too.</summary>
    private const int BatchesAgain = 500;

    private const int LogEvery = 4;
    private const int MostTurn = 7;

    /// <summary>Compilation in the background waits for 100 ms without a new method; this is more.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The ways to time whose code is compiled in this process.</summary>
    private static readonly ConcurrentDictionary<DeviceTiming, bool> Compiled = [];

    private static bool _hasBegun;

    /// <summary>Trains the tiny model with and without the monitor, in turn, until the compiler is quiet.</summary>
    /// <param name="bench">Whose monitor it is.</param>
    /// <param name="timing">How it times work on a CUDA device.</param>
    /// <returns>How long that took; no time if this process has done it before.</returns>
    public static TimeSpan Run(TrainingBench bench, DeviceTiming? timing) =>
        Compiled.TryAdd(timing ?? default, true)
            ? Train(bench, timing, _hasBegun && timing is null ? BatchesAgain : Batches)
            : TimeSpan.Zero;

    /// <summary>
    /// The same, once, while other processes may do so too. Their compilers take the processors from one another, and one that is quiet for
    /// that reason is not done: <see cref="Run(TrainingBench, DeviceTiming?)"/> has to follow when the process is alone. Without it, in 3 %
    /// of launches a hook of 1 µs took 20 µs at first.
    /// </summary>
    public static void Begin(TrainingBench bench)
    {
        if (!Interlocked.Exchange(ref _hasBegun, true))
            Train(bench, timing: null, Batches);
    }

    private static TimeSpan Train(TrainingBench bench, DeviceTiming? timing, int batches)
    {
        using TrainingBench tiny = bench.Tiny();
        var times = new SectionTimes();
        using FitRun<Batch> control = tiny.Control(1, tiny.Data(), HookProbes.AroundNothing(times));
        using FitRun<Batch> monitored = tiny.MonitoredBetween(times, 1, LogInterval.Batches(LogEvery), bench.Monitor(timing), tiny.Data());
        return UntilCompiled([turn => control.AdvanceBatches(turn), turn => monitored.AdvanceBatches(turn)], batches, trickle: 0);
    }

    /// <summary>
    /// The same for trainings whose code is new to this process. Their steps take microseconds, so that rare code of them, such as a log
    /// queue's growth, is compiled in a trickle that goes on for seconds: a trickle counts as quiet.
    /// </summary>
    public static TimeSpan Run(IReadOnlyList<TrainingSide> trainings) =>
        UntilCompiled([.. trainings.Select(training => training.Advance)], Batches, trickle: 2 * trainings.Count);

    /// <param name="trainings">Trained in turn.</param>
    /// <param name="batches">How many micro-batches of each it takes at least, if anything is compiled.</param>
    /// <param name="trickle">The compiler is quiet if it compiled no more methods than this in <see cref="Quiet"/>.</param>
    private static TimeSpan UntilCompiled(IReadOnlyList<Action<int>> trainings, int batches, int trickle)
    {
        var watch = Stopwatch.StartNew();
        long compiled = JitInfo.GetCompiledMethodCount();
        var recent = new Queue<(TimeSpan At, long Methods)>();
        bool hasCompiled = false; // in a process that has warmed up for another cell there is nothing left to compile
        for (int done = 0, turn = 1; ; turn = turn % MostTurn + 1)
        {
            foreach (Action<int> training in trainings)
                training(turn);
            done += turn;
            long now = JitInfo.GetCompiledMethodCount();
            if (now != compiled)
            {
                recent.Enqueue((watch.Elapsed, now - compiled));
                (compiled, hasCompiled) = (now, true);
            }
            while (recent.TryPeek(out (TimeSpan At, long) oldest) && watch.Elapsed - oldest.At >= Quiet)
                recent.Dequeue();
            bool isQuiet = watch.Elapsed >= Quiet && recent.Sum(some => some.Methods) <= trickle;
            if (watch.Elapsed > Longest || ((done >= batches || !hasCompiled) && isQuiet))
                return watch.Elapsed;
        }
    }
}
