using System.Collections.Immutable;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Training.Flops;

/// <summary>The floating-point operations of a module on one input, in total and by module.</summary>
public sealed record FlopCount
{
    internal FlopCount(ImmutableArray<ModuleFlops> modules)
    {
        Modules = modules;
        Total = modules.Aggregate(default(PassFlops), (sum, module) => sum + module.Own);
        string[] left = [.. modules.Where(module => !module.IsCounted).Select(Named)];
        NotCounted =
            left.Length == 0
                ? null
                : $"Not in the FLOPs: {string.Join(", ", left)}. Give such a module {nameof(ICountsFlops)}, or give the FLOPs of a batch.";
    }

    /// <summary>The counted module and every module below it, in the order of their names' registration.</summary>
    public ImmutableArray<ModuleFlops> Modules { get; }

    /// <summary>The sum over all modules.</summary>
    public PassFlops Total { get; }

    /// <summary>Operations of the forward pass.</summary>
    public long Forward => Total.Forward;

    /// <summary>Operations of the forward and the backward pass: what one micro-batch of training costs.</summary>
    public long ForwardAndBackward => Total.ForwardAndBackward;

    /// <summary>Whether every module was counted.</summary>
    public bool IsComplete => NotCounted is null;

    /// <summary>
    /// One line that names the modules whose operations are not in the count; <see langword="null"/> if there are none.
    /// </summary>
    public string? NotCounted { get; }

    /// <summary>The operations of one module and of those below it.</summary>
    /// <param name="name">A module's name as in <see cref="ModuleFlops.Name"/>.</param>
    /// <exception cref="ArgumentException">There is no module of that name.</exception>
    public PassFlops Within(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Modules.Any(module => module.Name == name))
        {
            throw Refusal.Wrong(
                $"There is no module '{name}'; there are {string.Join(", ", Modules.Select(module => $"'{module.Name}'"))}.",
                nameof(name)
            );
        }

        return Modules
            .Where(module => name.Length == 0 || module.Name == name || module.Name.StartsWith(name + '.', StringComparison.Ordinal))
            .Aggregate(default(PassFlops), (sum, module) => sum + module.Own);
    }

    private static string Named(ModuleFlops module)
    {
        string name = module.Name.Length == 0 ? "the module itself" : module.Name;
        return $"{name} ({module.Type}, {(module.Source == FlopSource.Unknown ? "unknown" : "not called")})";
    }
}
