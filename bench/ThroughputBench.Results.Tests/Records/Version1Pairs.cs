using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using ThroughputBench.Records;

namespace ThroughputBench.Tests.Records;

/// <summary>Writes files of pairs as programs of schema 1 did.</summary>
internal static class Version1Pairs
{
    /// <summary>The content of a file of pairs.</summary>
    public static byte[] Encode(string cellId, Comparison comparison, IReadOnlyList<PairTimes> launches)
    {
        var header = new PairsHeader
        {
            SchemaVersion = 1,
            Cell = cellId,
            Comparison = comparison,
            Pairs = launches.Sum(launch => launch.Pairs),
            Columns = PairsHeader.AllColumns,
            Launches =
            [
                .. launches.Select(launch => new PairsHeader.Launch(
                    launch.Pairs,
                    launch.BatchesPerPair,
                    launch.BatchesPerBlock,
                    launch.StoppedBy,
                    launch.Elapsed.TotalNanoseconds,
                    launch.Repetitions,
                    launch.TotalControlNanoseconds,
                    launch.TotalCandidateNanoseconds
                )),
            ],
        };
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.SmallestSize))
        {
            JsonSerializer.Serialize(gzip, header, RecordJson.Default.PairsHeader);
            gzip.WriteByte((byte)'\n');
            byte[] columns = new byte[header.Pairs * 20];
            WriteColumns(columns, launches);
            gzip.Write(columns);
        }
        return content.ToArray();
    }

    private static void WriteColumns(Span<byte> columns, IReadOnlyList<PairTimes> launches)
    {
        int pairs = columns.Length / 20,
            at = 0;
        for (int launch = 0; launch < launches.Count; launch++)
        {
            for (int i = 0; i < launches[launch].Pairs; i++, at++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(columns[(at * 4)..], launch);
                BinaryPrimitives.WriteDoubleLittleEndian(columns[(pairs * 4 + at * 8)..], launches[launch].ControlNanoseconds[i]);
                BinaryPrimitives.WriteDoubleLittleEndian(columns[(pairs * 12 + at * 8)..], launches[launch].CandidateNanoseconds[i]);
            }
        }
    }
}
