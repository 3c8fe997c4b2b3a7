namespace ThroughputBench.Records;

/// <summary>The file that a workload was trained on.</summary>
internal sealed record DataFacts
{
    /// <summary>The workload that reads it.</summary>
    public required string Workload { get; init; }

    /// <summary>Its name without its folder: where it lies on the machine is nobody's business.</summary>
    public required string Name { get; init; }

    /// <summary>Its size.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of its content, in small hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
