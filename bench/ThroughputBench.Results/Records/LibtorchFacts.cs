namespace ThroughputBench.Records;

/// <summary>Facts on libtorch in this process.</summary>
internal sealed record LibtorchFacts
{
    /// <summary>For example <c>2.10.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Threads inside an operator.</summary>
    public required int Threads { get; init; }

    /// <summary>Threads between operators.</summary>
    public required int InteropThreads { get; init; }
}
