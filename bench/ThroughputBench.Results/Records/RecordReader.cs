using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace ThroughputBench.Records;

/// <summary>Reads one record, or says in one line what is wrong with it.</summary>
internal static partial class RecordReader
{
    /// <summary>Reads a record.</summary>
    /// <param name="json">The record as UTF-8.</param>
    /// <param name="type">How it is read.</param>
    /// <param name="objection">What is wrong with the values of a record, or <see langword="null"/>.</param>
    /// <param name="where">File and line, for messages.</param>
    /// <exception cref="InputException">It is not a record, is of another schema, or does not hold what it should.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type, Func<T, string?> objection, string where)
    {
        if (!Utf8.IsValid(json.Span))
            throw new InputException($"{where} is not text in UTF-8: it is damaged.");
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
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new InputException($"{where}: {e.Message.Split(" (Parameter", 2)[0].ReplaceLineEndings(" ").TrimEnd('.')}.", e);
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
            if (
                document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("schemaVersion", out JsonElement element)
                || element.ValueKind != JsonValueKind.Number
                || !element.TryGetInt32(out int version)
                || version < 1
            )
            {
                throw new InputException($"{where} is not a record of this program: it has no schemaVersion.");
            }
            if (version > RunRecord.CurrentSchemaVersion)
            {
                throw new InputException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{where} is of schema {version}; this program knows schemas up to {RunRecord.CurrentSchemaVersion}. "
                            + $"Use a newer one to read it."
                    )
                );
            }
            if (NullIn(document.RootElement) is { } hole)
                throw new InputException($"{where}: {hole} is null; a record leaves out what it does not know.");
        }
        catch (JsonException e)
        {
            throw new InputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{where} is not JSON from its line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on: it is damaged or cut off."
                ),
                e
            );
        }
        catch (InvalidOperationException e)
        {
            // A name with half a surrogate pair in it.
            throw new InputException($"{where} has a name that is not text: it is damaged.", e);
        }
    }

    /// <summary>The place of the first null: no record has one, but the serializer accepts them in lists.</summary>
    private static string? NullIn(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Null)
                    return property.Name;
                if (NullIn(property.Value) is { } inner)
                    return inner.StartsWith('[') ? property.Name + inner : $"{property.Name}.{inner}";
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach ((int index, JsonElement item) in element.EnumerateArray().Index())
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"[{index}]");
                if (item.ValueKind == JsonValueKind.Null)
                    return name;
                if (NullIn(item) is { } inner)
                    return inner.StartsWith('[') ? name + inner : $"{name}.{inner}";
            }
        }
        return null;
    }

    private static string Explain(JsonException e)
    {
        string field = e.Path is { Length: > 2 } path ? path[2..] : "the record";
        // Our converters say what is wrong; the serializer's messages name .NET types, except those on missing fields.
        if (e.InnerException is null && e.Message.StartsWith("is not", StringComparison.Ordinal))
            return $"{field} {e.Message}";
        if (e.InnerException is null && Unknown().Match(e.Message) is { Success: true } unknown)
        {
            return $"it has a field '{unknown.Groups[1].Value}' that this program does not know: it is misspelt, "
                + "or a newer program wrote it";
        }

        if (e.InnerException is null && e.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
            return $"{field} is in it twice";
        int missing = e.Message.IndexOf("missing required properties", StringComparison.Ordinal);
        return missing < 0 ? $"{field} does not hold what it should" : $"{field}: {e.Message[missing..].TrimEnd('.')}";
    }

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped", RegexOptions.CultureInvariant)]
    private static partial Regex Unknown();
}
