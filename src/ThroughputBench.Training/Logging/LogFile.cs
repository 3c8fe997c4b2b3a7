using System.Buffers;

namespace ThroughputBench.Training.Logging;

/// <summary>
/// A file of whole records. Records wait in a buffer until it is flushed or full. Only whole records leave it, so a reader who follows the
/// file never sees half a record.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private const int FullBytes = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FullBytes);
    private readonly FileStream _stream;
    private int _wholeBytes;
    private bool _closed;

    private LogFile(FileStream stream) => _stream = stream;

    /// <summary>Opens a file that begins with a header.</summary>
    /// <param name="path">The file. Its folder must exist.</param>
    /// <param name="header">The file's first bytes; may be empty.</param>
    /// <param name="wholeLength">
    /// For an existing file to continue: the number of bytes that are whole records; the rest is cut off. It throws an <see
    /// cref="InvalidDataException"/> if the file holds something else. <see langword="null"/> to overwrite the file.
    /// </param>
    /// <exception cref="IOException">The file cannot be written, or another logger writes it; the message names it and says why, and the
    /// file is unchanged.</exception>
    public static LogFile Open(string path, ReadOnlySpan<byte> header, Func<Stream, long>? wholeLength = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        FileStream? stream = null;
        try
        {
            // Cut nothing off before the file is known to be free.
            stream = new FileStream(
                path,
                FileMode.OpenOrCreate,
                wholeLength is null ? FileAccess.Write : FileAccess.ReadWrite,
                FileShare.Read,
                bufferSize: 0
            );
            if (!LogFileClaim.Take(stream))
                throw new InvalidDataException("another logger is writing it; give each logger its own file.");
            long kept = wholeLength is null || stream.Length == 0 ? 0 : wholeLength(stream);
            if (stream.CanSeek && stream.Length > kept)
                stream.SetLength(kept);
            if (kept == 0)
                stream.Write(header);
            else
                MoveToNewLine(stream, kept);
            return new LogFile(stream);
        }
        catch (Exception failure)
            when (failure
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidDataException
                        or ArgumentException
                        or NotSupportedException
            )
        {
            stream?.Dispose();
            throw new IOException($"Cannot write the log file '{path}': {Reason(path, failure)}", failure);
        }
    }

    /// <summary>Creates a folder for log files, with its parents, if it is missing.</summary>
    /// <exception cref="IOException">The folder cannot be created; the message names it and says why.</exception>
    public static void CreateFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException(
                $"Cannot create the log folder '{folder}': {(File.Exists(folder) ? "it is a file; give the path of a folder." : failure.Message)}",
                failure
            );
        }
    }

    /// <summary>The buffer in which a record is built; <see cref="EndRecord"/> completes it.</summary>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public IBufferWriter<byte> BeginRecord() =>
        !_closed
            ? _buffer
            : throw new ObjectDisposedException(
                null,
                $"The log file '{_stream.Name}' is closed: a trainer closes its loggers when it is disposed, so give the next "
                    + "trainer new ones."
            );

    public void EndRecord()
    {
        _wholeBytes = _buffer.WrittenCount;
        if (_wholeBytes >= FullBytes)
            Flush();
    }

    public void Flush()
    {
        if (_wholeBytes == 0)
            return;
        try
        {
            _stream.Write(_buffer.WrittenSpan[.._wholeBytes]);
        }
        finally
        {
            // After a failure the logger is left out, and closing it must not write the same bytes again.
            _buffer.ResetWrittenCount();
            _wholeBytes = 0;
        }
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        using (_stream)
            Flush();
    }

    private static void MoveToNewLine(FileStream stream, long length)
    {
        stream.Position = length - 1;
        if (stream.ReadByte() != '\n')
            stream.WriteByte((byte)'\n');
    }

    private static string Reason(string path, Exception failure)
    {
        if (Directory.Exists(path))
            return "it is a folder; give the path of a file.";
        if (failure is DirectoryNotFoundException)
            return $"the folder '{Path.GetDirectoryName(Path.GetFullPath(path))}' does not exist; create it first.";
        return failure is UnauthorizedAccessException ? "there is no permission to write it." : failure.Message;
    }
}
