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
    public void A_file_of_the_users_beside_it_stays()
    {
        _folder.Write("check.md.tmp", "the user's");

        AtomicFile.RequireWritable(_folder["check.md"]);
        AtomicFile.Write(_folder["check.md"], "new"u8);

        Assert.Equal("the user's", File.ReadAllText(_folder["check.md.tmp"]));
        Assert.Equal("new", File.ReadAllText(_folder["check.md"]));
    }

    [Fact]
    public void Of_many_that_write_one_file_at_once_each_writes_it_whole()
    {
        string[] texts = [.. Enumerable.Range(1, 200).Select(i => new string((char)('a' + i % 26), 100 * i))];

        Parallel.ForEach(texts, text => AtomicFile.WriteText(_folder["index.html"], text));

        Assert.Contains(File.ReadAllText(_folder["index.html"]), texts);
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
