namespace ThroughputBench.Training.Logging;

/// <summary>Where metrics go. Called on the logging thread only, one record at a time, in the order in which they were logged.</summary>
public interface IMetricLogger : IDisposable
{
    /// <summary>Writes one record. An exception is reported once; the logger is then left out, and training goes on.</summary>
    /// <param name="record">The record; it must not be kept.</param>
    void Write(in MetricRecord record);

    /// <summary>Makes what was written visible to readers. Called whenever no record waits, and at the end.</summary>
    void Flush();
}
