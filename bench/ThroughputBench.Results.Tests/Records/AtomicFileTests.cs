using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_whole_and_nothing_stays_beside_it()
    {
        _folder.Write("record.json", "what was there before, and longer");

        AtomicFile.Write(_folder["record.json"], "new"u8);

        Assert.Equal("new", File.ReadAllText(_folder["record.json"]));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_device_is_written_to_and_not_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It is about Linux's /dev.");
        using var open = new FileStream(_folder["output"], FileMode.Create, FileAccess.Write, FileShare.ReadWrite);

        AtomicFile.Write($"/dev/fd/{open.SafeFileHandle.DangerousGetHandle()}", "## a comment"u8);

        Assert.Equal("## a comment", File.ReadAllText(_folder["output"]));
    }
}
