using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ThroughputBench.Training.Logging;

/// <summary>
/// Writes a file with one JSON object per record and line (JSON Lines, UTF-8):
/// <c>{"step":199,"epoch":1,"time":"2026-11-24T10:59:00.25Z","metrics":{"train/device/samples_per_sec":512034.25}}</c>.
/// </summary>
/// <remarks>
/// Values are read back to the last bit. A metric without a value (NaN) is left out; JSON has no infinity, so infinite values are the
/// strings <c>"Infinity"</c> and <c>"-Infinity"</c>. Writing allocates nothing, so logging every step is fine.
/// </remarks>
public sealed class JsonLinesLogger : IMetricLogger
{
    private static readonly JsonEncodedText StepName = JsonEncodedText.Encode("step");
    private static readonly JsonEncodedText EpochName = JsonEncodedText.Encode("epoch");
    private static readonly JsonEncodedText TimeName = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText MetricsName = JsonEncodedText.Encode("metrics");
    private static readonly JsonEncodedText PositiveInfinity = JsonEncodedText.Encode("Infinity");
    private static readonly JsonEncodedText NegativeInfinity = JsonEncodedText.Encode("-Infinity");

    private readonly ConditionalWeakTable<MetricNames, JsonEncodedText[]> _encodedNames = [];
    private readonly LogFile _file;
    private readonly Utf8JsonWriter _json;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file. Its folder must exist.</param>
    /// <param name="append">
    /// Whether an existing file is continued, as after a resume, provided that it holds records too; otherwise it is overwritten. An
    /// unfinished last line is cut off.
    /// </param>
    /// <exception cref="IOException">
    /// The file cannot be written, another logger is writing it, or it holds something other than records; the message names it and says
    /// why, and the file is unchanged.
    /// </exception>
    public JsonLinesLogger(string path, bool append = false)
    {
        _file = LogFile.Open(path, header: [], append ? JsonLines.WholeLength : null);
        _json = new Utf8JsonWriter(_file.BeginRecord(), new JsonWriterOptions { SkipValidation = true });
    }

    /// <inheritdoc/>
    public void Write(in MetricRecord record)
    {
        IBufferWriter<byte> line = _file.BeginRecord();
        JsonEncodedText[] names = _encodedNames.GetValue(record.Names, static names =>
            [.. names.Names.Select(name => JsonEncodedText.Encode(name))]
        );
        _json.WriteStartObject();
        _json.WriteNumber(StepName, record.Step);
        _json.WriteNumber(EpochName, record.Epoch);
        _json.WriteString(TimeName, record.Time.UtcDateTime);
        _json.WriteStartObject(MetricsName);
        for (int i = 0; i < names.Length; i++)
        {
            double value = record.Values[i];
            if (double.IsFinite(value))
                _json.WriteNumber(names[i], value);
            else if (double.IsInfinity(value))
                _json.WriteString(names[i], value > 0 ? PositiveInfinity : NegativeInfinity);
        }
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        line.Write("\n"u8);
        _file.EndRecord();
    }

    /// <inheritdoc/>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
