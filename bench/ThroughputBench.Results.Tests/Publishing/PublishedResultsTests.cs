using System.Globalization;
using ThroughputBench.Publishing;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Publishing;

/// <summary>The pages that this repository publishes.</summary>
public class PublishedResultsTests
{
    [Fact]
    public void Every_page_matches_the_records() => Assert.Empty(new Publication(Clone.Root).Stale());

    [Fact]
    public void The_READMEs_table_is_that_of_the_newest_full_run()
    {
        PublishedRun run = ReadmeTables.Choose(ResultsFolder.Read(Path.Combine(Clone.Root, "results")).Runs)!;
        string[] lines = File.ReadAllLines(Path.Combine(Clone.Root, "README.md"));
        string[][] rows =
        [
            .. lines
                .SkipWhile(line => line != ReadmeTables.Begin)
                .TakeWhile(line => line != ReadmeTables.End)
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Where(row => row.Length > 2),
        ];

        // A header, a ruler and a row for each A.
        CellTable table = CellTable.Of(run.Recorded.Cells)[0];
        Assert.Equal(2 + table.Accumulate.Count, rows.Length);
        foreach (CellRecord cell in table.Cells)
        {
            (int row, int column) = (
                2 + table.Accumulate.ToList().IndexOf(cell.Accumulate),
                2 + table.LogEvery.ToList().IndexOf(cell.LogEvery)
            );
            Assert.Equal(cell.LogEvery.ToString(CultureInfo.InvariantCulture), rows[0][column]);
            Assert.Equal(cell.Accumulate.ToString(CultureInfo.InvariantCulture), rows[row][1]);
            if (cell.Overhead is { } overhead)
            {
                double[] recorded = cell.DirectCost is { } direct
                    ? [direct.Share, direct.ShareLower, direct.ShareUpper, overhead.Lower, overhead.Upper]
                    : [overhead.Estimate, overhead.Lower, overhead.Upper];
                Assert.Equal(recorded, Numbers(rows[row][column]), (record, readme) => Math.Abs(record * 100 - readme) <= 0.0050001);
            }
            else
            {
                Assert.Equal(cell.Status == CellStatus.Rejected, rows[row][column].StartsWith("refused", StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<double> Numbers(string field) =>
        field
            .Split([' ', '[', ']', ',', '%', '*', '\\', '·', '<'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture));
}
