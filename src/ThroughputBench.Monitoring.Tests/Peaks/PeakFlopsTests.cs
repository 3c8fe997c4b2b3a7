using ThroughputBench.Monitoring.Peaks;
using Xunit;

namespace ThroughputBench.Monitoring.Tests.Peaks;

public sealed class PeakFlopsTests
{
    [Fact]
    public void Sparsity_doubles_the_peak_unless_another_factor_is_given()
    {
        PeakFlops dense = PeakFlops.Find("NVIDIA H100 PCIe", FlopDtype.BFloat16).Peak!;
        Assert.Equal(1, dense.SparseFactor);
        Assert.Equal(2 * 756e12, dense.WithSparsity().PerSecond);
        Assert.Equal(4 * 756e12, dense.WithSparsity(4).PerSecond);
        Assert.Equal(4, dense.WithSparsity(4).SparseFactor);
        Assert.Equal(756e12, dense.WithSparsity(4).DensePerSecond);
        Assert.Equal(756e12, dense.PerSecond);
    }

    [Fact]
    public void A_sparse_factor_takes_the_place_of_the_one_before() =>
        Assert.Equal(4e12, PeakFlops.GivenByUser(1e12, FlopDtype.Float16).WithSparsity(2).WithSparsity(4).PerSecond);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_sparse_factor_below_1_or_not_finite_is_refused(double factor)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(nameof(factor), () =>
            PeakFlops.GivenByUser(1e12, FlopDtype.Float16).WithSparsity(factor)
        );
        Assert.Equal(factor, refusal.ActualValue);
    }

    [Fact]
    public void A_users_own_value_says_that_it_is_one()
    {
        PeakFlops peak = PeakFlops.GivenByUser(50, FlopDtype.Float32);
        Assert.Equal(50, peak.PerSecond);
        Assert.Equal("given by user", peak.Source);
        Assert.Null(peak.Chip);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1e12)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_that_is_not_above_0_and_finite_is_refused(double perSecond)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(nameof(perSecond), () =>
            PeakFlops.GivenByUser(perSecond, FlopDtype.Float32)
        );
        Assert.Equal(perSecond, refusal.ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(perSecond), () => PeakFlops.MeasuredOn(perSecond, FlopDtype.Float32, "cpu"));
    }

    [Fact]
    public void A_measured_value_says_on_what() =>
        Assert.Equal("measured on cpu, 2 threads", PeakFlops.MeasuredOn(1e11, FlopDtype.Float32, "cpu, 2 threads").Source);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_measured_value_without_a_place_is_refused(string where) =>
        Assert.Throws<ArgumentException>(nameof(where), () => PeakFlops.MeasuredOn(1e11, FlopDtype.Float32, where));

    /// <summary>Lightning's own numbers: 10 FLOP/s on a device of 50 are 0.2 of its peak.</summary>
    [Fact]
    public void Utilization_is_the_share_of_the_peak_that_was_used()
    {
        Assert.Equal(0.2, PeakFlops.GivenByUser(50, FlopDtype.Float32).Utilization(10));
        Assert.Equal(0.1, PeakFlops.GivenByUser(50, FlopDtype.Float32).WithSparsity().Utilization(10));
        Assert.Equal(0, PeakFlops.GivenByUser(50, FlopDtype.Float32).Utilization(0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Utilization_of_a_rate_that_cannot_be_is_refused(double flopsPerSecond) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(flopsPerSecond), () =>
            PeakFlops.GivenByUser(50, FlopDtype.Float32).Utilization(flopsPerSecond)
        );

    [Fact]
    public void A_peak_reads_as_figure_dtype_and_source() =>
        Assert.Equal(
            "130 TFLOP/s in float16 (NVIDIA T4, "
                + "https://www.nvidia.com/content/dam/en-zz/Solutions/Data-Center/tesla-t4/t4-tensor-core-datasheet-951643.pdf, sparse ×2)",
            PeakFlops.Find("Tesla T4", FlopDtype.Float16).Peak!.WithSparsity().ToString()
        );

    [Fact]
    public void A_peak_without_chip_and_sparsity_names_neither() =>
        Assert.Equal("50.0 FLOP/s in float32 (given by user)", PeakFlops.GivenByUser(50, FlopDtype.Float32).ToString());

    [Fact]
    public void Two_peaks_with_the_same_figures_and_source_are_equal() =>
        Assert.Equal(PeakFlops.Find("Tesla T4", FlopDtype.Float16).Peak, PeakFlops.Find("NVIDIA T4", FlopDtype.Float16).Peak);
}
