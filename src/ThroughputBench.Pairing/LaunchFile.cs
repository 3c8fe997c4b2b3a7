using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ThroughputBench.Pairing;

/// <summary>
/// A launch's blocks on their way from the process that measured them to the one that started it, which names the folder in an environment
/// variable. A launch that is killed leaves nothing, or a file that no report names.
/// </summary>
/// <remarks>
/// The file is for this library alone. How the blocks are stored is the caller's business. It holds the fields of
/// <see cref="PairedLaunch"/> in order, then the columns, and ends with a mark.
/// </remarks>
internal static class LaunchFile
{
    private const string Variable = "PAIRED_LAUNCHES";
    private const int End = 0x0B10C0DE;

    private static readonly Lock Naming = new();

    /// <summary>
    /// Names the folder for this process and those that it starts, unless it has been named. It is removed when this process ends.
    /// </summary>
    /// <returns>The folder.</returns>
    public static string NameFolder()
    {
        lock (Naming)
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named && Directory.Exists(named))
                return named;
            string folder = Directory.CreateTempSubdirectory("paired-launches-").FullName;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
            Environment.SetEnvironmentVariable(Variable, folder);
            return folder;
        }
    }

    /// <summary>Writes a launch, whole or not at all.</summary>
    /// <returns>The file's number, which is above 0.</returns>
    public static long Write(PairedLaunch launch)
    {
        string folder = NameFolder();
        long number = 1L + RandomNumberGenerator.GetInt32(int.MaxValue);
        string file = PathOf(folder, number),
            unfinished = file + ".part";
        using (var writer = new BinaryWriter(File.Create(unfinished)))
        {
            writer.Write(launch.TicksPerSecond);
            writer.Write(launch.OperationsPerRepetition);
            writer.Write(launch.BlocksPerRepetition);
            writer.Write(launch.Repetitions);
            writer.Write((int)launch.StoppedBy);
            writer.Write(launch.Elapsed.Ticks);
            foreach (long[] column in ColumnsOf(launch))
                writer.Write(column.Length);
            foreach (long[] column in ColumnsOf(launch))
                writer.Write(MemoryMarshal.AsBytes<long>(column));
            writer.Write(End);
        }
        File.Move(unfinished, file);
        return number;
    }

    /// <summary>Reads a launch and deletes its file.</summary>
    /// <param name="number">As <see cref="Write"/> gave it.</param>
    /// <returns>The launch, or <see langword="null"/> if its file is missing or damaged.</returns>
    public static PairedLaunch? Take(long number)
    {
        string file = PathOf(NameFolder(), number);
        try
        {
            PairedLaunch launch;
            using (var reader = new BinaryReader(File.OpenRead(file)))
            {
                launch = Read(reader);
                if (reader.ReadInt32() != End)
                    return null;
            }
            File.Delete(file);
            return launch;
        }
        catch (IOException) // what ends too early, too
        {
            return null;
        }
    }

    private static PairedLaunch Read(BinaryReader reader)
    {
        var launch = new PairedLaunch
        {
            TicksPerSecond = reader.ReadInt64(),
            OperationsPerRepetition = reader.ReadInt32(),
            BlocksPerRepetition = reader.ReadInt32(),
            Repetitions = reader.ReadInt32(),
            StoppedBy = (StoppedBy)reader.ReadInt32(),
            Elapsed = new TimeSpan(reader.ReadInt64()),
            ControlTicks = [],
            CandidateTicks = [],
        };
        int[] lengths = new int[ColumnsOf(launch).Length];
        for (int column = 0; column < lengths.Length; column++)
            lengths[column] = reader.ReadInt32();
        long left = reader.BaseStream.Length - reader.BaseStream.Position - sizeof(int);
        if (lengths.Any(length => length < 0) || left != sizeof(long) * lengths.Sum(length => (long)length))
            throw new EndOfStreamException("It does not hold as many blocks as it says.");
        long[][] columns = [.. lengths.Select(length => new long[length])];
        foreach (long[] column in columns)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));
        return launch with
        {
            ControlTicks = columns[0],
            CandidateTicks = columns[1],
            ControlSectionTicks = columns[2],
            CandidateSectionTicks = columns[3],
            PairsOfLayouts = [.. columns[4].Select(pairs => (int)pairs)],
        };
    }

    private static long[][] ColumnsOf(PairedLaunch launch) =>
        [
            launch.ControlTicks,
            launch.CandidateTicks,
            launch.ControlSectionTicks,
            launch.CandidateSectionTicks,
            [.. launch.PairsOfLayouts.Select(pairs => (long)pairs)],
        ];

    private static string PathOf(string folder, long number) =>
        Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture) + ".launch");

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A child that outlives this process still writes there; the system clears its temporary files.
        }
    }
}
