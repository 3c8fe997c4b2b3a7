using System.Buffers.Binary;
using System.IO.Compression;

namespace ThroughputBench.Records;

/// <summary>Reads a gzip file of one member, and finds every one that is damaged or cut off.</summary>
internal static class CheckedGzip
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(value => RemainderOf((uint)value))];

    /// <summary>The content without compression.</summary>
    /// <param name="content">Content of the file.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="InputException">It is empty, damaged, or not a gzip file.</exception>
    public static byte[] Decompress(byte[] content, string where)
    {
        if (content.Length == 0)
            throw new InputException($"{where} is empty.");
        try
        {
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);
            // GZipStream accepts a stream that ends early as a whole one, and then never reaches the checksum. The last eight bytes are the
            // checksum and the length.
            byte[] whole = plain.ToArray();
            if (
                content.Length < 18
                || BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(^4)) != whole.Length
                || BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(^8)) != Checksum(whole)
            )
            {
                throw new InvalidDataException("The end is missing.");
            }
            return whole;
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{where} is damaged: it is not a whole gzip file.", e);
        }
    }

    /// <summary>CRC-32 as gzip has it (RFC 1952, section 8).</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte some in bytes)
            checksum = Remainders[(byte)checksum ^ some] ^ (checksum >> 8);
        return ~checksum;
    }

    private static uint RemainderOf(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : Polynomial ^ (value >> 1);
        return value;
    }
}
