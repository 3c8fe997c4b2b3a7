using System.Globalization;

namespace ThroughputBench.Records;

/// <summary>What could disturb a measurement, as sentences for people.</summary>
internal static class Disturbances
{
    /// <summary>If others use half the cores, a second thread of ours competes with them.</summary>
    private const double BusyShare = 0.5;

    /// <summary>What could disturb a measurement in this state; empty if nothing could.</summary>
    public static IReadOnlyList<string> Of(MachineState state) => [.. Sentences(state)];

    private static IEnumerable<string> Sentences(MachineState state)
    {
        if (state.LoadAverage is { } load && load >= BusyShare * state.UsableCores)
        {
            yield return Text(
                $"The load average is {load:0.0#} on {Cores(state.UsableCores)}: other programs are at work, and intervals will be wider."
            );
        }

        if (state.UsableCores == 1)
            yield return "There is one core only: the runtime's own threads take turns with the training.";
        if (state.CpuQuotaCores is { } quota)
        {
            yield return Text(
                $"A CPU quota of {quota:0.##} cores is set: when it is used up the process stands still until the next period, which shows as outliers."
            );
        }

        if (state.CpuGovernor is { } governor && governor != "performance")
            yield return $"The CPU governor is {governor}, not performance: the clock speed changes while measuring.";
        if (state.TieredPgo)
            yield return "Tiered PGO is on: hot methods are compiled again while they run, so measuring must begin after a warm-up.";
        if (state.ServerGarbageCollector)
            yield return "The server garbage collector is on: its threads compete with the training.";
        if (state.OnBattery)
            yield return "The machine runs on battery: it may be slowed down at any time.";
        if (state.Debugger)
            yield return "A debugger is attached: it changes how code is compiled.";
        if (state.DebugBuild)
            yield return "This is a Debug build: its figures are meaningless; build with -c Release.";
    }

    private static string Cores(int cores) => cores == 1 ? "1 core" : Text($"{cores} cores");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
