using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ThroughputBench.Machine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary><c>runs</c>: a list of the runs in this checkout.</summary>
internal static class RunsCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "runs";

    private static readonly string[] Header = ["run", "began (UTC)", "commit", "machine", "measured", "state", "folder"];

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the list as JSON. [default: a table]" };
        var command = new Command(Name, "Lists the runs that are here, published or not, the newest last: their names are for "
            + "compare and check.")
        {
            json,
        };
        command.SetAction(parsed =>
        {
            var names = new RunNames(Repository.Workplace);
            List<Row> rows = [];
            foreach (string path in names.All())
            {
                try
                {
                    rows.Add(new Row(names.NameOf(path), names.IsPublished(path), path, RunFolder.Read(path)));
                }
                catch (InputException wrong)
                {
                    parsed.InvocationConfiguration.Error.WriteLine($"Damaged: {wrong.Message.ReplaceLineEndings(" ")}");
                }
            }
            Row[] inOrder = [.. rows.OrderBy(row => row.Recorded.Run.StartedUtc).ThenBy(row => row.Name, StringComparer.Ordinal)];
            IReadOnlyList<string> saved = new SavedBaselines(Repository.Workplace).Names;
            Write(parsed.GetValue(json) ? Json(inOrder, saved) : Table(inOrder, saved), parsed.InvocationConfiguration.Output);
            return (int)ExitCode.Good;
        });
        return command;
    }

    private static void Write(IEnumerable<string> lines, TextWriter output)
    {
        foreach (string line in lines)
            output.WriteLine(line);
    }

    private static IEnumerable<string> Table(Row[] rows, IReadOnlyList<string> saved)
    {
        string[][] table = [Header, .. rows.Select(row => row.Columns())];
        int[] widths = [.. Header.Select((_, column) => table.Max(row => row[column].Length))];
        IEnumerable<string> lines = rows.Length == 0
            ? ["There is no run yet; measure one: " + Repository.Program + " sweep --quick"]
            : table.Select(row => string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
        return saved.Count == 0 ? lines : [.. lines, $"Saved baselines: {string.Join(", ", saved)}"];
    }

    private static IEnumerable<string> Json(Row[] rows, IReadOnlyList<string> saved)
    {
        var document = new JsonObject
        {
            ["runs"] = new JsonArray([
                .. rows.Select(row => new JsonObject
                {
                    ["name"] = row.Name,
                    ["published"] = row.IsPublished,
                    ["startedUtc"] = row.Recorded.Run.StartedUtc,
                    ["commit"] = row.Recorded.Run.CommitLabel(),
                    ["machine"] = row.Recorded.Run.MachineName,
                    ["cells"] = row.Cells,
                    ["measured"] = row.Measured,
                    ["state"] = RecordJson.Word(row.Recorded.Run.State),
                    ["path"] = row.Path,
                }),
            ]),
            ["baselines"] = new JsonArray([.. saved.Select(name => JsonValue.Create(name))]),
        };
        return [document.ToJsonString(RecordJson.Indented.Options)];
    }

    private sealed record Row(string Name, bool IsPublished, string Path, RecordedRun Recorded)
    {
        public int Cells => Recorded.Run.Grid.Accepted.Count;

        public int Measured => Recorded.Cells.Count(cell => cell.Status == CellStatus.Measured);

        public string[] Columns() =>
            [
                Name,
                Recorded.Run.StartedUtc.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                Recorded.Run.CommitLabel(),
                Recorded.Run.MachineName,
                string.Create(CultureInfo.InvariantCulture, $"{Measured} of {Cells}"),
                IsPublished ? "published" : RecordJson.Word(Recorded.Run.State),
                System.IO.Path.GetRelativePath(Environment.CurrentDirectory, Path),
            ];
    }
}
