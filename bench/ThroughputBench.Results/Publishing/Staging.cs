using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ThroughputBench.Records;
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
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(file.Text));
        try
        {
            ReadOnlySpan<byte> content = buffer.AsSpan(0, Encoding.UTF8.GetBytes(file.Text, buffer));
            bool isStale = !Holds(Within(root, file.Path), content);
            if (isStale && keeps)
            {
                string beside = Within(_folder, file.Path);
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(beside)!);
                File.WriteAllBytes(beside, content);
            }
            return new StagedFile(file.Path, Convert.ToHexStringLower(SHA256.HashData(content)), isStale);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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
        if (keeps && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static bool Holds(string path, ReadOnlySpan<byte> content)
    {
        if (!File.Exists(path))
            return false;
        using var now = FileContent.Read(path);
        return now.Memory.Span.SequenceEqual(content);
    }

    private static string Within(string folder, string path) =>
        System.IO.Path.Combine(folder, path.Replace('/', System.IO.Path.DirectorySeparatorChar));
}
