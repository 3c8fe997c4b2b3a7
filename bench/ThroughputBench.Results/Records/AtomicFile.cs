using System.Text;

namespace ThroughputBench.Records;

/// <summary>Writes a file as a whole or not at all: a reader finds the old content or the new at any moment.</summary>
internal static class AtomicFile
{
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
        if (Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
        {
            using FileStream device = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            device.Write(content);
            return;
        }
        string beside = path + ".tmp";
        try
        {
            using (FileStream file = new(beside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
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
}
