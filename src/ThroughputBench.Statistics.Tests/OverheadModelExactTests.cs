using MathNet.Numerics.LinearAlgebra;
using ThroughputBench.Statistics.Tests.Simulation;
using static ThroughputBench.Statistics.Tests.Estimates;

namespace ThroughputBench.Statistics.Tests;

/// <summary>The model against weighted least squares as they are defined, in nanoseconds and without any scaling.</summary>
public sealed class OverheadModelExactTests
{
    private const double Error = 0.0002;
    private static readonly double[] Times = [60_000, 90_000, 250_000, 2_000_000];
    private static readonly int[] Logs = [1, 4, 16];

    [Theory]
    [InlineData(0.3)]
    [InlineData(3)]
    public void Parts_and_their_intervals_are_those_of_weighted_least_squares(double noise)
    {
        OverheadCell[] cells = Cells(60, 900, 0.002, noise);

        OverheadModel model = OverheadModel.Fit(cells, 0.9);

        Reference expected = Reference.Of(cells, [0, 1, 2]);
        double quantile = StudentQuantile.Of(cells.Length - 3, 0.95);
        CostInterval[] parts = [model.MicroBatchNanoseconds, model.LogNanoseconds, model.TimeShare];
        for (int part = 0; part < 3; part++)
        {
            double reach = quantile * Math.Sqrt(expected.Covariance[part, part]),
                precision = 1e-6 * reach;
            Assert.Equal(expected.Parts[part], parts[part].Value, precision);
            Assert.Equal(Math.Max(0, expected.Parts[part] - reach), parts[part].Lower, precision);
            Assert.Equal(expected.Parts[part] + reach, parts[part].Upper, precision);
        }
        Assert.Equal((0.9, 12), (model.Confidence, model.Cells));
    }

    [Fact]
    public void At_the_ends_of_the_break_even_time_the_budget_is_as_far_away_as_the_interval_reaches()
    {
        OverheadCell[] cells = Cells(60, 900, 0.002, 1);
        OverheadModel model = OverheadModel.Fit(cells);
        Reference fit = Reference.Of(cells, [0, 1, 2]);
        double quantile = StudentQuantile.Of(cells.Length - 3, 0.975);

        CostInterval breakEven = model.BreakEvenNanoseconds(0.25, 0.02);

        Assert.Equal((fit.Parts[0] + 0.25 * fit.Parts[1]) / (0.02 - fit.Parts[2]), breakEven.Value, 1e-3);
        Assert.True(breakEven.Lower < breakEven.Value && breakEven.Value < breakEven.Upper);
        Assert.All([breakEven.Lower, breakEven.Upper], time =>
        {
            Vector<double> weights = Vector<double>.Build.Dense([1 / time, 0.25 / time, 1]);
            double apart = Math.Abs(weights * fit.Parts - 0.02),
                reach = quantile * Math.Sqrt(weights * fit.Covariance * weights);
            Assert.Equal(1, apart / reach, 1e-6);
        });
    }

    [Fact]
    public void A_part_that_would_be_negative_is_left_out_and_the_others_are_fitted_without_it()
    {
        OverheadCell[] cells = Cells(60, 900, -0.002, 1);

        OverheadModel model = OverheadModel.Fit(cells);

        Reference two = Reference.Of(cells, [0, 1]),
            one = Reference.Of(cells, [1]);
        Assert.True(two.Parts[0] < 0 && one.Parts[0] > 0);
        Assert.Equal((0, 0), (model.MicroBatchNanoseconds.Value, model.TimeShare.Value));
        Assert.Equal(one.Parts[0], model.LogNanoseconds.Value, 1e-6 * one.Parts[0]);
    }

    [Fact]
    public void An_interval_holds_a_value_that_the_bound_at_zero_has_moved()
    {
        OverheadModel model = OverheadModel.Fit(Cells(60, 900, -0.01, 0.1));

        Assert.All([model.MicroBatchNanoseconds, model.LogNanoseconds, model.TimeShare], part =>
        {
            Assert.InRange(part.Value, part.Lower, part.Upper);
            Assert.InRange(part.Lower, 0, double.MaxValue);
        });
        Assert.Equal((0, 0), (model.TimeShare.Value, model.TimeShare.Upper));
        CostInterval breakEven = model.BreakEvenNanoseconds(1);
        Assert.InRange(breakEven.Value, breakEven.Lower, breakEven.Upper);
    }

