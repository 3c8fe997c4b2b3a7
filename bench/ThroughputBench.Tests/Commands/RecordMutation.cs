using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ThroughputBench.Tests.Commands;

/// <summary>Damages a text of records in one of many ways, by chance.</summary>
/// <param name="random">Chance.</param>
internal sealed class RecordMutation(Random random)
{
    private static readonly string[] Numbers =
    [
        "NaN",
        "Infinity",
        "1e999",
        "-1e999",
        "1e300",
        "-1e300",
        "-1",
        "0",
        "99999999999999999999",
        "2147483647",
        "-2147483648",
        "1e-320",
        "0.5.5",
        "\"12\"",
    ];

    private static readonly string[] Others =
    [
        "true",
        "false",
        "\"\"",
        "\"x\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "{\"a\":1}",
        "7",
        "\"\\ud800\"",
        "null",
    ];

    /// <summary>What was done, for a message.</summary>
    public string Done { get; private set; } = "nothing";

    /// <summary>The name of a property that is gone, or no longer what it was; <see langword="null"/> if something else was done.</summary>
    public string? Gone { get; private set; }

    /// <summary>The damaged text.</summary>
    /// <param name="text">JSON, or lines of it.</param>
    /// <param name="isLines">Whether it is lines of it.</param>
    public byte[] Damage(string text, bool isLines)
    {
        Gone = null;
        List<string> lines = isLines ? [.. text.TrimEnd('\n').Split('\n')] : [text];
        int line = random.Next(lines.Count);
        switch (random.Next(10))
        {
            case 0:
                int length = random.Next(lines[line].Length);
                (Done, lines[line]) = ($"line {line + 1} cut off after {length} characters", lines[line][..length]);
                break;
            case 1:
                return SwapBytes(text);
            case 2 when isLines:
                lines.Insert(random.Next(lines.Count + 1), lines[line]);
                Done = $"line {line + 1} is there twice";
                break;
            case 3 when isLines:
                lines.RemoveAt(line);
                Done = $"line {line + 1} is gone";
                break;
            default:
                lines[line] = DamageValue(lines[line], line);
                break;
        }
        return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
    }

    /// <summary>Takes the first property of a name out of a record, however deep it lies.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Remove(JsonNode root, string name) =>
        Properties(root).FirstOrDefault(property => property.Name == name).Owner is { } owner && owner.Remove(name);

    private byte[] SwapBytes(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int first = random.Next(bytes.Length - 1),
            second = random.Next(4) == 0 ? random.Next(bytes.Length) : first + 1;
        (bytes[first], bytes[second]) = (bytes[second], bytes[first]);
        if (random.Next(4) == 0)
            bytes[first] = (byte)random.Next(256);
        Done = $"bytes {first} and {second} swapped";
        return bytes;
    }

    /// <summary>The value is written as text in place of a mark, so it may be invalid JSON.</summary>
    private string DamageValue(string json, int line)
    {
        const string Mark = "\"the-mark\"";
        JsonNode root = JsonNode.Parse(json)!;
        (JsonObject owner, string name)[] properties = [.. Properties(root)];
        (JsonObject owner, string name) = properties[random.Next(properties.Length)];
        JsonNode? value = owner[name];
        string path = owner.GetPath() + "." + name;
        Gone = name;
        switch (random.Next(5))
        {
            case 0:
                owner.Remove(name);
                Done = $"{path} of line {line + 1} is gone";
                return root.ToJsonString();
            case 1:
                owner.Remove(name);
                owner[name[..^1] + (random.Next(2) == 0 ? name[^1..].ToUpperInvariant() + "x" : "")] = value?.DeepClone();
                Done = $"{path} of line {line + 1} is misspelt";
                return root.ToJsonString();
            case 2:
                owner[name] = "the-mark";
                Done = $"{path} of line {line + 1} is in it twice";
                Gone = null;
                return root.ToJsonString()
                    .Replace($"\"{name}\":{Mark}", $"\"{name}\":{Text(value)},\"{name}\":{Text(value)}", StringComparison.Ordinal);
            default:
                string other =
                    value is JsonValue number && number.GetValueKind() == System.Text.Json.JsonValueKind.Number && random.Next(3) > 0
                        ? Numbers[random.Next(Numbers.Length)]
                        : Others[random.Next(Others.Length)];
                owner[name] = "the-mark";
                Done = string.Create(CultureInfo.InvariantCulture, $"{path} of line {line + 1} is {other} instead of {Text(value)}");
                Gone = null;
                return root.ToJsonString().Replace(Mark, other, StringComparison.Ordinal);
        }
    }

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static IEnumerable<(JsonObject Owner, string Name)> Properties(JsonNode node)
    {
        IEnumerable<JsonNode?> inner =
            node is JsonArray array ? array
            : node is JsonObject owner ? owner.Select(property => property.Value)
            : [];
        IEnumerable<(JsonObject, string)> own = node is JsonObject container ? container.Select(property => (container, property.Key)) : [];
        return [.. own, .. inner.OfType<JsonNode>().SelectMany(Properties)];
    }
}
