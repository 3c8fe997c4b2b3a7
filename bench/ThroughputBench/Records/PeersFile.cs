using System.Globalization;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>The file <c>peers.jsonl</c> that may lie in a run's folder: what another monitor costs on the same work.</summary>
internal static class PeersFile
{
    /// <summary>Its name.</summary>
    public const string Name = "peers.jsonl";

    /// <summary>Reads it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>Its records; none where there is no such file.</returns>
    /// <exception cref="InputException">It is damaged.</exception>
    public static IReadOnlyList<PeerRecord> Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return [];
        byte[] bytes = File.ReadAllBytes(path);
        var records = new List<PeerRecord>();
        int begin = 0;
        for (int line = 1; begin < bytes.Length; line++)
        {
            int length = bytes.AsSpan(begin).IndexOf((byte)'\n');
            int end = length < 0 ? bytes.Length : begin + length;
            string where = string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}");
            PeerRecord record = RecordReader.Read(bytes.AsMemory(begin, end - begin), RecordJson.Default.PeerRecord, ObjectionTo, where);
            if (records.Any(other => other.Peer == record.Peer && other.ToCell() == record.ToCell()))
                throw new InputException($"{where}: {record.Peer} has a record of {record.ToCell()} already.");
            records.Add(record);
            begin = end + 1;
        }
        return records.Count > 0 ? records : throw new InputException($"{path} is empty.");
    }

    private static string? ObjectionTo(PeerRecord record)
    {
        try
        {
            Cell cell = record.ToCell();
            if (string.IsNullOrWhiteSpace(record.Peer))
                return "peer is empty";
            if (record.Status != PeerStatus.Measured)
                return string.IsNullOrWhiteSpace(record.Reason) ? $"{cell} was not measured, and there is no reason" : null;
        }
        catch (ArgumentException e)
        {
            return e.Message.Split(" (Parameter", 2)[0].TrimEnd('.');
        }
        return record is { StepNanoseconds: > 0, NanosecondsPerBatch: not null, Lower: > -1, Confidence: > 0 and < 1, Pairs: >= 2 } && record.Lower <= record.Overhead && record.Overhead <= record.Upper
            ? null
            : "it contradicts itself: what is measured needs a step above 0, -1 < lower <= overhead <= upper, a confidence between 0 and 1, and two pairs";
    }
}
