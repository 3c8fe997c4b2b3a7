using ThroughputBench.Publishing;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;

namespace ThroughputBench.Tests.Publishing;

/// <summary>A checkout to publish into, gone when the test ends.</summary>
internal sealed class Checkout : IDisposable
{
    private readonly TemporaryFolder _folder;

    /// <param name="inMemory">See <see cref="TemporaryFolder"/>.</param>
    public Checkout(bool inMemory = false)
    {
        _folder = new TemporaryFolder(inMemory);
        _folder.Write("README.md", $"# A project\n\n{ReadmeTables.Begin}\n{ReadmeTables.End}\n\nThe end.\n");
        Directory.CreateDirectory(_folder["results"]);
    }

    public string Root => _folder.Path;

    public string Readme => File.ReadAllText(_folder["README.md"]);

    public Publication Publication => new(Root);

    public string this[params IEnumerable<string> parts] => _folder[parts];

    /// <inheritdoc cref="TemporaryFolder.Unrooted"/>
    public string Unrooted(string text) => _folder.Unrooted(text);

    /// <summary>A run that a sweep has left.</summary>
    public string Sweep(RunRecord? run = null, double overhead = 0.001) =>
        FinishedRun.Write(_folder["results", "runs", (run ?? FinishedRun.Record).RunId], run, overhead);

    /// <summary>Every file outside <c>results/runs/</c>, with its content.</summary>
    public SortedDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(Root, file).Replace('\\', '/');
            if (!name.StartsWith("results/runs/", StringComparison.Ordinal))
                files[name] = Convert.ToBase64String(File.ReadAllBytes(file));
        }
        return files;
    }

    /// <summary>Those of them that are made from records.</summary>
    public IEnumerable<string> Derived() =>
        Files()
            .Keys.Where(file =>
                Path.GetFileName(file) is not ("run.json" or "cells.jsonl")
                && !file.EndsWith(".blocks.gz", StringComparison.Ordinal)
                && file != "README.md"
            );

    public void Dispose() => _folder.Dispose();
}
