using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Tensorboard;

namespace ThroughputBench.Training.Logging;

/// <summary>Writes a TensorBoard event file: each record is one event with a scalar for each of its metrics.</summary>
/// <remarks>
/// <para>The messages are TorchSharp's. Its <c>SummaryWriter</c> is not used, for three reasons. It opens and closes the file for every
/// scalar: 29 µs and 9 kB of garbage each in 0.107, so a record takes longer than a small model's training step. It stamps times in whole
/// seconds. It stamps the file's first event with ticks instead of seconds.</para>
/// <para>TensorBoard's scalars are 32-bit floats: values keep 7 digits. A metric without a value (NaN) is left out.</para>
/// <para>TensorBoard groups tags by what stands before the first <c>/</c>. A metric with a description
/// (<see cref="MetricNames.Descriptions"/>) has it in its first event, where TensorBoard looks for it, and the rest of its name as its
/// display name.</para>
/// </remarks>
public sealed class TensorBoardLogger : IMetricLogger
{
    private static int _created;

    private readonly ConditionalWeakTable<MetricNames, Summary.Types.Value[]> _scalars = [];
    private readonly Summary _summary = new();
    private readonly Event _event = new();
    private readonly MemoryStream _data = new();
    private readonly CodedOutputStream _encoder;
    private readonly LogFile _file;

    /// <summary>Creates an event file.</summary>
    /// <param name="folder">The run's folder; it is created if it is not there. Each logger writes a new file in it, so a resumed run
    /// continues its curves.</param>
    /// <exception cref="IOException">The folder or the file cannot be written; the message names it and says why.</exception>
    public TensorBoardLogger(string folder)
    {
        LogFile.CreateFolder(folder);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _encoder = new CodedOutputStream(_data);
        _event.FileVersion = "brain.Event:2";
        _event.WallTime = UnixSeconds(now);
        var header = new ArrayBufferWriter<byte>();
        Frame(header);
        _event.Summary = _summary;

        // TensorBoard takes any file with "tfevents" in its name, and reads a folder's files in the order of their names.
        do
        {
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"events.out.tfevents.{now.ToUnixTimeMilliseconds()}.{Environment.ProcessId}.{Interlocked.Increment(ref _created)}"
            );
            FilePath = Path.Combine(folder, name);
        } while (File.Exists(FilePath)); // of another machine or container that shares the folder
        _file = LogFile.Open(FilePath, header.WrittenSpan);
    }

    /// <summary>The event file.</summary>
    public string FilePath { get; }

    /// <inheritdoc/>
    public void Write(in MetricRecord record)
    {
        IBufferWriter<byte> output = _file.BeginRecord();
        Summary.Types.Value[] scalars = _scalars.GetValue(record.Names, static names =>
            [.. names.Names.Zip(names.Descriptions, NewScalar)]
        );
        _event.Step = record.Step;
        _event.WallTime = UnixSeconds(record.Time);
        _summary.Value.Clear();
        for (int i = 0; i < scalars.Length; i++)
        {
            double value = record.Values[i];
            if (double.IsNaN(value))
                continue;
            scalars[i].SimpleValue = (float)value;
            _summary.Value.Add(scalars[i]);
        }
        Frame(output);
        _file.EndRecord();
        foreach (Summary.Types.Value written in _summary.Value)
            written.Metadata = null;
    }

    /// <inheritdoc/>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static Summary.Types.Value NewScalar(string name, string? description)
    {
        var scalar = new Summary.Types.Value { Tag = name };
        if (description is not null)
        {
            // TensorBoard's data server ignores the metadata of a scalar unless they name the kind of data.
            scalar.Metadata = new SummaryMetadata
            {
                PluginData = new SummaryMetadata.Types.PluginData { PluginName = "scalars" },
                DataClass = DataClass.Scalar,
                DisplayName = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..],
                SummaryDescription = description,
            };
        }
        return scalar;
    }

    private static double UnixSeconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>
    /// Writes the event as a TFRecord: length, checksum of the length, data, checksum of the data; little-endian. Source:
    /// tensorflow/core/lib/io/record_writer.h.
    /// </summary>
    private void Frame(IBufferWriter<byte> output)
    {
        _data.SetLength(0);
        _event.WriteTo(_encoder);
        _encoder.Flush();
        ReadOnlySpan<byte> data = _data.GetBuffer().AsSpan(0, (int)_data.Length);

        const int DataAt = sizeof(ulong) + sizeof(uint);
        Span<byte> frame = output.GetSpan(DataAt + data.Length + sizeof(uint));
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[sizeof(ulong)..], MaskedCrc(frame[..sizeof(ulong)]));
        data.CopyTo(frame[DataAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[(DataAt + data.Length)..], MaskedCrc(data));
        output.Advance(DataAt + data.Length + sizeof(uint));
    }

    /// <summary>CRC-32C, rotated and shifted as TFRecord wants it.</summary>
    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (ulong eight in MemoryMarshal.Cast<byte, ulong>(data))
            crc = BitOperations.Crc32C(crc, eight);
        foreach (byte one in data[(data.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, one);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
