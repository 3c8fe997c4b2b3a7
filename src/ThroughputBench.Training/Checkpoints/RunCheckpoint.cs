using System.Text.Json;

namespace ThroughputBench.Training;

/// <summary>A run at the end of a cycle, in a file that is open: the large parts are read from it when they are restored.</summary>
internal sealed class RunCheckpoint : IDisposable
{
    private readonly FileStream _file;
    private readonly (long Begin, long Length)[] _parts;

    /// <exception cref="InvalidDataException">The file is no checkpoint, or not whole.</exception>
    public RunCheckpoint(string path)
    {
        (_file, _parts) = CheckpointFile.Open(path, parts: 6);
        Position = JsonSerializer.Deserialize<RunPosition>(Bytes(0), CheckpointJson.Options)!;
        (EpochRandom, Random) = (Bytes(1), Bytes(2));
    }

    /// <summary>Where it stands.</summary>
    public RunPosition Position { get; }

    /// <summary>The state of libtorch's generator when the epoch began.</summary>
    public byte[] EpochRandom { get; }

    /// <summary>Its state now.</summary>
    public byte[] Random { get; }

    /// <summary>Writes a checkpoint to a file.</summary>
    public static void Write(string path, RunPosition position, byte[] epochRandom, byte[] random, TaskState task) =>
        CheckpointFile.Write(
            path,
            writer => writer.Write(JsonSerializer.SerializeToUtf8Bytes(position, CheckpointJson.Options)),
            writer => writer.Write(epochRandom),
            writer => writer.Write(random),
            task.SaveModule,
            task.SaveOptimizer,
            task.SaveOthers
        );

    /// <summary>Reads the module's parameters and buffers.</summary>
    public BinaryReader ReadModule() => Read(3);

    /// <summary>Reads the optimizer's state.</summary>
    public BinaryReader ReadOptimizer() => Read(4);

    /// <summary>Reads the parameters that the optimizer steps and the module does not have.</summary>
    public BinaryReader ReadOthers() => Read(5);

    public void Dispose() => _file.Dispose();

    private byte[] Bytes(int part)
    {
        using BinaryReader reader = Read(part);
        return reader.ReadBytes(checked((int)_parts[part].Length));
    }

    private BinaryReader Read(int part) => new(new PartStream(_file, _parts[part].Begin, _parts[part].Length));
}
