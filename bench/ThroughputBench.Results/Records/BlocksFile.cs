using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>
/// Raw blocks, so that every figure can be recomputed, also with another estimator. A file is one gzip stream of a line of JSON
/// (<see cref="BlocksHeader"/>) and then, launch after launch, the columns one after the other. The gzip checksum guards the content.
/// <c>results/raw-data.md</c> describes it for readers in other languages, and <c>results/read_blocks.py</c> reads it.
/// </summary>
internal static class BlocksFile
{
    private const string ControlTicks = "controlTicks";
    private const string CandidateTicks = "candidateTicks";
    private const string ControlFirst = "controlFirst";
    private const string Operations = "operations";
    private const string ControlHookTicks = "controlHookTicks";
    private const string CandidateHookTicks = "candidateHookTicks";

    private const int MostBlocks = 200_000_000;
    private const int MostPerBlock = 4096;

    /// <summary>Thirty years.</summary>
    private const double LongestNanoseconds = 1e18;

    /// <summary>The content of a file of blocks.</summary>
    public static byte[] Encode(Cell cell, Comparison comparison, IReadOnlyList<RecordedLaunch> launches)
    {
        var header = new BlocksHeader
        {
            Cell = cell.Id,
            Device = cell.Device,
            Workload = cell.Workload,
            BatchSize = cell.BatchSize,
            Shape = cell.Shape,
            Timing = cell.Timing,
            Accumulate = cell.Accumulate,
            LogEvery = cell.LogEvery,
            LogUnit = cell.LogUnit,
            Comparison = comparison,
            Launches =
            [
                .. launches.Select(launch => new BlocksOfLaunch(
                    launch.Blocks,
                    launch.BlocksPerRepetition,
                    launch.Repetitions,
                    launch.TicksPerSecond,
                    launch.StoppedBy,
                    launch.Elapsed.TotalNanoseconds,
                    ColumnsOf(launch),
                    launch.PairsOfLayouts.Length == 0 ? null : launch.PairsOfLayouts,
                    launch.Process
                )),
            ],
        };
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.SmallestSize))
        {
            JsonSerializer.Serialize(gzip, header, RecordJson.Default.BlocksHeader);
            gzip.WriteByte((byte)'\n');
            foreach ((RecordedLaunch launch, BlocksOfLaunch described) in launches.Zip(header.Launches))
            {
                foreach (BlocksColumn column in described.Columns)
                    gzip.Write(Bytes(launch, column));
            }
        }
        return content.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> made. Unknown columns are skipped.</summary>
    /// <param name="content">Content of the file.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="InputException">It is damaged, of a newer schema, or not a file of blocks.</exception>
    public static (BlocksHeader Header, IReadOnlyList<RecordedLaunch> Launches) Decode(byte[] content, string where)
    {
        byte[] plain = CheckedGzip.Decompress(content, where);
        int line = plain.AsSpan().IndexOf((byte)'\n');
        if (line < 0)
            throw new InputException($"{where} is not a file of blocks: it has no header.");
        BlocksHeader header = RecordReader.Read(plain.AsMemory(0, line), RecordJson.Default.BlocksHeader, ObjectionTo, where);
        ReadOnlySpan<byte> columns = plain.AsSpan(line + 1);
        if (columns.Length != header.Launches.Sum(launch => launch.Columns.Sum(column => SizeOf(column, launch.Blocks))))
            throw new InputException($"{where} is cut off: it does not hold as many blocks as its header says.");
        var launches = new List<RecordedLaunch>();
        foreach (BlocksOfLaunch launch in header.Launches)
            launches.Add(Read(launch, ref columns));
        return launches.SelectMany(TimesOf).Any(times => times.AsSpan().ContainsAnyInRange(long.MinValue, -1))
            ? throw new InputException($"{where}: A block or a hook has a time below zero.")
            : (header, launches);
    }

    private static long[][] TimesOf(RecordedLaunch launch) =>
        [launch.ControlTicks, launch.CandidateTicks, launch.ControlHookTicks, launch.CandidateHookTicks];

    private static BlocksColumn[] ColumnsOf(RecordedLaunch launch) =>
        [
            new(ControlTicks, Smallest(launch.ControlTicks)),
            new(CandidateTicks, Smallest(launch.CandidateTicks)),
            new(ControlFirst, "uint8"),
            new(Operations, "int32"),
            .. launch.CandidateHookTicks.Length == 0
                ? Array.Empty<BlocksColumn>()
                :
                [
                    new(ControlHookTicks, Smallest(launch.ControlHookTicks), Values: launch.ControlHookTicks.Length),
                    new(CandidateHookTicks, Smallest(launch.CandidateHookTicks), Values: launch.CandidateHookTicks.Length),
                ],
        ];

    private static string Smallest(long[] values) => values.All(value => value <= int.MaxValue) ? "int32" : "int64";

    private static byte[] Bytes(RecordedLaunch launch, BlocksColumn column)
    {
        byte[] bytes = new byte[SizeOf(column, launch.Blocks)];
        int size = SizeOf(column.Type);
        for (int i = 0; i < bytes.Length / size; i++)
        {
            long value = column.Name switch
            {
                ControlTicks => launch.ControlTicks[i],
                CandidateTicks => launch.CandidateTicks[i],
                ControlFirst => launch.ControlFirst[i] ? 1 : 0,
                ControlHookTicks => launch.ControlHookTicks[i],
                CandidateHookTicks => launch.CandidateHookTicks[i],
                _ => launch.Operations[i],
            };
            Span<byte> place = bytes.AsSpan(size * i);
            if (column.Type == "uint8")
                place[0] = (byte)value;
            else if (column.Type == "int32")
                BinaryPrimitives.WriteInt32LittleEndian(place, (int)value);
            else
                BinaryPrimitives.WriteInt64LittleEndian(place, value);
        }
        return bytes;
    }

    private static RecordedLaunch Read(BlocksOfLaunch launch, ref ReadOnlySpan<byte> columns)
    {
        var values = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (BlocksColumn column in launch.Columns)
        {
            int size = (int)SizeOf(column, launch.Blocks);
            if (column.Name is ControlTicks or CandidateTicks or ControlFirst or Operations or ControlHookTicks or CandidateHookTicks)
                values[column.Name] = Integers(columns[..size], column.Type);
            columns = columns[size..];
        }
        return new RecordedLaunch
        {
            ControlTicks = values[ControlTicks],
            CandidateTicks = values[CandidateTicks],
            ControlFirst = [.. values[ControlFirst].Select(first => first != 0)],
            Operations = [.. values[Operations].Select(operations => (int)operations)],
            ControlHookTicks = values.GetValueOrDefault(ControlHookTicks, []),
            CandidateHookTicks = values.GetValueOrDefault(CandidateHookTicks, []),
            PairsOfLayouts = [.. launch.PairsOfLayouts ?? []],
            Process = launch.Process,
            TicksPerSecond = launch.TicksPerSecond,
            BlocksPerRepetition = launch.BlocksPerRepetition,
            Repetitions = launch.Repetitions,
            StoppedBy = launch.StoppedBy,
            Elapsed = TimeSpan.FromTicks((long)(launch.ElapsedNanoseconds / TimeSpan.NanosecondsPerTick)),
        };
    }

    private static long[] Integers(ReadOnlySpan<byte> bytes, string type)
    {
        int size = SizeOf(type);
        long[] values = new long[bytes.Length / size];
        // The type is looked at once: a file has hundreds of thousands of values.
        switch (size)
        {
            case 1:
                for (int i = 0; i < values.Length; i++)
                    values[i] = bytes[i];
                break;
            case 4:
                for (int i = 0; i < values.Length; i++)
                    values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
                break;
            default:
                for (int i = 0; i < values.Length; i++)
                    values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]);
                break;
        }
        return values;
    }

    private static long SizeOf(BlocksColumn column, int blocks) => SizeOf(column.Type) * (column.Values ?? (long)column.PerBlock * blocks);

    private static int SizeOf(string type) =>
        type switch
        {
            "uint8" => 1,
            "int32" => 4,
            _ => 8,
        };

    private static string? ObjectionTo(BlocksHeader header) =>
        !header.Launches.All(IsPossible) ? "launches are out of range"
        : header.Launches.Sum(launch => (long)launch.Blocks) > MostBlocks ? "launches have too many blocks"
        : header.Launches.SelectMany(launch => launch.Columns).FirstOrDefault(column => !IsPossible(column)) is { } column
            ? $"column {column.Name} is of no known form"
        : !header.Launches.All(HasTimes)
            ? $"a launch lacks one of the columns {ControlTicks}, {CandidateTicks}, {ControlFirst} and {Operations}, of whole numbers, "
                + "one for each block"
        : !header.Launches.All(HasBothHooksOrNone)
            ? $"a launch does not have as many {ControlHookTicks} as {CandidateHookTicks}, of whole numbers"
        : null;

    private static bool IsPossible(BlocksOfLaunch launch) =>
        launch
            is
        {
            Blocks: >= 0 and <= MostBlocks,
            BlocksPerRepetition: >= 1,
            Repetitions: >= 1,
            TicksPerSecond: >= 1,
            ElapsedNanoseconds: >= 0 and <= LongestNanoseconds,
            Process: null or >= 1
        }
        && launch.Blocks % ((long)launch.BlocksPerRepetition * launch.Repetitions) == 0
        && (
            launch.PairsOfLayouts is null
            || (
                launch.PairsOfLayouts.All(pairs => pairs >= 0)
                && launch.PairsOfLayouts.Sum(pairs => (long)pairs) * launch.BlocksPerRepetition * launch.Repetitions == launch.Blocks
            )
        );

    private static bool IsPossible(BlocksColumn column) =>
        column
            is
        {
            Type: "uint8" or "int32" or "int64" or "float64",
            PerBlock: >= 1 and <= MostPerBlock,
            Values: null or (>= 0 and <= MostBlocks)
        };

    private static bool HasTimes(BlocksOfLaunch launch) =>
        ((string[])[ControlTicks, CandidateTicks, ControlFirst, Operations]).All(name =>
            launch.Columns.Count(column => column.Name == name) == 1
            && launch.Columns.Single(column => column.Name == name) is { PerBlock: 1, Values: null, Type: not "float64" }
        );

    private static bool HasBothHooksOrNone(BlocksOfLaunch launch)
    {
        BlocksColumn[] hooks = [.. launch.Columns.Where(column => column.Name is ControlHookTicks or CandidateHookTicks)];
        return hooks is [] or [{ Values: not null, Type: not "float64" }, { Values: not null, Type: not "float64" }]
            && (hooks.Length == 0 || (hooks[0].Name != hooks[1].Name && hooks[0].Values == hooks[1].Values));
    }
}
