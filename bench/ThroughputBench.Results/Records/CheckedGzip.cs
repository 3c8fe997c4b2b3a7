using System.Buffers.Binary;
using System.IO.Compression;

namespace ThroughputBench.Records;

/// <summary>Reads a gzip file of one member, and finds every one that is damaged or cut off.</summary>
internal static class CheckedGzip
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>Header, nothing, checksum and length.</summary>
    private const int ShortestFile = 18;

    /// <summary>No compression of this kind gets more bytes out of one (1032, RFC 1951).</summary>
    private const int MostOfOneByte = 1032;

    /// <summary>The remainders of a byte with 0 to 7 bytes of zeros after it, so that eight bytes go at a time.</summary>
    private static readonly uint[][] Remainders = TablesOfRemainders();

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
            // GZipStream accepts a stream that ends early as a whole one, and then never reaches the checksum. The last eight bytes are the
            // checksum and the length.
            if (
                content.Length < ShortestFile
                || BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(^4)) is var length
                    && length > Math.Min(Array.MaxLength, (long)MostOfOneByte * content.Length)
            )
            {
                throw new InvalidDataException("The end is missing.");
            }
            byte[] whole = new byte[length];
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            if (
                gzip.ReadAtLeast(whole, whole.Length, throwOnEndOfStream: false) < whole.Length
                || gzip.ReadByte() >= 0
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

    /// <summary>CRC-32 as gzip has it (RFC 1952, section 8), eight bytes at a time (Kounavis and Berry, ISCC 2005).</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = checksum ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            checksum =
                Remainders[7][(byte)low]
                ^ Remainders[6][(byte)(low >> 8)]
                ^ Remainders[5][(byte)(low >> 16)]
                ^ Remainders[4][low >> 24]
                ^ Remainders[3][(byte)high]
                ^ Remainders[2][(byte)(high >> 8)]
                ^ Remainders[1][(byte)(high >> 16)]
                ^ Remainders[0][high >> 24];
        }
        foreach (byte some in bytes)
            checksum = Remainders[0][(byte)checksum ^ some] ^ (checksum >> 8);
        return ~checksum;
    }

    private static uint[][] TablesOfRemainders()
    {
        uint[] ofByte = [.. Enumerable.Range(0, 256).Select(value => RemainderOf((uint)value))];
        uint[][] tables = new uint[8][];
        tables[0] = ofByte;
        for (int zeros = 1; zeros < tables.Length; zeros++)
            tables[zeros] = [.. tables[zeros - 1].Select(remainder => ofByte[(byte)remainder] ^ (remainder >> 8))];
        return tables;
    }

    private static uint RemainderOf(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : Polynomial ^ (value >> 1);
        return value;
    }
}
