namespace ThroughputBench.Machine;

/// <summary>
/// The environment of the processes that this one starts. MSBuild treats every variable as a property, ignoring its case, so Platform,
/// OutputPath and others would change the build. So a build receives only the variables that it needs to find the SDK, packages, proxies
/// and certificates. A benchmark's process also receives those that change the cost of a step.
/// </summary>
internal static class ChildEnvironment
{
    private static readonly string[] Kept =
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "TERM",
        "TMPDIR",
        "TMP",
        "TEMP",
        "LANG",
        "TZ",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "DOTNET_ROOT",
        "DOTNET_NOLOGO",
        "DOTNET_RUNNING_IN_CONTAINER",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "ALL_PROXY",
        "SystemRoot",
        "windir",
        "APPDATA",
        "LOCALAPPDATA",
        "USERPROFILE",
        "ProgramFiles",
        "ProgramData",
        "PATHEXT",
        "COMSPEC",
        "LIBTORCH",
        "LibtorchPackage",
        "CUDA_VISIBLE_DEVICES",
        "CUDA_DEVICE_ORDER",
        "CUDA_CACHE_PATH",
        "NVIDIA_VISIBLE_DEVICES",
        "NVIDIA_DRIVER_CAPABILITIES",
    ];

    private static readonly string[] KeptPrefixes =
    [
        "LC_",
        "XDG_",
        "DOTNET_ROOT_",
        "DOTNET_CLI_",
        "DOTNET_SYSTEM_",
        "NUGET_",
        "NuGetPackageSourceCredentials_",
        "VSS_NUGET_",
        "THROUGHPUTBENCH_",
    ];

    /// <summary>Whether a child process gets a variable.</summary>
    public static bool Keeps(string name)
    {
        StringComparison comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return Kept.Any(known => name.Equals(known, comparison))
            || name is "http_proxy" or "https_proxy" or "no_proxy" or "all_proxy"
            || KeptPrefixes.Any(prefix => name.StartsWith(prefix, comparison))
            || CostVariables.Contains(name, OperatingSystem.IsWindows());
    }

    /// <summary>All other variables of this process, each without a value: what a process to be started must not inherit.</summary>
    public static IReadOnlyDictionary<string, string?> Removed() => Others().ToDictionary(name => name, _ => (string?)null);

    /// <summary>Removes all other variables from this process for a while, so that BenchmarkDotNet's child builds and processes do not get
    /// them.</summary>
    /// <returns>Restores them when disposed.</returns>
    public static IDisposable Enter()
    {
        var taken = new Dictionary<string, string?>();
        foreach (string name in Others())
        {
            taken[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, null);
        }
        return new GivenBack(taken);
    }

    private static string[] Others() => [.. Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => !Keeps(name))];

    private sealed class GivenBack(Dictionary<string, string?> taken) : IDisposable
    {
        public void Dispose()
        {
            foreach ((string name, string? value) in taken)
                Environment.SetEnvironmentVariable(name, value);
        }
    }
}
