using System.Security.Cryptography;
using System.Text;

namespace ThroughputBench.Training;

/// <summary>
/// A checkpoint as a file: a first line that says what it is, the parts, their lengths, and a checksum of all that. It is written beside
/// its place and then moved there, so a reader finds a whole one or none. A part goes straight to the file: the file may be larger than
/// the memory that is left.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>The first line. In version 1 each part came behind its length, in 4 bytes; it is still read.</summary>
    public static ReadOnlySpan<byte> FirstLine => "ThroughputBench checkpoint 2\n"u8;

    private static ReadOnlySpan<byte> FirstLineOfVersion1 => "ThroughputBench checkpoint 1\n"u8;

    /// <summary>Finds out whether a checkpoint could be written. What is there stays.</summary>
    /// <exception cref="IOException">It could not; the message says why.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            // A device would be replaced by the file.
            string full = Path.GetFullPath(path);
            if (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal))
                throw new IOException("it is a device; give the path of a file.");
            File.Create(path + ".tmp").Dispose();
            File.Delete(path + ".tmp");
            if (Directory.Exists(path))
                throw new IOException("it is a folder; give the path of a file.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string reason = failure is DirectoryNotFoundException
                ? $"the folder '{Path.GetDirectoryName(Path.GetFullPath(path))}' does not exist; create it first."
                : failure.Message;
            throw new IOException($"Cannot write the checkpoint '{path}': {reason}", failure);
        }
    }

    /// <summary>Writes a checkpoint. If a part cannot be written, what is there stays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parts">What writes each part.</param>
    public static void Write(string path, params ReadOnlySpan<Action<BinaryWriter>> parts)
    {
        string beside = path + ".tmp";
        try
        {
            using (FileStream file = File.Create(beside))
            {
                Write(file, parts);
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

    /// <summary>Opens a checkpoint, once its checksum is found to fit.</summary>
    /// <returns>The file, and where its parts are.</returns>
    /// <exception cref="InvalidDataException">The file is no checkpoint, or not whole.</exception>
    public static (FileStream File, (long Begin, long Length)[] Parts) Open(string path, int parts)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"'{path}' is a folder, not a checkpoint.");
        // A checkpoint may replace it while it is read.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            bool isVersion1 = IsVersion1(file, path);
            RequireWhole(file, path);
            return (file, isVersion1 ? PartsOfVersion1(file, parts) : PartsOf(file, parts));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Write(FileStream file, ReadOnlySpan<Action<BinaryWriter>> parts)
    {
        using var hashed = new HashedStream(file);
        using var writer = new BinaryWriter(hashed);
        writer.Write(FirstLine);
        long[] lengths = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            long begin = hashed.Position;
            parts[i](writer);
            writer.Flush();
            lengths[i] = hashed.Position - begin;
        }
        foreach (long length in lengths)
            writer.Write(length);
        file.Write(hashed.Hash());
    }

    private static bool IsVersion1(FileStream file, string path)
    {
        Span<byte> line = stackalloc byte[FirstLine.Length];
        int read = file.ReadAtLeast(line, line.Length, throwOnEndOfStream: false);
        if (line[..read].SequenceEqual(FirstLine))
            return false;
        return line[..read].SequenceEqual(FirstLineOfVersion1)
            ? true
            : throw new InvalidDataException($"'{path}' is not a checkpoint of this version.");
    }

    private static void RequireWhole(FileStream file, string path)
    {
        long end = file.Length - SHA256.HashSizeInBytes;
        Span<byte> kept = stackalloc byte[SHA256.HashSizeInBytes];
        if (end >= FirstLine.Length)
        {
            using var content = new PartStream(file, 0, end);
            byte[] right = SHA256.HashData(content);
            file.Position = end;
            file.ReadExactly(kept);
            if (kept.SequenceEqual(right))
                return;
        }
        throw new InvalidDataException($"The checkpoint '{path}' is torn or was changed: its checksum does not fit. Use an older one.");
    }

    private static (long, long)[] PartsOf(FileStream file, int count)
    {
        var parts = new (long Begin, long Length)[count];
        file.Position = file.Length - SHA256.HashSizeInBytes - (count * sizeof(long));
        using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        long begin = FirstLine.Length;
        for (int i = 0; i < count; i++)
        {
            parts[i] = (begin, reader.ReadInt64());
            begin += parts[i].Length;
        }
        return parts;
    }

    private static (long, long)[] PartsOfVersion1(FileStream file, int count)
    {
        var parts = new (long Begin, long Length)[count];
        file.Position = FirstLineOfVersion1.Length;
        using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        for (int i = 0; i < count; i++)
        {
            int length = reader.ReadInt32();
            parts[i] = (file.Position, length);
            file.Position += length;
        }
        return parts;
    }
}
