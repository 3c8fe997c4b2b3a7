using System.Security.Cryptography;
using System.Text;
using ThroughputBench.Reports;

namespace ThroughputBench.Publishing;

/// <summary>
/// Derived files on their way. What is as it should be is dropped at once; the rest waits in a folder beside the pages until all are made,
/// so that a thousand runs' pages need not be held in memory, and nothing is changed if one cannot be made.
/// </summary>
/// <param name="root">The checkout.</param>
/// <param name="keeps">Whether stale files are kept, to be written.</param>
internal sealed class Staging(string root, bool keeps) : IDisposable
{
    private readonly string _folder = System.IO.Path.Combine(root, "results", ".staging-pages");

    /// <summary>Takes a file that was made.</summary>
    public StagedFile Add(DerivedFile file)
    {
        byte[] content = Encoding.UTF8.GetBytes(file.Text);
        string path = Within(root, file.Path);
        bool isStale = !File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
        if (isStale && keeps)
        {
            string beside = Within(_folder, file.Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(beside)!);
            File.WriteAllBytes(beside, content);
        }
        return new StagedFile(file.Path, Convert.ToHexStringLower(SHA256.HashData(content)), isStale);
    }

    /// <summary>Puts stale files into their places, each whole.</summary>
    public void Commit(IEnumerable<StagedFile> files)
    {
        foreach (StagedFile file in files.Where(file => file.IsStale))
        {
            string path = Within(root, file.Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.Move(Within(_folder, file.Path), path, overwrite: true);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static string Within(string folder, string path) =>
        System.IO.Path.Combine(folder, path.Replace('/', System.IO.Path.DirectorySeparatorChar));
}
