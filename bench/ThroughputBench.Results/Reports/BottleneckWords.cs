using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>Whether a training waits for the host or for the device, and by how much, as a part of a sentence.</summary>
internal static class BottleneckWords
{
    /// <summary>For example <c>the device is the bottleneck, by 1.16 ms of a step: …</c></summary>
    public static string Of(RunAheadRecord ahead)
    {
        string host = Figures.Time(ahead.HostNanosecondsPerStep),
            device = Figures.Time(ahead.DeviceNanosecondsPerStep);
        if (ahead.IsDeviceTheBottleneck)
        {
            return $"the device is the bottleneck, by {Figures.Time(ahead.DeviceNanosecondsPerStep - ahead.HostNanosecondsPerStep)} of a "
                + $"step: the host asks for a step in {host}, and the device has done it after {device}";
        }
        return ahead.BusyNanosecondsPerStep is { } busy && busy < ahead.HostNanosecondsPerStep
            ? $"the host is the bottleneck, by {Figures.Time(ahead.HostNanosecondsPerStep - busy)} of a step: it asks for a step in "
                + $"{host}, and the device needs {Figures.Time(busy)} for it"
            : $"the host is the bottleneck: it asks for a step in {host}, and the device, which waits for it, has done it after {device}";
    }

    /// <summary>Whether training itself waits for the device, as a sentence that begins with a space; empty if it is not known.</summary>
    public static string Waiting(RunAheadRecord ahead) =>
        ahead switch
        {
            { WaitsForDevice: true } => " Training itself makes the host wait for the device in each step.",
            { WaitsForDevice: false } => " Training itself never makes the host wait for the device.",
            _ => "",
        };
}
