using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Records;

/// <summary>What can become the folder of a new run.</summary>
public sealed class FreshFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => _folder["run"];

    private string CellsFile => _folder["run", "cells.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_folder_can_be_given_as_output()
    {
        Directory.CreateDirectory(Run);

        RunFolder.Create(Run, Samples.Run).Dispose();

        Assert.Empty(RunFolder.Read(Run).Cells);
    }

    [Fact]
    public void A_folder_in_which_a_process_was_killed_as_it_began_a_run_counts_as_empty()
    {
        string temporary = _folder["run", $"run.json.{Guid.NewGuid():N}.tmp"];
        Directory.CreateDirectory(_folder["run", "pairs"]);
        foreach (string left in (string[])[CellsFile, _folder["run", ".writing"], temporary])
            File.WriteAllText(left, "");

        RunFolder.Create(Run, Samples.Run).Dispose();

        Assert.Empty(RunFolder.Read(Run).Cells);
        Assert.False(File.Exists(temporary));
    }

    [Fact]
    public void A_record_without_a_run_is_not_written_over()
    {
        Directory.CreateDirectory(Run);
        File.WriteAllBytes(CellsFile, CellLog.LineOf(Samples.Measured()));

        Wording.Matches(Refusal(Run));
    }

    [Fact]
    public void An_output_that_is_a_file_is_refused()
    {
        _folder.Write("run", "precious");

        Wording.Matches(Refusal(Run));

        Assert.Equal("precious", File.ReadAllText(Run));
    }

    [Fact]
    public void An_output_that_is_not_empty_is_refused_and_left_alone()
    {
        _folder.Write("run/precious.txt", "precious");

        Wording.Matches(Refusal(Run));

        Assert.Equal([_folder["run", "precious.txt"]], Directory.GetFileSystemEntries(Run));
    }

    [Fact]
    public void An_output_that_cannot_be_made_is_refused()
    {
        _folder.Write("file", "");

        // Behind the colon the system says why.
        Wording.Matches(Refusal(_folder["file", "run"]).Split(": ")[0], "within a file");
        Wording.Matches(Refusal(_folder["a\0b"]).Split(": ")[0], "with a name that no file can have");
    }

    private string Refusal(string folder)
    {
        string message = Assert.Throws<InputException>(() => RunFolder.Create(folder, Samples.Run)).Message;
        Assert.DoesNotContain('\n', message);
        return _folder.Unrooted(message);
    }
}
