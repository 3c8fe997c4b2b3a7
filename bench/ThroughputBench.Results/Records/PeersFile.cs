using System.Text.Json;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>The file <c>peers.jsonl</c> that may lie in a run's folder: what another monitor costs on the same work.</summary>
internal static class PeersFile
{
    /// <summary>Its name.</summary>
    public const string Name = "peers.jsonl";

    /// <summary>Reads it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>Its records; none if there is no such file.</returns>
    /// <exception cref="InputException">It is damaged.</exception>
    public static IReadOnlyList<PeerRecord> Read(string folder) =>
        RecordLines.Read(Path.Combine(folder, Name), RecordJson.Default.PeerRecord, (record, before) =>
            ObjectionTo(record)
            ?? (
                before.Any(other => other.Peer == record.Peer && other.ToCell() == record.ToCell())
                    ? $"{record.Peer} has a record of {record.ToCell()} already"
                    : null
            )
        );

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="records">What <see cref="Read"/> gave.</param>
    public static void Write(string folder, IEnumerable<PeerRecord> records) =>
        AtomicFile.Write(
            Path.Combine(folder, Name),
            [
                .. records.SelectMany(record =>
                    (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Default.PeerRecord), (byte)'\n']
                ),
            ]
        );

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
        return
            record is { StepNanoseconds: > 0, NanosecondsPerBatch: not null, Lower: > -1, Confidence: > 0 and < 1, Pairs: >= 2 }
            && record.Lower <= record.Overhead
            && record.Overhead <= record.Upper
            ? null
            : "it contradicts itself: what is measured needs a step above 0, -1 < lower <= overhead <= upper, "
                + "a confidence between 0 and 1, and two pairs";
    }
}