    [Fact]
    public void Four_cells_are_enough_and_three_are_not()
    {
        OverheadCell[] cells = [Cell(60_000, 1), Cell(60_000, 4), Cell(250_000, 16), Cell(2_000_000, 4)];

        Assert.Equal(4, OverheadModel.Fit([.. cells, new(60_000, 1, Unknown)]).Cells);
        string message = Assert.Throws<ArgumentException>(() => OverheadModel.Fit(cells[..3])).Message;
        Wording.Matches(message);

        static OverheadCell Cell(double time, int logEvery) => OverheadModelExactTests.Cell(time, logEvery, (60 + 900.0 / logEvery) / time);
    }

    [Fact]
    public void Numbers_out_of_range_are_refused_and_those_at_its_ends_are_not()
    {
        OverheadModel model = OverheadModel.Fit(Cells(60, 900, 0.002, 1));

        Assert.Throws<ArgumentNullException>(() => OverheadModel.Fit(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => OverheadModel.Fit(Cells(60, 900, 0, 0), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.BreakEvenNanoseconds(1, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.BreakEvenNanoseconds(1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OverheadCell(double.PositiveInfinity, 1, Unknown));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OverheadCell(1, -0.1, Unknown));
        Assert.Throws<ArgumentNullException>(() => new OverheadCell(1, 1, null!));
        Assert.Equal((0, 1), (new OverheadCell(1, 0, Unknown).LogsPerMicroBatch, new OverheadCell(1, 1, Unknown).LogsPerMicroBatch));
        Assert.True(model.BreakEvenNanoseconds(0).Value < model.BreakEvenNanoseconds(1).Value);
    }

    private static OverheadCell[] Cells(double fixedNanoseconds, double logNanoseconds, double share, double noise)
    {
        var chance = new Chance(11);
        return
        [
            .. Times.SelectMany(time =>
                Logs.Select(logEvery =>
                    Cell(time, logEvery, (fixedNanoseconds + logNanoseconds / logEvery) / time + share + noise * Error * chance.Normal())
                )
            ),
        ];
    }

    /// <summary>Cells of longer times are known better.</summary>
    private static OverheadCell Cell(double time, int logEvery, double overhead) =>
        new(
            time,
            1.0 / logEvery,
            RatioEstimate.FromLog(Math.Log(1 + overhead), Error * Math.Sqrt(60_000 / time), double.PositiveInfinity, 0.95)
        );

    /// <param name="Parts">Of those asked for.</param>
    /// <param name="Covariance">Theirs, widened if the cells disagree.</param>
    private sealed record Reference(Vector<double> Parts, Matrix<double> Covariance)
    {
        public static Reference Of(OverheadCell[] cells, int[] parts)
        {
            double[][] rows = [.. cells.Select(cell => Columns(cell).Where((_, i) => parts.Contains(i)).ToArray())];
            Matrix<double> design = Matrix<double>.Build.DenseOfRows(rows);
            Vector<double> overheads = Vector<double>.Build.DenseOfEnumerable(cells.Select(cell => cell.Overhead.Overhead));
            Matrix<double> weights = Matrix<double>.Build.DiagonalOfDiagonalArray([
                .. cells.Select(cell => 1 / Math.Pow((1 + cell.Overhead.Overhead) * cell.Overhead.LogStandardError, 2)),
            ]);
            Matrix<double> inverse = (design.Transpose() * weights * design).Inverse();
            Vector<double> fit = inverse * design.Transpose() * weights * overheads,
                apart = overheads - design * fit;
            double disagreement = apart * weights * apart / (cells.Length - parts.Length);
            return new(fit, inverse * Math.Max(1, disagreement));
        }

        private static double[] Columns(OverheadCell cell) =>
            [1 / cell.MicroBatchNanoseconds, cell.LogsPerMicroBatch / cell.MicroBatchNanoseconds, 1];
    }
}
