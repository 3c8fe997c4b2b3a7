namespace ThroughputBench.Grid;

/// <summary>What was measured of a step without a monitor when a size was chosen that keeps a device busy.</summary>
/// <param name="Device">The device.</param>
/// <param name="HostNanosecondsPerStep">Time in which the host asked for a step.</param>
/// <param name="DeviceNanosecondsPerStep">Time after which the device had done it; on the CPU it is the same.</param>
/// <param name="IsBusy">Whether the device was busy; if not, no larger size could be tried.</param>
internal sealed record SizeChoice(string Device, double HostNanosecondsPerStep, double DeviceNanosecondsPerStep, bool IsBusy);
