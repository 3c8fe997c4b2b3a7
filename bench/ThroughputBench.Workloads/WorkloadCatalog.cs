namespace ThroughputBench.Workloads;

/// <summary>The workloads, by name. A new one is one line here.</summary>
public static class WorkloadCatalog
{
    /// <summary>Most samples in a micro-batch of any workload.</summary>
    public const int LargestBatchSize = 65_536;

    /// <summary>The workload that trains on a text: the frozen one, or the file that <see cref="WorkloadOptions.DataPath"/>
    /// names.</summary>
    public const string TextWorkload = ByteLmWorkload.WorkloadName;

    private static readonly Dictionary<string, Entry> Entries = new(StringComparer.Ordinal)
    {
        [MlpWorkload.WorkloadName] = new(MlpWorkload.OwnShape, MlpWorkload.OwnBatchSize, options => new MlpWorkload(options)),
        [ConvnetWorkload.WorkloadName] = new(ConvnetWorkload.OwnShape, ConvnetWorkload.OwnBatchSize, options => new ConvnetWorkload(
            options
        )),
        [ByteLmWorkload.WorkloadName] = new(ByteLmWorkload.OwnShape, ByteLmWorkload.OwnBatchSize, options => new ByteLmWorkload(options)),
    };

    /// <summary>Every name, from the shortest step to the longest.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys];

    /// <summary>Name and content of the text that <see cref="TextWorkload"/> trains on if no file is given.</summary>
    public static (string Name, byte[] Content) OwnText() => (TrainingText.OwnText, TrainingText.Read(null, minimumBytes: 0));

    /// <summary>Refuses a name that is not in <see cref="Names"/>.</summary>
    /// <param name="name">The name from the user.</param>
    /// <exception cref="WorkloadException">There is no such workload.</exception>
    public static void RequireKnown(string name) => Find(name);

    /// <summary>The default shape of a workload's model.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="WorkloadException">There is no such workload.</exception>
    public static ModelShape ShapeOf(string name) => Find(name).Shape;

    /// <summary>The default number of samples per micro-batch of a workload.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="WorkloadException">There is no such workload.</exception>
    public static int BatchSizeOf(string name) => Find(name).BatchSize;

    /// <summary>Makes a workload; dispose it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="WorkloadException">There is no such workload, an option is out of range, or its data cannot be used.</exception>
    public static Workload Create(string name, WorkloadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Entry entry = Find(name);
        if (options.BatchSize < 1)
            throw new WorkloadException($"A batch must hold at least 1 sample, not {options.BatchSize}.");
        if (options.BatchSize > LargestBatchSize)
            throw new WorkloadException($"A batch must hold at most {LargestBatchSize} samples, not {options.BatchSize}.");
        if (options.BatchesPerEpoch < 1)
            throw new WorkloadException($"An epoch must have at least 1 batch, not {options.BatchesPerEpoch}.");
        return entry.Make(options);
    }

    private static Entry Find(string name) =>
        Entries.TryGetValue(name, out Entry? entry)
            ? entry
            : throw new WorkloadException($"There is no workload '{name}': choose from {string.Join(", ", Names)}.");

    private sealed record Entry(ModelShape Shape, int BatchSize, Func<WorkloadOptions, Workload> Make);
}
