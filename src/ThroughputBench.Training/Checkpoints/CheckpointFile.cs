using System.Security.Cryptography;
using System.Text.Json;

namespace ThroughputBench.Training;

/// <summary>
/// A checkpoint as a file: a first line that says what it is, the parts with their lengths, and a checksum of all that. It is written
/// beside its place and then moved there, so a reader finds a whole one or none.
/// </summary>
internal static class CheckpointFile
{
    private static readonly byte[] FirstLine = "ThroughputBench checkpoint 1\n"u8.ToArray();

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

    public static void Write(string path, RunCheckpoint checkpoint)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(FirstLine);
        byte[][] parts =
        [
            JsonSerializer.SerializeToUtf8Bytes(checkpoint.Position, CheckpointJson.Options),
            checkpoint.EpochRandom,
            checkpoint.Random,
            checkpoint.Module,
            checkpoint.Optimizer,
            checkpoint.Others,
        ];
        foreach (byte[] part in parts)
        {
            writer.Write(part.Length);
            writer.Write(part);
        }
        writer.Write(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));

        string beside = path + ".tmp";
        using (FileStream file = File.Create(beside))
        {
            content.WriteTo(file);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
    }

    /// <exception cref="InvalidDataException">The file is no checkpoint, or not whole.</exception>
    public static RunCheckpoint Read(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"'{path}' is a folder, not a checkpoint.");
        byte[] content = File.ReadAllBytes(path);
        if (!content.AsSpan().StartsWith(FirstLine))
            throw new InvalidDataException($"'{path}' is not a checkpoint of this version.");
        int end = content.Length - SHA256.HashSizeInBytes;
        if (end < FirstLine.Length || !SHA256.HashData(content.AsSpan(0, end)).AsSpan().SequenceEqual(content.AsSpan(end)))
            throw new InvalidDataException($"The checkpoint '{path}' is torn or was changed: its checksum does not fit. Use an older one.");
        using var reader = new BinaryReader(new MemoryStream(content, FirstLine.Length, end - FirstLine.Length));
        RunPosition position = JsonSerializer.Deserialize<RunPosition>(Part(), CheckpointJson.Options)!;
        return new RunCheckpoint(position, Part(), Part(), Part(), Part(), Part());

        byte[] Part() => reader.ReadBytes(reader.ReadInt32());
    }
}
