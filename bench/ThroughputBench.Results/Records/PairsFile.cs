using System.Buffers.Binary;

namespace ThroughputBench.Records;

/// <summary>
/// Files of schema 1, which are only read now: two times for each pair (<see cref="PairTimes"/>). A file is one gzip stream of a line of
/// JSON (<see cref="PairsHeader"/>), then the columns one after the other, little-endian. Runs of schema 2 have <see cref="BlocksFile"/>
/// instead.
/// </summary>
internal static class PairsFile
{
    private const int MostPairs = 50_000_000;

    /// <summary>Thirty years.</summary>
    private const double LongestNanoseconds = 1e18;

    /// <summary>Reads a file of schema 1.</summary>
    /// <param name="content">Content of the file.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="InputException">It is damaged, of a newer schema, or not a file of pairs.</exception>
    public static (PairsHeader Header, IReadOnlyList<PairTimes> Launches) Decode(byte[] content, string where)
    {
        byte[] plain = CheckedGzip.Decompress(content, where);
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

    private static List<PairTimes>? ReadColumns(ReadOnlySpan<byte> columns, PairsHeader header)
    {
        var launches = new List<PairTimes>();
        int at = 0;
        foreach (PairsHeader.Launch launch in header.Launches)
        {
            double[] control = new double[launch.Pairs],
                candidate = new double[launch.Pairs];
            for (int i = 0; i < launch.Pairs; i++, at++)
            {
                if (BinaryPrimitives.ReadInt32LittleEndian(columns[(at * 4)..]) != launches.Count)
                    return null;
                control[i] = BinaryPrimitives.ReadDoubleLittleEndian(columns[(header.Pairs * 4 + at * 8)..]);
                candidate[i] = BinaryPrimitives.ReadDoubleLittleEndian(columns[(header.Pairs * 12 + at * 8)..]);
            }
            launches.Add(
                new PairTimes
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
                }
            );
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
        launch
            is
    {
        Pairs: >= 0,
        CyclesPerPair: >= 0,
        CyclesPerBlock: >= 0,
        Repetitions: >= 0,
        ElapsedNanoseconds: >= 0 and <= LongestNanoseconds
    }
                and { TotalControlNanoseconds: >= 0 and <= LongestNanoseconds, TotalCandidateNanoseconds: >= 0 and <= LongestNanoseconds };

    private static string? ObjectionTo(IReadOnlyList<PairTimes> launches) =>
        launches
            .SelectMany(launch => launch.ControlNanoseconds.Concat(launch.CandidateNanoseconds))
            .All(time => double.IsFinite(time) && time > 0)
            ? null
            : "A pair has a time that is not a positive, finite number.";
}
