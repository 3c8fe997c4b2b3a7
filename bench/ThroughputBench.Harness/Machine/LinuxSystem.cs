using System.Globalization;

namespace ThroughputBench.Machine;

/// <summary>
/// Facts from Linux's <c>/proc</c> and <c>/sys</c>. If a file is missing, as on other systems, the answer is <see langword="null"/>.
/// </summary>
/// <param name="root">The parent of both folders: <c>/</c>, except in tests.</param>
internal sealed class LinuxSystem(string root)
{
    /// <summary>The system that this process runs on.</summary>
    public static LinuxSystem This { get; } = new("/");

    /// <summary>
    /// How many cores' worth of time the control groups of this process allow (version 1 and 2), the least of them all;
    /// <see langword="null"/> for no limit.
    /// </summary>
    public double? CpuQuotaCores()
    {
        double? least = null;
        foreach (string line in Lines("proc/self/cgroup"))
        {
            // "0::/path" in version 2, "number:controllers:/path" in version 1.
            if (line.Split(':', 3) is not [_, var controllers, var path])
                continue;
            string[] mounts =
                controllers.Length == 0 ? ["", "unified"]
                : controllers.Split(',').Contains("cpu") ? [controllers, "cpu"]
                : [];
            foreach (string mount in mounts)
            {
                foreach (string group in AndParents(path))
                {
                    if (QuotaOf($"sys/fs/cgroup/{mount}{group}") is { } cores && !(least <= cores))
                        least = cores;
                }
            }
        }
        return least;
    }

    /// <summary>How clock speeds are chosen, for example <c>performance</c>; several names with plus signs if cores differ.</summary>
    public string? CpuGovernor()
    {
        string[] governors =
        [
            .. Folders("sys/devices/system/cpu")
                .Select(cpu => Line(Path.Combine(cpu, "cpufreq", "scaling_governor")))
                .OfType<string>()
                .Where(name => name.Length > 0)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        return governors.Length == 0 ? null : string.Join('+', governors);
    }

    /// <summary>The name of a hypervisor, if <c>/sys</c> has it.</summary>
    public string? Hypervisor() => Line("sys/hypervisor/type");

    /// <summary>Processes that were ready to run, on average over the last minute.</summary>
    public double? LoadAverage() =>
        Line("proc/loadavg")?.Split(' ') is [var load, ..]
        && double.TryParse(load, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;

    /// <summary>Whether the machine runs on battery.</summary>
    public bool OnBattery() =>
        Folders("sys/class/power_supply")
            .Any(supply => Line(Path.Combine(supply, "type")) == "Battery" && Line(Path.Combine(supply, "status")) == "Discharging");

    private double? QuotaOf(string group)
    {
        string[] limit = Line($"{group}/cpu.max")?.Split(' ')
            ?? [Line($"{group}/cpu.cfs_quota_us") ?? "", Line($"{group}/cpu.cfs_period_us") ?? ""];
        return
            limit is [var quota, var period]
            && double.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out double allowed)
            && double.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out double of)
            && of > 0
            ? allowed / of
            : null;
    }

    private static IEnumerable<string> AndParents(string path)
    {
        for (string group = path.TrimEnd('/'); group.Length > 0; group = group[..group.LastIndexOf('/')])
        {
            yield return group;
            if (!group.Contains('/', StringComparison.Ordinal))
                yield break;
        }
        yield return "";
    }

    private IEnumerable<string> Folders(string path)
    {
        string full = Path.Combine(root, path);
        return Directory.Exists(full) ? Directory.EnumerateDirectories(full) : [];
    }

    private string? Line(string path) => Lines(path) is [var first, ..] ? first.Trim() : null;

    private string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
