using System.Globalization;
using System.Text;

namespace ThroughputBench.Training.Logging;

/// <summary>Writes one line per record: <c>step 199  epoch 1  train/time 12.51  train/device/samples_per_sec 512,034</c>.</summary>
/// <remarks>
/// Numbers are short and in the invariant culture: whole ones and those from 1,000 up without decimals, others with four digits. A metric
/// without a value (NaN) is left out.
/// </remarks>
/// <param name="writer">The writer for the lines, <see cref="Console.Out"/> for instance. It is flushed, but stays open when the logger is
/// disposed.</param>
public sealed class ConsoleLogger(TextWriter writer) : IMetricLogger
{
    private readonly TextWriter _writer = writer ?? throw new ArgumentNullException(nameof(writer));
    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public void Write(in MetricRecord record)
    {
        _line.Clear().Append(CultureInfo.InvariantCulture, $"step {record.Step}  epoch {record.Epoch}");
        for (int i = 0; i < record.Values.Length; i++)
        {
            if (!double.IsNaN(record.Values[i]))
                _line.Append("  ").Append(record.Names.Names[i]).Append(' ').Append(ShortNumber.Of(record.Values[i]));
        }
        _writer.WriteLine(_line);
    }

    /// <inheritdoc/>
    public string? WhyNot(string name) =>
        name.Any(char.IsControl) ? "a control character would break the line; leave it out of the name." : null;

    /// <inheritdoc/>
    public void Flush() => _writer.Flush();

    /// <summary>Flushes the writer.</summary>
    public void Dispose() => _writer.Flush();
}
