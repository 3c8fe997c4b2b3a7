namespace ThroughputBench.Workloads;

/// <summary>The workloads that there are, by name.</summary>
internal static class WorkloadCatalog
{
    private static readonly Dictionary<string, Func<WorkloadOptions, Workload>> Makers = new(StringComparer.Ordinal)
    {
        [MlpWorkload.WorkloadName] = options => new MlpWorkload(options),
        [ConvnetWorkload.WorkloadName] = options => new ConvnetWorkload(options),
        [ByteLmWorkload.WorkloadName] = options => new ByteLmWorkload(options),
    };

    /// <summary>Every name, from the cheapest step to the dearest.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Makers.Keys];

    /// <summary>Refuses a name that is not in <see cref="Names"/>.</summary>
    /// <param name="name">What the user called it.</param>
    /// <exception cref="WorkloadException">There is no such workload.</exception>
    public static void RequireKnown(string name)
    {
        if (!Makers.ContainsKey(name))
            throw new WorkloadException($"There is no workload '{name}': choose from {string.Join(", ", Names)}.");
    }

    /// <summary>Makes a workload; dispose it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">What it is made from.</param>
    /// <exception cref="WorkloadException">There is no such workload, an option is out of range, or its data cannot be used.</exception>
    public static Workload Create(string name, WorkloadOptions options)
    {
        RequireKnown(name);
        if (options.BatchSize < 1)
            throw new WorkloadException($"A batch must hold at least 1 sample, not {options.BatchSize}.");
        if (options.BatchSize > WorkloadLimits.LargestBatch)
            throw new WorkloadException($"A batch must hold at most {WorkloadLimits.LargestBatch} samples, not {options.BatchSize}.");
        if (options.BatchesPerEpoch < 1)
            throw new WorkloadException($"An epoch must have at least 1 batch, not {options.BatchesPerEpoch}.");
        return Makers[name](options);
    }
}
