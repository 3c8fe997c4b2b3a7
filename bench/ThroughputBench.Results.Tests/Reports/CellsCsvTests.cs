using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Exports;
using ThroughputBench.Tests.Checks;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class CellsCsvTests
{
    private static readonly RecordedRun Run = SampleRuns.Of(record => record with { DirectCost = SampleRuns.Direct(0.1, 0.05) });

    [Fact]
    public void Every_cell_is_a_line_with_as_many_fields_as_the_header()
    {
        string[] lines = CellsCsv.Of(Run).Split('\n');

        Assert.Equal(1 + Run.Cells.Count, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Split(',').Length, line.Split(',').Length));
    }

    [Fact]
    public void Figures_are_those_of_the_records_to_the_last_digit()
    {
        string[][] rows = [.. CellsCsv.Of(Run).Split('\n').Select(line => line.Split(','))];
        string Field(int cell, string column) => rows[1 + cell][Array.IndexOf(rows[0], column)];

        for (int i = 0; i < Run.Cells.Count; i++)
        {
            CellRecord cell = Run.Cells[i];
            Assert.Equal(cell.LogEvery, int.Parse(Field(i, "log_every"), CultureInfo.InvariantCulture));
            Assert.Equal(cell.Overhead?.Upper, Number(Field(i, "overhead_upper")));
            Assert.Equal(cell.DirectCost?.ShareLower, Number(Field(i, "direct_share_lower")));
            Assert.Equal(cell.Agreement?.Agrees, Field(i, "agrees") is { Length: > 0 } word ? bool.Parse(word) : null);
        }
        Assert.Equal(["measured", "rejected"], Enumerable.Range(0, Run.Cells.Count).Select(i => Field(i, "status")).Distinct());
    }

    [Fact]
    public void A_field_with_a_comma_or_a_quote_is_quoted()
    {
        const string Reason = "It said \"no\", and ended.";
        CellRecord failed = CellRecord.Failed(Run.Run, Run.Cells[0].Cell, Reason);

        Assert.EndsWith(
            $",\"{Reason.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{Run.Run.Machine.Id},",
            CellsCsv.Of(new RecordedRun(Run.Run, [failed])),
            StringComparison.Ordinal
        );
    }

    private static double? Number(string field) => field.Length == 0 ? null : double.Parse(field, CultureInfo.InvariantCulture);
}
