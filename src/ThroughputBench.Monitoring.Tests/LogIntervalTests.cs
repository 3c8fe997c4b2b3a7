using System.Globalization;
using Xunit;

namespace ThroughputBench.Monitoring.Tests;

public sealed class LogIntervalTests
{
    /// <summary>The default grid and its surroundings: + if L % A == 0.</summary>
    private const string Rule = """
        A\L 1 2 3 4 6 8 12 16 24 31 32 33 64
        1   + + + + + + +  +  +  +  +  +  +
        2   - + - + + + +  +  +  -  +  -  +
        3   - - + - + - +  -  +  -  -  +  -
        4   - - - + - + +  +  +  -  +  -  +
        5   - - - - - - -  -  -  -  -  -  -
        6   - - - - + - +  -  +  -  -  -  -
        8   - - - - - + -  +  +  -  +  -  +
        16  - - - - - - -  +  -  -  +  -  +
        31  - - - - - - -  -  -  +  -  -  -
        32  - - - - - - -  -  -  -  +  -  +
        33  - - - - - - -  -  -  -  -  +  -
        """;

    public static TheoryData<int, int, bool> Grid()
    {
        string[][] rows =
        [
            .. Rule.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ];
        var grid = new TheoryData<int, int, bool>();
        foreach (string[] row in rows[1..])
        {
            for (int column = 1; column < row.Length; column++)
                grid.Add(Number(row[0]), Number(rows[0][column]), row[column] == "+");
        }
        return grid;

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void An_interval_in_batches_fits_if_it_is_a_multiple_of_the_accumulation(int accumulate, int every, bool fits)
    {
        var interval = LogInterval.Batches(every);

        Assert.Equal(fits, interval.Accepts(accumulate));
        Exception? refusal = Record.Exception(() => interval.EnsureAccepts(accumulate));
        if (fits)
            Assert.Null(refusal);
        else
            Assert.IsType<IncompatibleLogIntervalException>(refusal);
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void An_interval_in_optimizer_steps_fits_every_accumulation(int accumulate, int every, bool _)
    {
        var interval = LogInterval.Steps(every);

        Assert.True(interval.Accepts(accumulate));
        interval.EnsureAccepts(accumulate);
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, int.MaxValue, true)]
    [InlineData(int.MaxValue, int.MaxValue, true)]
    [InlineData(int.MaxValue, 1, false)]
    [InlineData(int.MaxValue, int.MaxValue - 1, false)]
    [InlineData(int.MaxValue - 1, int.MaxValue, false)]
    [InlineData(2, int.MaxValue, false)]
    [InlineData(2, int.MaxValue - 1, true)]
    public void The_rule_holds_up_to_the_largest_integers(int accumulate, int every, bool fits)
    {
        Assert.Equal(fits, LogInterval.Batches(every).Accepts(accumulate));
        Assert.True(LogInterval.Steps(every).Accepts(accumulate));
    }

    [Fact]
    public void An_interval_in_batches_fits_exactly_if_no_log_falls_inside_a_cycle()
    {
        for (int accumulate = 1; accumulate <= 40; accumulate++)
        {
            for (int every = 1; every <= 40; every++)
            {
                bool cuts = false;
                for (int batch = 1, inCycle = 1; batch <= accumulate * every; batch++, inCycle = inCycle == accumulate ? 1 : inCycle + 1)
                    cuts |= batch % every == 0 && inCycle != accumulate;

                Assert.Equal(!cuts, LogInterval.Batches(every).Accepts(accumulate));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void An_interval_below_one_is_refused_and_named(int every)
    {
        foreach (LogUnit unit in Enum.GetValues<LogUnit>())
        {
            ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new LogInterval(every, unit));
            Assert.Equal(every, refusal.ActualValue);
            Wording.Matches(refusal.Message, $"{every}");
        }
    }

    [Fact]
    public void An_unknown_unit_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new LogInterval(1, (LogUnit)2));

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    public void An_accumulation_below_one_is_refused_in_both_units(int accumulate)
    {
        foreach (LogInterval interval in new[] { LogInterval.Batches(8), LogInterval.Steps(8) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => interval.Accepts(accumulate));
            Assert.Throws<ArgumentOutOfRangeException>(() => interval.EnsureAccepts(accumulate));
            Assert.Throws<ArgumentOutOfRangeException>(() => interval.NearestBelow(accumulate));
            ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => interval.NearestAbove(accumulate));
            Wording.Matches(refusal.Message, $"{accumulate}");
        }
    }

    [Theory]
    [InlineData(6, 4, 4, 8)]
    [InlineData(8, 4, 8, 8)]
    [InlineData(3, 8, null, 8)]
    [InlineData(1, int.MaxValue, null, int.MaxValue)]
    [InlineData(int.MaxValue, 2, int.MaxValue - 1, null)]
    [InlineData(int.MaxValue, int.MaxValue - 1, int.MaxValue - 1, null)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)]
    public void The_nearest_intervals_that_fit_lie_on_both_sides(int every, int accumulate, int? below, int? above)
    {
        var interval = LogInterval.Batches(every);

        Assert.Equal(below, interval.NearestBelow(accumulate)?.Every);
        Assert.Equal(above, interval.NearestAbove(accumulate)?.Every);
    }

    [Theory]
    [InlineData(6, 4)]
    [InlineData(3, 8)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, 2)]
    public void A_refusal_names_both_numbers_the_nearest_that_fit_and_every_way_out(int every, int accumulate)
    {
        IncompatibleLogIntervalException refusal = Assert.Throws<IncompatibleLogIntervalException>(() =>
            LogInterval.Batches(every).EnsureAccepts(accumulate)
        );

        Assert.Equal(LogInterval.Batches(every), refusal.Interval);
        Assert.Equal(accumulate, refusal.Accumulate);
        Wording.Matches(refusal.Message, $"every {every}, accumulate {accumulate}");
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void The_default_interval_is_every_batch_and_equals_it()
    {
        Assert.Equal(1, default(LogInterval).Every);
        Assert.Equal(LogInterval.Batches(1), default);
    }

    [Theory]
    [InlineData(1, LogUnit.Batches, "every 1 batch")]
    [InlineData(8, LogUnit.Batches, "every 8 batches")]
    [InlineData(1, LogUnit.Steps, "every 1 optimizer step")]
    [InlineData(50, LogUnit.Steps, "every 50 optimizer steps")]
    public void An_interval_reads_as_a_phrase(int every, LogUnit unit, string phrase) =>
        Assert.Equal(phrase, new LogInterval(every, unit).ToString());
}
