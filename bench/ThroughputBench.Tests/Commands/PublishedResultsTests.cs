using System.Globalization;
using ThroughputBench.Publishing;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>What this repository publishes itself.</summary>
public class PublishedResultsTests
{
    [Fact]
    public void Every_page_is_what_the_records_make_of_it() => Assert.Empty(new Publication(Program.Root).Stale());

    [Fact]
    public void The_READMEs_figures_are_those_of_the_newest_full_run()
    {
        PublishedRun run = ReadmeTables.Choose(ResultsFolder.Read(Path.Combine(Program.Root, "results")).Runs)!;
        string[] lines = File.ReadAllLines(Path.Combine(Program.Root, "README.md"));
        string[][] rows = [.. lines.SkipWhile(line => line != ReadmeTables.Begin).TakeWhile(line => line != ReadmeTables.End).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(row => row.Length > 2)];

        foreach (CellTable table in CellTable.Of(run.Recorded.Cells))
        {
            // A header, a ruler and a row for each A: overheads, then agreements.
            string[][] overheads = rows[..(2 + table.Accumulate.Count)], agreements = rows[overheads.Length..(2 * overheads.Length)];
            rows = rows[(2 * overheads.Length)..];
            foreach (CellRecord cell in table.Cells)
            {
                (int row, int column) = (2 + table.Accumulate.ToList().IndexOf(cell.Accumulate), 2 + table.LogEvery.ToList().IndexOf(cell.LogEvery));
                Assert.Equal(cell.LogEvery.ToString(CultureInfo.InvariantCulture), overheads[0][column]);
                Assert.Equal(cell.Accumulate.ToString(CultureInfo.InvariantCulture), overheads[row][1]);
                if (cell.Overhead is not { } overhead || cell.Agreement is not { } agreement)
                {
                    Assert.Equal(cell.Status == CellStatus.Rejected, overheads[row][column].StartsWith("refused", StringComparison.Ordinal));
                    continue;
                }
                double[] shown = [.. Numbers(overheads[row][column])];
                Assert.Equal([overhead.Estimate * 100, overhead.Lower * 100, overhead.Upper * 100], shown, (record, readme) => Math.Abs(record - readme) <= 0.0050001);
                Assert.Equal(agreement.MedianError * 100, Numbers(agreements[row][column]).First(), agreement.MedianError < 0.001 ? 0.00100001 : 0.0050001);
            }
        }
        Assert.Empty(rows);
    }

    private static IEnumerable<double> Numbers(string field) =>
        field.Split([' ', '[', ']', ',', '%', '*', '\\', '·', '<'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture));
}
