using System.Buffers;

namespace ThroughputBench.Records;

/// <summary>
/// The content of a file, in memory that is used again: a thousand runs have gigabytes of files, and each array of them that were left to
/// the garbage collector would make it walk over all runs.
/// </summary>
internal sealed class FileContent : IDisposable
{
    private readonly byte[] _buffer;
    private readonly int _length;

    private FileContent(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    /// <summary>The content, until this is disposed.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Reads a file as long as it is now; it may still be written to.</summary>
    /// <exception cref="IOException">It cannot be read, or has more than 2 GB.</exception>
    public static FileContent Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (file.Length > Array.MaxLength)
            throw new IOException($"{path} has more than 2 GB.");
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)file.Length);
        return new FileContent(buffer, file.ReadAtLeast(buffer.AsSpan(0, (int)file.Length), (int)file.Length, throwOnEndOfStream: false));
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
