using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace ThroughputBench.Records;

/// <summary>
/// Raw pairs, so that every verdict can be made again. A file is one gzip stream of a line of JSON (<see cref="PairsHeader"/>), then the columns one
/// after the other, little-endian. In Python: <c>f = gzip.open(path); header = json.loads(f.readline()); launch = numpy.frombuffer(f.read(4 * header["pairs"]), "&lt;i4")</c>
/// and so on. The gzip checksum guards the content.
/// </summary>
internal static class PairsFile
{
    private const int MostPairs = 50_000_000;

    /// <summary>Thirty years.</summary>
    private const double LongestNanoseconds = 1e18;

    /// <summary>The content of a file of pairs.</summary>
    /// <exception cref="ArgumentException">A time is not a positive, finite number, or the columns of a launch differ in length.</exception>
    public static byte[] Encode(string cellId, Comparison comparison, IReadOnlyList<PairTimes> launches)
    {
        var header = new PairsHeader
        {
            SchemaVersion = RunRecord.CurrentSchemaVersion,
            Cell = cellId,
            Comparison = comparison,
            Pairs = launches.Sum(launch => launch.Pairs),
            Columns = PairsHeader.AllColumns,
            Launches = [.. launches.Select(launch => new PairsHeader.Launch(
                launch.Pairs, launch.BatchesPerPair, launch.BatchesPerBlock, launch.StoppedBy, launch.Elapsed.TotalNanoseconds,
                launch.Repetitions, launch.TotalControlNanoseconds, launch.TotalCandidateNanoseconds))],
        };
        if (launches.Any(launch => launch.ControlNanoseconds.Length != launch.CandidateNanoseconds.Length))
            throw new ArgumentException("Each pair has two times: the columns of a launch differ in length.", nameof(launches));
        if (ObjectionTo(launches) is { } wrong)
            throw new ArgumentException(wrong, nameof(launches));
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

    /// <summary>Reads what <see cref="Encode"/> made.</summary>
    /// <param name="content">Content of the file.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="InputException">It is damaged, of a newer schema, or not a file of pairs.</exception>
    public static (PairsHeader Header, IReadOnlyList<PairTimes> Launches) Decode(byte[] content, string where)
    {
        byte[] plain = Decompress(content, where);
        int line = plain.AsSpan().IndexOf((byte)'\n');
        if (line < 0)
            throw new InputException($"{where} is not a file of pairs: it has no header.");
        PairsHeader header = RecordReader.Read(plain.AsMemory(0, line), RecordJson.Default.PairsHeader, ObjectionTo, where);
        ReadOnlySpan<byte> columns = plain.AsSpan(line + 1);
        if (columns.Length != header.Pairs * 20L)
            throw new InputException($"{where} is cut off: it does not hold as many pairs as its header says.");
        IReadOnlyList<PairTimes>? launches = ReadColumns(columns, header);
        if (launches is null)
            throw new InputException($"{where}: the column launch does not fit the header.");
        return ObjectionTo(launches) is { } wrong ? throw new InputException($"{where}: {wrong}") : (header, launches);
    }

    private static byte[] Decompress(byte[] content, string where)
    {
        if (content.Length == 0)
            throw new InputException($"{where} is empty.");
        try
        {
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);
            // GZipStream checks the checksum, but takes a stream that ends early for a whole one. The last four bytes are the length of the content.
            if (content.Length < 18 || BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(^4)) != plain.Length)
                throw new InvalidDataException("The end is missing.");
            return plain.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{where} is damaged: it is no whole gzip file.", e);
        }
    }

    private static void WriteColumns(Span<byte> columns, IReadOnlyList<PairTimes> launches)
    {
        int pairs = columns.Length / 20, at = 0;
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

    private static List<PairTimes>? ReadColumns(ReadOnlySpan<byte> columns, PairsHeader header)
    {
        var launches = new List<PairTimes>();
        int at = 0;
        foreach (PairsHeader.Launch launch in header.Launches)
        {
            double[] control = new double[launch.Pairs], candidate = new double[launch.Pairs];
            for (int i = 0; i < launch.Pairs; i++, at++)
            {
                if (BinaryPrimitives.ReadInt32LittleEndian(columns[(at * 4)..]) != launches.Count)
                    return null;
                control[i] = BinaryPrimitives.ReadDoubleLittleEndian(columns[(header.Pairs * 4 + at * 8)..]);
                candidate[i] = BinaryPrimitives.ReadDoubleLittleEndian(columns[(header.Pairs * 12 + at * 8)..]);
            }
            launches.Add(new PairTimes
            {
                ControlNanoseconds = control,
                CandidateNanoseconds = candidate,
                BatchesPerPair = launch.CyclesPerPair,
                BatchesPerBlock = launch.CyclesPerBlock,
                Repetitions = launch.Repetitions,
                TotalControlNanoseconds = launch.TotalControlNanoseconds,
                TotalCandidateNanoseconds = launch.TotalCandidateNanoseconds,
                StoppedBy = launch.StoppedBy,
                Elapsed = TimeSpan.FromTicks((long)(launch.ElapsedNanoseconds / TimeSpan.NanosecondsPerTick)),
            });
        }
        return launches;
    }

    private static string? ObjectionTo(PairsHeader header) =>
        !header.Columns.SequenceEqual(PairsHeader.AllColumns) ? "columns are not those of this schema"
        : header.Pairs is < 0 or > MostPairs ? "pairs is out of range"
        : !header.Launches.All(IsPossible) ? "launches are out of range"
        : header.Launches.Sum(launch => (long)launch.Pairs) != header.Pairs ? "launches do not add up to pairs"
        : null;

    private static bool IsPossible(PairsHeader.Launch launch) =>
        launch is { Pairs: >= 0, CyclesPerPair: >= 0, CyclesPerBlock: >= 0, Repetitions: >= 0, ElapsedNanoseconds: >= 0 and <= LongestNanoseconds }
            and { TotalControlNanoseconds: >= 0 and <= LongestNanoseconds, TotalCandidateNanoseconds: >= 0 and <= LongestNanoseconds };

    private static string? ObjectionTo(IReadOnlyList<PairTimes> launches) =>
        launches.SelectMany(launch => launch.ControlNanoseconds.Concat(launch.CandidateNanoseconds)).All(time => double.IsFinite(time) && time > 0)
            ? null
            : "A pair has a time that is not a positive, finite number.";
}
