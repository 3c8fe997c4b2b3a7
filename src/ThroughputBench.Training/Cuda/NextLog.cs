namespace ThroughputBench.Training.Cuda;

/// <summary>Where the next log is, seen from the end of a cycle.</summary>
/// <param name="Away">Ends of cycles until then, if every cycle is whole: 0 if a log follows this end at once.</param>
/// <param name="Apart">Ends of cycles between two logs; at least 1.</param>
internal readonly record struct NextLog(long Away, long Apart)
{
    /// <summary>For a micro-batch that ends no cycle: no log follows it.</summary>
    public static NextLog NotHere => new(Away: -1, Apart: 1);

    /// <summary>Whether a log follows at once.</summary>
    public bool IsHere => Away == 0;
}
