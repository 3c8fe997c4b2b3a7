namespace ThroughputBench.Measurement;

/// <summary>How large a workload is asked to be.</summary>
internal enum SizeKind
{
    /// <summary>As it comes, or as <c>--batch-size</c> and <c>--width</c> say.</summary>
    Own,

    /// <summary>So large that the device is busy: chosen by measuring.</summary>
    Device,

    /// <summary>As the request says.</summary>
    Exact,
}
