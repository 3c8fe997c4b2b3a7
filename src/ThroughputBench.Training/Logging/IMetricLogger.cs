namespace ThroughputBench.Training.Logging;

/// <summary>Receives metrics. Called on the logging thread only, one record at a time, in the order in which they were logged.</summary>
public interface IMetricLogger : IDisposable
{
    /// <summary>Writes one record. An exception is reported once; the logger is then left out, and training continues.</summary>
    /// <param name="record">The record; it must not be kept.</param>
    void Write(in MetricRecord record);

    /// <summary>
    /// Says why a metric of that name would be dropped or changed, by the logger or by what reads it. A monitor checks before training
    /// begins, on the training thread, and refuses to begin.
    /// </summary>
    /// <param name="name">The metric's name.</param>
    /// <returns>A clause that says what is wrong and what would be right; <see langword="null"/> if the name is written as it is, which is
    /// the default.</returns>
    string? WhyNot(string name) => null;

    /// <summary>Makes what was written visible to readers. Called whenever no record waits, and at the end.</summary>
    void Flush();
}
