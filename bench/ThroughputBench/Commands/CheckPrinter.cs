using System.Text;
using ThroughputBench.Against;
using ThroughputBench.Checks;
using ThroughputBench.Records;
using ThroughputBench.Reports;

namespace ThroughputBench.Commands;

/// <summary>Writes a check's result: to standard output as a table or JSON, and to a file as Markdown.</summary>
internal sealed class CheckPrinter(bool json, string? markdownPath, TextWriter output)
{
    private readonly string? _markdownPath = markdownPath is null ? null : Checked(markdownPath);

    /// <summary>Writes a check against budget and baseline.</summary>
    public void Print(CheckResult result) =>
        Print(CheckReport.Of(result), () => CheckJson.Of(result));

    /// <summary>Writes a check against another commit.</summary>
    public void Print(AgainstResult result) =>
        Print(AgainstReport.Of(result), () => AgainstJson.Of(result));

    private void Print(VerdictReport report, Func<string> toJson)
    {
        if (json)
            output.WriteLine(toJson());
        else
            report.WriteTo(ReportConsole.ForResults(output));
        if (_markdownPath is not null)
            AtomicFile.Write(_markdownPath, Encoding.UTF8.GetBytes(report.ToMarkdown()));
    }

    /// <summary>Report a file that cannot be written before spending half a minute on its content.</summary>
    private static string Checked(string path)
    {
        if (path.Length == 0)
            throw new InputException("--markdown must name a file.");
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new InputException($"--markdown must name a file, and '{path}' is a folder.");
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new InputException($"--markdown: the folder of '{path}' does not exist.");
        try
        {
            AtomicFile.RequireWritable(full);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--markdown: '{path}' cannot be written: {failure.Message.TrimEnd('.')}.");
        }
        return full;
    }
}
