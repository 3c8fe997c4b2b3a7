using System.Text;
using System.Text.Json;

namespace ThroughputBench.Reports.Exports;

/// <summary>JSON for other tools, the same bytes on every machine.</summary>
internal static class ExportJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of a document.</summary>
    public static string Write(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
            content(json);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
