using System.Globalization;
using System.Text;
using ThroughputBench.Training.Logging;
using Xunit;

namespace ThroughputBench.Training.Tests.Logging;

public sealed class CsvLoggerTests : IDisposable
{
    private static readonly MetricNames Training = new("train/time", "train/loss");
    private static readonly MetricNames Validation = new("validate/time");
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("metrics.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_and_validation_share_a_file_with_one_row_for_each_metric()
    {
        using (var logger = new CsvLogger(FilePath))
        {
            logger.Write(4, 0, Training, 1.5, 0.25);
            logger.Write(4, 0, Validation, 2);
            logger.Write(9, 1, Training, 3, 0.125);
        }
        Assert.Equal(
            """
            step,epoch,time,name,value
            4,0,2026-11-24T12:00:00.2500000Z,train/time,1.5
            4,0,2026-11-24T12:00:00.2500000Z,train/loss,0.25
            4,0,2026-11-24T12:00:00.2500000Z,validate/time,2
            9,1,2026-11-24T12:00:00.2500000Z,train/time,3
            9,1,2026-11-24T12:00:00.2500000Z,train/loss,0.125

            """.ReplaceLineEndings("\r\n"),
            File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_metric_without_a_value_has_no_row()
    {
        using (var logger = new CsvLogger(FilePath))
            logger.Write(0, 0, Training, double.NaN, 1);
        Assert.Equal(["train/loss"], Rows().Skip(1).Select(row => row[3]));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("loss, smoothed")]
    [InlineData("the \"true\" rate")]
    [InlineData("two\r\nlines")]
    [InlineData("größe/µs")]
    [InlineData(" spaces ")]
    public void Any_name_is_read_back_as_it_was(string name)
    {
        using (var logger = new CsvLogger(FilePath))
            logger.Write(0, 0, new MetricNames(name, "next"), 1, 2);
        Assert.Equal([name, "next"], Rows().Skip(1).Select(row => row[3]));
        Assert.All(Rows(), row => Assert.Equal(5, row.Count));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0 / 3)]
    [InlineData(-0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MinValue)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Values_are_read_back_to_the_last_bit_whatever_the_culture(double value)
    {
        using (var culture = new InCulture())
        using (var logger = new CsvLogger(FilePath))
            logger.Write(-1, 0, Validation, value);
        double read = double.Parse(Rows()[1][4], CultureInfo.InvariantCulture);
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
        Assert.Equal("-1", Rows()[1][0]);
    }

    [Fact]
    public void A_file_that_is_there_is_overwritten_unless_it_is_to_be_continued()
    {
        foreach ((long step, bool append) in new[] { (1L, false), (2L, false), (3L, true) })
        {
            using var logger = new CsvLogger(FilePath, append);
            logger.Write(step, 0, Validation, 0);
        }
        Assert.Equal(["step", "2", "3"], Rows().Select(row => row[0]));
    }

    [Fact]
    public void A_file_that_is_to_be_continued_and_is_not_there_is_begun()
    {
        using (var logger = new CsvLogger(FilePath, append: true))
            logger.Write(1, 0, Validation, 0);
        Assert.Equal(["step", "1"], Rows().Select(row => row[0]));
    }

    [Fact]
    public void A_file_with_other_columns_is_not_continued_and_stays_as_it_was()
    {
        File.WriteAllText(FilePath, "step,loss\n1,0.5\n");
        var refused = Assert.Throws<IOException>(() => new CsvLogger(FilePath, append: true));
        Assert.Equal($"Cannot write the log file '{FilePath}': it holds something else, so it cannot be continued; give another path.", refused.Message);
        Assert.Equal("step,loss\n1,0.5\n", File.ReadAllText(FilePath));
    }

    [Theory]
    [InlineData("2,0,2026-11")]
    [InlineData("2,0,2026-11-24T12:00:00.2500000Z,train/time,1.5")]
    [InlineData("2,0,2026-11-24T12:00:00.2500000Z,\"two\r\nli")]
    [InlineData("2,0,2026\0\0\0\0")]
    public void A_row_that_a_killed_run_never_finished_is_cut_off(string torn)
    {
        using (var logger = new CsvLogger(FilePath))
            logger.Write(1, 0, new MetricNames("two\r\nlines"), 0);
        File.AppendAllText(FilePath, torn);
        using (var logger = new CsvLogger(FilePath, append: true))
            logger.Write(3, 0, Validation, 0);
        Assert.Equal(["step", "1", "3"], Rows().Select(row => row[0]));
        Assert.All(Rows(), row => Assert.Equal(5, row.Count));
    }

    [Theory]
    [InlineData("step,epoch,time,name,value\n1,0,t,a,1\n")]
    [InlineData("\uFEFFstep,epoch,time,name,value\r\n1,0,t,a,1\r\n")]
    public void The_same_table_with_an_editors_line_breaks_or_mark_is_continued(string before)
    {
        File.WriteAllText(FilePath, before);
        using (var logger = new CsvLogger(FilePath, append: true))
            logger.Write(3, 0, Validation, 0);
        Assert.Equal(["1", "3"], Rows().Skip(1).Select(row => row[0]));
    }

    [Theory]
    [InlineData("st")]
    [InlineData("step,epoch,time,name,value")]
    public void A_table_whose_first_row_was_never_finished_is_begun_again(string torn)
    {
        File.WriteAllText(FilePath, torn);
        using (var logger = new CsvLogger(FilePath, append: true))
            logger.Write(3, 0, Validation, 0);
        Assert.Equal(["step", "3"], Rows().Select(row => row[0]));
    }

    [Fact]
    public void A_table_of_more_than_a_block_is_cut_at_its_last_whole_row()
    {
        using (var logger = new CsvLogger(FilePath))
        {
            for (int i = 0; i < 5000; i++)
                logger.Write(i, 0, Training, i, i);
        }
        File.AppendAllText(FilePath, "5000,0,");
        long whole = new FileInfo(FilePath).Length - "5000,0,".Length;
        new CsvLogger(FilePath, append: true).Dispose();
        Assert.Equal(whole, new FileInfo(FilePath).Length);
    }

    private List<List<string>> Rows() => Parse(File.ReadAllText(FilePath));

    /// <summary>RFC 4180, section 2, read literally.</summary>
    private static List<List<string>> Parse(string text)
    {
        List<List<string>> rows = [[]];
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[++i]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (quoted || c is not (',' or '\r' or '\n'))
            {
                field.Append(c);
            }
            else if (c is ',' or '\n')
            {
                rows[^1].Add(field.ToString());
                field.Clear();
                if (c == '\n')
                    rows.Add([]);
            }
        }
        Assert.Empty(rows[^1]);
        rows.RemoveAt(rows.Count - 1);
        return rows;
    }
}
