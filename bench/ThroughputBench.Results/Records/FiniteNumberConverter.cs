using System.Text.Json;
using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>
/// Finite numbers only: NaN and infinities are refused on writing and on reading; <c>1e999</c> would otherwise be read as infinity.
/// </summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number)
            throw new JsonException("is not a number");
        double value = reader.GetDouble();
        return double.IsFinite(value) ? value : throw new JsonException("is not a finite number");
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (!double.IsFinite(value))
            throw new JsonException("is not a finite number, which records do not hold");
        writer.WriteNumberValue(value);
    }
}
