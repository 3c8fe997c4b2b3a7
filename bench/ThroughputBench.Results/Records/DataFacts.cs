using System.Security.Cryptography;

namespace ThroughputBench.Records;

/// <summary>The file that a workload was trained on.</summary>
internal sealed record DataFacts
{
    /// <summary>The workload that reads it.</summary>
    public required string Workload { get; init; }

    /// <summary>Its name without its folder, which stays private.</summary>
    public required string Name { get; init; }

    /// <summary>Its size.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of its content, in small hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>A text that is part of the program.</summary>
    /// <param name="workload">The workload that reads it.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="content">All of it.</param>
    public static DataFacts Of(string workload, string name, ReadOnlySpan<byte> content) =>
        new()
        {
            Workload = workload,
            Name = name,
            Bytes = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        };

    /// <summary>Reads a file through.</summary>
    /// <param name="workload">The workload that reads it.</param>
    /// <param name="path">Its path; only the last part is kept.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static DataFacts Of(string workload, string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return new()
            {
                Workload = workload,
                Name = Path.GetFileName(path),
                Bytes = file.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The data '{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
