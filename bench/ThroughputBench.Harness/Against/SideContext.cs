using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using TorchSharp;

namespace ThroughputBench.Against;

/// <summary>
/// The load context of one side's training loop and monitor, separate from those of the program and of the other side. Everything else,
/// TorchSharp above all, is shared.
/// </summary>
internal sealed class SideContext : AssemblyLoadContext
{
    private static readonly ConcurrentDictionary<string, SideContext> Loaded = [];

    private readonly string _folder;
    private readonly BeginSide _begin;

    private SideContext(string folder)
        : base(Path.GetFileName(folder))
    {
        _folder = folder;
        Type side = LoadFromAssemblyPath(Path.Combine(folder, SideBuild.AssemblyName + ".dll"))
            .GetType(typeof(MonitoredSide).FullName!, throwOnError: true)!;
        _begin = side.GetMethod(nameof(MonitoredSide.Begin))!.CreateDelegate<BeginSide>();
    }

    /// <summary>A load of a side, the same for all callers.</summary>
    /// <param name="folder">What <see cref="SideBuild"/> made.</param>
    public static SideContext Of(string folder) => Loaded.GetOrAdd(folder, Load);

    /// <summary>Loads a side: its code is compiled again, and has other addresses than that of an earlier load.</summary>
    /// <param name="folder">What <see cref="SideBuild"/> made.</param>
    public static SideContext Load(string folder) => new(folder);

    private delegate (Action<int> Advance, Action End) BeginSide(
        torch.nn.Module module,
        torch.optim.Optimizer optimizer,
        Func<object, torch.Tensor> step,
        IEnumerable<object> data,
        Func<object, long> samplesOf,
        Func<object, long>? itemsOf,
        int accumulate,
        int logEvery,
        bool inSteps,
        Action? hookBegins,
        Action? hookEnds
    );

    /// <inheritdoc cref="MonitoredSide.Begin"/>
    public (Action<int> Advance, Action End) Begin(
        torch.nn.Module module,
        torch.optim.Optimizer optimizer,
        Func<object, torch.Tensor> step,
        IEnumerable<object> data,
        Func<object, long> samplesOf,
        Func<object, long>? itemsOf,
        int accumulate,
        int logEvery,
        bool inSteps,
        Action? hookBegins,
        Action? hookEnds
    ) => _begin(module, optimizer, step, data, samplesOf, itemsOf, accumulate, logEvery, inSteps, hookBegins, hookEnds);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        bool own =
            assemblyName.Name is { } name
            && (name == SideBuild.AssemblyName || name.StartsWith("ThroughputBench.", StringComparison.Ordinal));
        return own && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
