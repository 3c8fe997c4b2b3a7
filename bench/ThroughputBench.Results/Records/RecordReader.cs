using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ThroughputBench.Records;

/// <summary>Reads one record and says in one line what is wrong with it.</summary>
internal static class RecordReader
{
    /// <summary>Reads a record.</summary>
    /// <param name="json">The record as UTF-8.</param>
    /// <param name="type">How it is read.</param>
    /// <param name="objection">What is wrong with the values of a record, or <see langword="null"/>.</param>
    /// <param name="where">File and line, for messages.</param>
    /// <exception cref="InputException">It is not a record, is of another schema, or does not hold what it should.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type, Func<T, string?> objection, string where)
    {
        RequireSchema(json, where);
        T record;
        try
        {
            record = JsonSerializer.Deserialize(json.Span, type)!;
        }
        catch (JsonException e)
        {
            throw new InputException($"{where}: {Explain(e)}.", e);
        }
        return objection(record) is { } wrong ? throw new InputException($"{where}: {wrong}.") : record;
    }

    private static void RequireSchema(ReadOnlyMemory<byte> json, string where)
    {
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
            throw new InputException($"{where} is empty.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("schemaVersion", out JsonElement element)
                || element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out int version) || version < 1)
            {
                throw new InputException($"{where} is not a record of this program: it has no schemaVersion.");
            }
            if (version > RunRecord.CurrentSchemaVersion)
            {
                throw new InputException(string.Create(CultureInfo.InvariantCulture,
                    $"{where} is of schema {version}; this program knows schemas up to {RunRecord.CurrentSchemaVersion}. Use a newer one to read it."));
            }
        }
        catch (JsonException e)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"{where} is not JSON from its line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on: it is damaged or cut off."), e);
        }
    }

    private static string Explain(JsonException e)
    {
        string field = e.Path is { Length: > 2 } path ? path[2..] : "the record";
        // Our converters say what is wrong; the serializer's own messages speak of .NET types, save for what is missing.
        if (e.InnerException is null && e.Message.StartsWith("is not", StringComparison.Ordinal))
            return $"{field} {e.Message}";
        int missing = e.Message.IndexOf("missing required properties", StringComparison.Ordinal);
        return missing < 0 ? $"{field} does not hold what it should" : $"{field}: {e.Message[missing..].TrimEnd('.')}";
    }
}
