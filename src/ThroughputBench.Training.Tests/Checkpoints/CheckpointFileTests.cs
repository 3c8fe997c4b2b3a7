using System.Security.Cryptography;
using ThroughputBench.Training.Tests.Logging;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Checkpoints;

/// <summary>A checkpoint's file may be larger than an array, or than the memory that is left.</summary>
public sealed class CheckpointFileTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_part_is_written_and_read_without_a_copy_of_it_in_memory()
    {
        string path = _folder.File("large");
        byte[] block = new byte[Megabyte];
        long before = GC.GetAllocatedBytesForCurrentThread();

        CheckpointFile.Write(
            path,
            writer => writer.Write("a small part"),
            writer =>
            {
                for (int i = 0; i < 64; i++)
                {
                    block[0] = (byte)i;
                    writer.Write(block.AsSpan());
                }
            }
        );
        (FileStream file, (long Begin, long Length)[] parts) = CheckpointFile.Open(path, parts: 2);
        using (file)
        {
            Assert.Equal(64L * Megabyte, parts[1].Length);
            using var large = new PartStream(file, parts[1].Begin, parts[1].Length);
            for (int i = 0; i < 64; i++)
            {
                large.ReadExactly(block);
                Assert.Equal(i, block[0]);
            }
            Assert.Equal(0, large.Read(block)); // the lengths and the checksum are no part
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * Megabyte);
    }

    [Fact]
    public void A_part_may_be_longer_than_an_array()
    {
        // A file with a hole takes no room on the disk.
        string path = _folder.File("hole");
        using FileStream file = File.Create(path);
        file.SetLength(5L << 30);
        file.Position = (3L << 30) + 7;
        file.WriteByte(42);

        using var part = new PartStream(file, begin: 7, length: 4L << 30);
        part.Position = 3L << 30;

        Assert.Equal(42, part.ReadByte());
        Assert.Equal(1L << 30, part.Length - part.Seek(3L << 30, SeekOrigin.Begin));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_saved_leaves_the_one_before_it_and_nothing_beside_it()
    {
        string path = _folder.File("saved");
        CheckpointFile.Write(path, writer => writer.Write("the last one"));
        byte[] last = File.ReadAllBytes(path);

        Assert.Throws<NotSupportedException>(() =>
            CheckpointFile.Write(path, writer => writer.Write("half of it"), _ => throw new NotSupportedException())
        );

        Assert.Equal(last, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_of_the_first_version_is_still_resumed_from()
    {
        string path = _folder.File("saved");
        var task = new LinearTask();
        new Trainer<Tensor>(new() { MaxSteps = 3 }, [new CheckpointCallback<Tensor>(path, everySteps: 1)]).Fit(
            task,
            TestBatches.Prepared(5)
        );
        WriteAsVersion1(path);

        var resumed = new LinearTask();
        FitResult result = new Trainer<Tensor>(new() { MaxSteps = 3 }).Fit(resumed, TestBatches.Prepared(5), resumeFrom: path);

        Assert.Equal(3, result.Steps);
        Assert.Equal(task.Parameters(), resumed.Parameters());
    }

    /// <summary>Version 1: the first line, each part behind its length, and the checksum.</summary>
    private static void WriteAsVersion1(string path)
    {
        using var content = new MemoryStream();
        (FileStream file, (long Begin, long Length)[] parts) = CheckpointFile.Open(path, parts: 6);
        using (file)
        {
            using var writer = new BinaryWriter(content);
            writer.Write("ThroughputBench checkpoint 1\n"u8);
            foreach ((long begin, long length) in parts)
            {
                byte[] part = new byte[length];
                using (var reader = new PartStream(file, begin, length))
                    reader.ReadExactly(part);
                writer.Write(part.Length);
                writer.Write(part);
            }
        }
        File.WriteAllBytes(path, [.. content.ToArray(), .. SHA256.HashData(content.ToArray())]);
    }
}
