using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace ThroughputBench.Training.Logging;

/// <summary>Writes a CSV file (RFC 4180, UTF-8) in long form, one row per metric: <c>step,epoch,time,name,value</c>.</summary>
/// <remarks>
/// <para>The long form takes records of any kind, training's and validation's, in one file whose columns never change, and a killed run
/// leaves a table that can be read. A data frame can make it wide again: in pandas, <c>pivot_table(index="step", columns="name",
/// values="value", aggfunc="last")</c>.</para>
/// <para>Numbers are written in the invariant culture and read back to the last bit; times are in UTC. A metric without a value
/// (NaN) has no row.</para>
/// </remarks>
public sealed class CsvLogger : IMetricLogger
{
    private const int LongestNumber = 32;
    private const int LongestTime = 40;
    private static readonly SearchValues<char> MustBeQuoted = SearchValues.Create(",\"\r\n");

    private readonly ConditionalWeakTable<MetricNames, byte[][]> _fields = [];
    private readonly LogFile _file;

    /// <summary>Opens the file and writes its header.</summary>
    /// <param name="path">The file. Its folder must exist.</param>
    /// <param name="append">
    /// Whether an existing file is continued, as after a resume, provided that it has the same columns; otherwise it is overwritten. An
    /// unfinished last row is cut off.
    /// </param>
    /// <exception cref="IOException">
    /// The file cannot be written, another logger is writing it, or it holds something other than this logger's rows; the message names it
    /// and says why, and the file is unchanged.
    /// </exception>
    public CsvLogger(string path, bool append = false) => _file = LogFile.Open(path, CsvTable.Header, append ? CsvTable.WholeLength : null);

    /// <inheritdoc/>
    public void Write(in MetricRecord record)
    {
        IBufferWriter<byte> rows = _file.BeginRecord();
        byte[][] fields = _fields.GetValue(record.Names, static names => [.. names.Names.Select(Field)]);
        Span<byte> begin = stackalloc byte[2 * LongestNumber + LongestTime];
        int length = 0;
        Put(record.Step, begin, ref length);
        Put(record.Epoch, begin, ref length);
        record.Time.UtcDateTime.TryFormat(begin[length..], out int written, "O", CultureInfo.InvariantCulture);
        length += written;
        begin[length++] = (byte)',';
        begin = begin[..length];

        for (int i = 0; i < fields.Length; i++)
        {
            double value = record.Values[i];
            if (double.IsNaN(value))
                continue;
            Span<byte> row = rows.GetSpan(begin.Length + fields[i].Length + LongestNumber);
            begin.CopyTo(row);
            fields[i].CopyTo(row[begin.Length..]);
            int end = begin.Length + fields[i].Length;
            value.TryFormat(row[end..], out written, provider: CultureInfo.InvariantCulture);
            end += written;
            "\r\n"u8.CopyTo(row[end..]);
            rows.Advance(end + 2);
        }
        _file.EndRecord();
    }

    /// <inheritdoc/>
    public string? WhyNot(string name) =>
        name.Contains('\0', StringComparison.Ordinal) ? "readers of CSV stop at a NUL character; leave it out of the name." : null;

    /// <inheritdoc/>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void Put(long number, Span<byte> row, ref int length)
    {
        number.TryFormat(row[length..], out int written, provider: CultureInfo.InvariantCulture);
        length += written;
        row[length++] = (byte)',';
    }

    /// <summary>A name as a field with its comma, quoted if necessary.</summary>
    private static byte[] Field(string name)
    {
        bool quoted = name.AsSpan().ContainsAny(MustBeQuoted);
        return Encoding.UTF8.GetBytes(quoted ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"," : $"{name},");
    }
}
