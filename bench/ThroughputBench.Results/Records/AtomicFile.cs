using System.Text;
using System.Text.RegularExpressions;

namespace ThroughputBench.Records;

/// <summary>Writes a file as a whole or not at all: a reader finds the old content or the new at any moment.</summary>
internal static partial class AtomicFile
{
    private const string Ending = ".tmp";

    /// <summary>Writes text as UTF-8; the folder is made if it is missing.</summary>
    public static void WriteText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Write(path, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>
    /// Writes a file beside it, flushes that to the disk, and then replaces the old one. A device, such as /dev/stdout, is written to and
    /// not replaced.
    /// </summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        if (IsDevice(path))
        {
            using FileStream device = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            device.Write(content);
            return;
        }
        string beside = NameBeside(path);
        try
        {
            using (FileStream file = new(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Finds out whether <see cref="Write"/> could write a file. What is there stays.</summary>
    /// <exception cref="IOException">It could not.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not.</exception>
    public static void RequireWritable(string path)
    {
        if (IsDevice(path))
            return;
        string beside = NameBeside(path);
        new FileStream(beside, FileMode.CreateNew).Dispose();
        File.Delete(beside);
    }

    /// <summary>Whether a file is one that <see cref="Write"/> makes and moves away, and that a killed process left.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsTemporary(string name) => Temporary().IsMatch(name);

    /// <summary>Deletes such files. No other process may be writing in the folder.</summary>
    public static void RemoveTemporary(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*" + Ending).Where(file => IsTemporary(Path.GetFileName(file))).ToArray())
            File.Delete(file);
    }

    /// <summary>A name that no other file has, also not one of another process with the same target.</summary>
    private static string NameBeside(string path) => $"{path}.{Guid.NewGuid():N}{Ending}";

    [GeneratedRegex(@"\.[0-9a-f]{32}\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex Temporary();

    // Files in /dev/shm are files.
    private static bool IsDevice(string path) =>
        Path.GetFullPath(path) is var full
        && full.StartsWith("/dev/", StringComparison.Ordinal)
        && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
