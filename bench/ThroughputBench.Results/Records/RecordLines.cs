using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace ThroughputBench.Records;

/// <summary>Reads a file of records, one a line, that is written as a whole.</summary>
internal static class RecordLines
{
    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">How a record is read.</param>
    /// <param name="objection">What is wrong with a record, or with it after those before it; or <see langword="null"/>.</param>
    /// <returns>The records; none if there is no such file.</returns>
    /// <exception cref="InputException">It is damaged, or empty.</exception>
    public static IReadOnlyList<T> Read<T>(string path, JsonTypeInfo<T> type, Func<T, IReadOnlyList<T>, string?> objection)
    {
        if (!File.Exists(path))
            return [];
        byte[] bytes = File.ReadAllBytes(path);
        var records = new List<T>();
        int begin = 0;
        for (int line = 1; begin < bytes.Length; line++)
        {
            int length = bytes.AsSpan(begin).IndexOf((byte)'\n');
            int end = length < 0 ? bytes.Length : begin + length;
            records.Add(
                RecordReader.Read(
                    bytes.AsMemory(begin, end - begin),
                    type,
                    record => objection(record, records),
                    string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}")
                )
            );
            begin = end + 1;
        }
        return records.Count > 0 ? records : throw new InputException($"{path} is empty.");
    }
}
