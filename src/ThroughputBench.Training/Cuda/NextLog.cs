using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Cuda;

/// <summary>Where the next log is, seen from the end of a cycle.</summary>
/// <param name="Away">Ends of cycles until then, if every cycle is whole: 0 if a log follows this end at once.</param>
/// <param name="Apart">Ends of cycles between two logs; at least 1.</param>
internal readonly record struct NextLog(long Away, long Apart)
{
    /// <summary>For a micro-batch that ends no cycle: no log follows it.</summary>
    public static NextLog NotHere => new(Away: -1, Apart: 1);

    /// <summary>Seen from the end of a cycle. In evaluation each batch is a cycle.</summary>
    /// <param name="schedule">The schedule, which was asked about this end.</param>
    /// <param name="logs">What it said.</param>
    /// <param name="state">Where the trainer stands.</param>
    /// <param name="batches">Batches of the stage.</param>
    public static NextLog From(in LogSchedule schedule, bool logs, TrainerState state, long batches)
    {
        (int accumulate, long steps) = state.Stage == Stage.Train ? (state.Accumulate, state.Steps) : (1, batches);
        return new NextLog(logs ? 0 : schedule.CyclesUntilDue(batches, steps, accumulate), schedule.CyclesApart(accumulate));
    }

    /// <summary>Whether a log follows at once.</summary>
    public bool IsHere => Away == 0;
}
