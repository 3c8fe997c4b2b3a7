using System.Text.Json;

namespace ThroughputBench.Training.Logging;

/// <summary>The existing content of a file that a <see cref="JsonLinesLogger"/> continues.</summary>
internal static class JsonLines
{
    private const string SomethingElse =
        "it holds something else than one JSON object with a step on each line, so it cannot be continued; give another path.";

    /// <summary>How much of a file is whole records; the last one may lack its line break.</summary>
    /// <param name="lines">The file, from its beginning.</param>
    /// <exception cref="InvalidDataException">The file's first or last whole line is not a record.</exception>
    public static long WholeLength(Stream lines)
    {
        byte[] first = Line(lines, 0, out bool isWhole);
        if (!IsRecord(first) && (isWhole || !IsTornRecord(first)))
            throw new InvalidDataException(SomethingElse);
        long whole = AfterLastBreak(lines, lines.Length);
        if (whole > 0 && !IsRecord(Line(lines, AfterLastBreak(lines, whole - 1), out _)))
            throw new InvalidDataException(SomethingElse);

        // What follows the last line break may be a record that lacks only its line break.
        return IsRecord(Line(lines, whole, out _)) ? lines.Length : whole;
    }

    private static bool IsRecord(byte[] line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement is { ValueKind: JsonValueKind.Object } record
                && record.TryGetProperty("step"u8, out JsonElement step)
                && step.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // From a run that was killed while it wrote its first record.
    private static bool IsTornRecord(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> begin = "{\"step\":"u8;
        return line.StartsWith(begin) || begin.StartsWith(line);
    }

    /// <summary>The position after the last line break before an end; 0 if there is none.</summary>
    private static long AfterLastBreak(Stream lines, long end)
    {
        byte[] block = new byte[1 << 12];
        while (end > 0)
        {
            int length = (int)Math.Min(block.Length, end);
            lines.Position = end - length;
            lines.ReadExactly(block, 0, length);
            int at = block.AsSpan(0, length).LastIndexOf((byte)'\n');
            if (at >= 0)
                return end - length + at + 1;
            end -= length;
        }
        return 0;
    }

    /// <summary>
    /// The line that begins at a position, without its line break. If it is longer than any record, only its beginning.
    /// </summary>
    private static byte[] Line(Stream lines, long position, out bool isWhole)
    {
        const int Longest = 1 << 22;
        lines.Position = position;
        using var line = new MemoryStream();
        byte[] block = new byte[1 << 12];
        for (int read; line.Length < Longest && (read = lines.Read(block)) > 0;)
        {
            int end = block.AsSpan(0, read).IndexOf((byte)'\n');
            line.Write(block, 0, end < 0 ? read : end);
            isWhole = end >= 0;
            if (isWhole)
                return line.ToArray();
        }
        isWhole = false;
        return line.ToArray();
    }
}
