using Microsoft.Extensions.Time.Testing;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Training.Flops;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Training.Tests.Flops;

[Collection(nameof(TorchAlone))]
public sealed class PeakFlopsMeasurementTests
{
    [Theory]
    [InlineData(FlopDtype.Float64)]
    [InlineData(FlopDtype.Float32)]
    [InlineData(FlopDtype.BFloat16)]
    [InlineData(FlopDtype.Float16)]
    public void A_measured_peak_is_positive_and_finite_and_names_its_method_and_device(FlopDtype dtype)
    {
        PeakFlops peak = PeakFlopsMeasurement.Measure(torch.CPU, dtype, [16], repeats: 2);
        Assert.True(peak.PerSecond > 0 && double.IsFinite(peak.PerSecond), peak.ToString());
        Assert.Equal(dtype, peak.Dtype);
        Assert.Equal(1, peak.SparseFactor);
        Assert.Equal(
            $"measured on cpu, {torch.get_num_threads()} thread{(torch.get_num_threads() == 1 ? "" : "s")}: 16 × 16 "
                + $"{PeakFlops.NameOf(dtype)} matrix products, best of 2",
            peak.Source
        );
    }

    [Fact]
    public void The_rate_is_that_of_the_products_in_a_block_by_the_clock()
    {
        // Every look at the clock finds it 10 ms on, so a product seems to take 10 ms, a block of 50 ms holds 5, and takes 10 ms too.
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(10) };
        PeakFlops peak = PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, [8], repeats: 3, time);
        Assert.Equal(5 * (2 * 8 * 8 * 8) / 0.01, peak.PerSecond, 1e-6);
    }

    [Fact]
    public void The_fastest_size_counts()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(10) };
        PeakFlops peak = PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, [4, 16, 8], repeats: 1, time);
        Assert.Equal(5 * (2 * 16 * 16 * 16) / 0.01, peak.PerSecond, 1e-6);
        Wording.Matches(peak.Source);
    }

    [Fact]
    public void A_size_that_would_take_too_long_is_left_out()
    {
        // A product of 4 × 4 takes a second, so one of 8 × 8 would take eight.
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        PeakFlops peak = PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, [4, 8], repeats: 1, time);
        Assert.Equal(2 * 4 * 4 * 4, peak.PerSecond, 1e-6);
    }

    [Fact]
    public void A_clock_that_stands_still_measures_nothing() =>
        Assert.Throws<InvalidOperationException>(() =>
            PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, [4], repeats: 1, new FakeTimeProvider())
        );

    [Theory]
    [InlineData(FlopDtype.Tf32)]
    [InlineData(FlopDtype.Fp8)]
    [InlineData(FlopDtype.Int8)]
    public void A_dtype_that_the_device_cannot_multiply_is_refused_by_name(FlopDtype dtype)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(nameof(dtype), () =>
            PeakFlopsMeasurement.Measure(torch.CPU, dtype, [4])
        );
        Wording.Matches(refusal.Message, PeakFlops.NameOf(dtype));
    }

    [Fact]
    public void Sizes_and_repeats_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>("sizes", () => PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, []));
        Assert.Throws<ArgumentOutOfRangeException>("sizes", () => PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, [8, 0]));
        Assert.Throws<ArgumentOutOfRangeException>("repeats", () =>
            PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, [8], repeats: 0)
        );
        Assert.Throws<ArgumentOutOfRangeException>("dtype", () => PeakFlopsMeasurement.Measure(torch.CPU, (FlopDtype)42, [8]));
    }

    [Fact]
    public void Measuring_draws_no_random_numbers_and_leaves_no_tensor()
    {
        torch.random.manual_seed(7);
        torch.Tensor expected = torch.rand(10);
        torch.random.manual_seed(7);
        long before = TensorCount.Live;
        PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, [8], repeats: 1);
        Assert.Equal(before, TensorCount.Live);
        Assert.True(expected.Equals(torch.rand(10)));
    }
}
