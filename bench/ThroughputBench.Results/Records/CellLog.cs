using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace ThroughputBench.Records;

/// <summary>The file <c>cells.jsonl</c>: one line per cell, appended as the cell ends.</summary>
/// <remarks>
/// A line counts once its line break is written, which is the last byte of the one write that appends it. What follows the last line break
/// is a line that a killed process could not finish: a reader skips it, and a writer cuts it off before it continues. The one exception is
/// a whole record without its line break, which is kept.
/// </remarks>
internal sealed class CellLog : IDisposable
{
    private readonly FileStream _file;

    private CellLog(FileStream file) => _file = file;

    /// <summary>Opens the file to append, and creates it if it is missing; a torn last line is repaired.</summary>
    /// <exception cref="InputException">A record in it is damaged.</exception>
    public static CellLog Open(string path, string where)
    {
        Content content = File.Exists(path) ? Read(path, where) : Content.Nothing;
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.SetLength(content.WholeBytes);
        file.Seek(0, SeekOrigin.End);
        if (content.EndsWithoutLineBreak)
            file.WriteByte((byte)'\n');
        return new CellLog(file);
    }

    /// <summary>Reads the records, several of one cell if it was measured again, in the order of the lines.</summary>
    /// <exception cref="InputException">A record is damaged.</exception>
    public static Content Read(string path, string where)
    {
        using var file = FileContent.Read(path);
        ReadOnlyMemory<byte> bytes = file.Memory;
        var records = new List<CellRecord>();
        int begin = 0,
            line = 1;
        for (int end; (end = bytes.Span[begin..].IndexOf((byte)'\n')) >= 0; begin += end + 1, line++)
        {
            if (!bytes.Span.Slice(begin, end).Trim(" \t\r"u8).IsEmpty)
                records.Add(ReadLine(bytes.Slice(begin, end), Line(where, line)));
        }
        ReadOnlyMemory<byte> rest = bytes[begin..];
        if (rest.Span.Trim(" \t\r"u8).IsEmpty)
            return new Content(records, begin, EndsWithoutLineBreak: false, Torn: false);
        if (!IsWhole(rest))
            return new Content(records, begin, EndsWithoutLineBreak: false, Torn: true);
        records.Add(ReadLine(rest, Line(where, line)));
        return new Content(records, bytes.Length, EndsWithoutLineBreak: true, Torn: false);
    }

    /// <summary>The SHA-256 of a run's file, in small letters.</summary>
    /// <param name="folder">The run's folder.</param>
    public static string DigestOf(string folder)
    {
        using FileStream file = new(
            Path.Combine(folder, RunFolder.CellsFile),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Requires that a run's file is as it was when the run ended, if <c>run.json</c> says how it was.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="run">Its record.</param>
    /// <param name="called">What the message calls the folder, if it is a copy.</param>
    /// <exception cref="InputException">It was changed or damaged.</exception>
    public static void RequireAsEnded(string folder, RunRecord run, string? called = null)
    {
        if (run.CellsSha256 is { } digest && digest != DigestOf(folder))
        {
            throw new InputException(
                $"{Path.Combine(called ?? folder, RunFolder.CellsFile)} is not as it was when the run ended (SHA-256 differs from "
                    + "run.json's): it was changed or damaged."
            );
        }
    }

    /// <summary>Appends a record and flushes it to the disk.</summary>
    /// <exception cref="ArgumentException">The record contradicts itself, or holds NaN or an infinity.</exception>
    /// <exception cref="IOException">The disk is full, for instance; the file is as it was.</exception>
    public void Append(CellRecord record)
    {
        byte[] line = LineOf(record);
        long before = _file.Position;
        try
        {
            _file.Write(line);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            _file.SetLength(before);
            throw;
        }
    }

    /// <summary>A record as its line, with the line break.</summary>
    /// <exception cref="ArgumentException">The record contradicts itself, or holds NaN or an infinity.</exception>
    public static byte[] LineOf(CellRecord record)
    {
        if (RecordRules.ObjectionTo(record) is { } wrong)
            throw new ArgumentException($"The record of {record.Cell} cannot be written: {wrong}.", nameof(record));
        try
        {
            return [.. JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Default.CellRecord), (byte)'\n'];
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The record of {record.Cell} cannot be written: {e.Path} {e.Message}.", nameof(record), e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static CellRecord ReadLine(ReadOnlyMemory<byte> line, string where) =>
        RecordReader.Read(line, RecordJson.Default.CellRecord, RecordRules.ObjectionTo, where);

    /// <summary>The beginning of a record alone is never valid JSON: its last brace is its last character.</summary>
    private static bool IsWhole(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Line(string where, int line) => string.Create(CultureInfo.InvariantCulture, $"{where}, line {line}");

    /// <summary>What the file holds.</summary>
    /// <param name="Records">One for each whole line.</param>
    /// <param name="WholeBytes">Bytes up to the end of the last whole line.</param>
    /// <param name="EndsWithoutLineBreak">Whether the last record lacks its line break.</param>
    /// <param name="Torn">Whether an unfinished line was skipped.</param>
    internal sealed record Content(IReadOnlyList<CellRecord> Records, long WholeBytes, bool EndsWithoutLineBreak, bool Torn)
    {
        /// <summary>The content of a missing file.</summary>
        public static Content Nothing { get; } = new([], 0, false, false);
    }
}
