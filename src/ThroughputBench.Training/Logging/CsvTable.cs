namespace ThroughputBench.Training.Logging;

/// <summary>The existing content of a file that a <see cref="CsvLogger"/> continues.</summary>
internal static class CsvTable
{
    private const string SomethingElse = "it holds something else, so it cannot be continued; give another path.";

    /// <summary>A table's first row.</summary>
    public static ReadOnlySpan<byte> Header => "step,epoch,time,name,value\r\n"u8;

    /// <summary>
    /// How much of a table is whole rows. A quoted name may hold a line break, so a row ends only at a line break with an even number of
    /// quotes before it.
    /// </summary>
    /// <param name="table">The file, from its beginning.</param>
    /// <exception cref="InvalidDataException">The file does not begin with a table's first row.</exception>
    public static long WholeLength(Stream table)
    {
        if (!BeginsWithHeader(table, out bool headerIsTorn))
            throw new InvalidDataException(SomethingElse);
        if (headerIsTorn)
            return 0;
        table.Position = 0;
        byte[] block = new byte[1 << 16];
        long at = 0,
            whole = 0;
        bool isQuoted = false;
        for (int read; (read = table.Read(block)) > 0; at += read)
        {
            for (int i = 0; i < read; i++)
            {
                if (block[i] == '"')
                    isQuoted = !isQuoted;
                else if (block[i] == '\n' && !isQuoted)
                    whole = at + i + 1;
            }
        }
        return whole;
    }

    // An editor may have added a byte order mark before the table and changed its line breaks: it is still the same table.
    private static bool BeginsWithHeader(Stream table, out bool isTorn)
    {
        ReadOnlySpan<byte> columns = Header[..^2],
            mark = "\uFEFF"u8;
        byte[] buffer = new byte[mark.Length + Header.Length];
        ReadOnlySpan<byte> begin = buffer.AsSpan(0, table.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        if (begin.StartsWith(mark))
            begin = begin[mark.Length..];
        isTorn = begin.Length < Header.Length && Header.StartsWith(begin);
        return isTorn
            || (begin.StartsWith(columns) && (begin[columns.Length..].StartsWith("\n"u8) || begin[columns.Length..].StartsWith("\r\n"u8)));
    }
}
