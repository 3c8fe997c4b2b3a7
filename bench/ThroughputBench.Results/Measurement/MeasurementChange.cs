namespace ThroughputBench.Measurement;

/// <summary>What an option changes in a request, once its text has been read.</summary>
/// <param name="request">The request so far.</param>
internal delegate MeasurementRequest MeasurementChange(MeasurementRequest request);
