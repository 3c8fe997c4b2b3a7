using System.Buffers.Binary;
using System.Text;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>
/// Reads TensorBoard's event files, independently of TorchSharp and of Protocol Buffers' library: the TFRecord framing with its checksums,
/// and of the messages the fields that scalars need (tensorflow/core/util/event.proto and framework/summary.proto).
/// </summary>
internal static class EventFile
{
    /// <summary>
    /// One event: its time in seconds since 1970, its step, the file version or the scalars; and by tag, of those that have them, display
    /// name and description.
    /// </summary>
    public sealed record Event(
        double WallTime,
        long Step,
        string? FileVersion,
        IReadOnlyList<(string Tag, float Value)> Scalars,
        IReadOnlyDictionary<string, (string DisplayName, string Description)> Metadata
    );

    public static List<Event> Read(string path) => Read(File.ReadAllBytes(path));

    public static List<Event> Read(byte[] file)
    {
        var events = new List<Event>();
        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)));
            CheckSum(file.AsSpan(at, 8), file.AsSpan(at + 8, 4), at);
            CheckSum(file.AsSpan(at + 12, length), file.AsSpan(at + 12 + length, 4), at);
            events.Add(ReadEvent(file.AsSpan(at + 12, length)));
            at += 16 + length;
        }
        return events;
    }

    /// <summary>CRC-32C (Castagnoli) as its definition has it, bit by bit. RFC 3720, appendix B.4.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = ~0u;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }

    private static void CheckSum(ReadOnlySpan<byte> data, ReadOnlySpan<byte> stored, int at)
    {
        uint crc = Crc32C(data);
        uint masked = ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
        if (masked != BinaryPrimitives.ReadUInt32LittleEndian(stored))
            throw new InvalidDataException($"The record at byte {at} is damaged: its checksum is wrong.");
    }

    private static Event ReadEvent(ReadOnlySpan<byte> message)
    {
        (double time, long step, string? version, List<(string, float)> scalars) = (0, 0, null, []);
        var metadata = new Dictionary<string, (string, string)>();
        while (!message.IsEmpty)
        {
            ulong key = ReadVarint(ref message);
            switch (key >> 3)
            {
                case 1:
                    time = BinaryPrimitives.ReadDoubleLittleEndian(Take(ref message, 8));
                    break;
                case 2:
                    step = (long)ReadVarint(ref message);
                    break;
                case 3:
                    version = Encoding.UTF8.GetString(ReadBytes(ref message));
                    break;
                case 5:
                    ReadSummary(ReadBytes(ref message), scalars, metadata);
                    break;
                default:
                    throw new InvalidDataException($"An event has no field {key >> 3} here.");
            }
        }
        return new Event(time, step, version, scalars, metadata);
    }

    private static void ReadSummary(
        ReadOnlySpan<byte> message,
        List<(string, float)> scalars,
        Dictionary<string, (string, string)> metadata
    )
    {
        while (!message.IsEmpty)
        {
            if (ReadVarint(ref message) != (1 << 3 | 2))
                throw new InvalidDataException("A summary holds values only.");
            ReadOnlySpan<byte> value = ReadBytes(ref message);
            (string tag, float number, (string, string)? described) = ("", 0, null);
            while (!value.IsEmpty)
            {
                ulong key = ReadVarint(ref value);
                switch (key >> 3)
                {
                    case 1:
                        tag = Encoding.UTF8.GetString(ReadBytes(ref value));
                        break;
                    case 2:
                        number = BinaryPrimitives.ReadSingleLittleEndian(Take(ref value, 4));
                        break;
                    case 9:
                        described = ReadMetadata(ReadBytes(ref value));
                        break;
                    default:
                        throw new InvalidDataException($"A scalar has no field {key >> 3}.");
                }
            }
            scalars.Add((tag, number));
            if (described is { } both)
                metadata.Add(tag, both);
        }
    }

    /// <summary>As TensorBoard's data server (data_compat.rs) takes them: they must say that these are scalars.</summary>
    private static (string DisplayName, string Description) ReadMetadata(ReadOnlySpan<byte> message)
    {
        const ulong PluginData = 1 << 3 | 2,
            DisplayName = 2 << 3 | 2,
            Description = 3 << 3 | 2,
            DataClass = 4 << 3,
            Scalar = 1;
        (string name, string description, bool isScalar, string plugin) = ("", "", false, "");
        while (!message.IsEmpty)
        {
            ulong key = ReadVarint(ref message);
            if (key == DataClass)
                isScalar = ReadVarint(ref message) == Scalar;
            else if (key == PluginData)
                plugin = Encoding.UTF8.GetString(ReadBytes(ref message)[2..]); // its only field, the name
            else if (key == DisplayName)
                name = Encoding.UTF8.GetString(ReadBytes(ref message));
            else if (key == Description)
                description = Encoding.UTF8.GetString(ReadBytes(ref message));
            else
                throw new InvalidDataException($"A scalar's metadata have no field {key >> 3} here.");
        }
        if (!isScalar || plugin != "scalars")
            throw new InvalidDataException($"The metadata of '{name}' would be ignored: they do not say that it is a scalar.");
        return (name, description);
    }

    private static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> message) => Take(ref message, checked((int)ReadVarint(ref message)));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, int length)
    {
        ReadOnlySpan<byte> taken = message[..length];
        message = message[length..];
        return taken;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref message, 1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
