using ThroughputBench.Devices;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Devices;

public sealed class GpusTests
{
    private const ulong Idle = 0x1;
    private const ulong ClocksSet = 0x2;
    private const ulong PowerCap = 0x4;
    private const ulong HardwareThermal = 0x40;

    [Fact]
    public void A_GPU_is_known_by_its_place_on_the_bus_and_says_what_it_is_and_how_it_is_set()
    {
        Assert.Equal(
            new GpuFacts
            {
                Name = "NVIDIA H100 80GB HBM3",
                MemoryBytes = 85_520_809_984,
                Driver = "570.86.15",
                CudaOfDriver = "12.8",
                MaximumSmClockMegahertz = 1980,
                MaximumMemoryClockMegahertz = 2619,
                PowerCapWatts = 700,
                Ecc = true,
                Mig = false,
            },
            Of(new SimulatedNvml()).Facts(1)
        );
        Assert.Null(Of(new SimulatedNvml()).Facts(0));
    }

    [Fact]
    public void What_a_driver_does_not_say_is_left_open()
    {
        GpuFacts facts = Of(new SimulatedNvml { IsOld = true }).Facts(1)!;

        Assert.Equal((null, null, null), (facts.CudaOfDriver, facts.Ecc, facts.Mig));
        Assert.Null(Of(null).Facts(1));
        Assert.Null(Of(null).State(1));
        Assert.Null(Of(new SimulatedNvml { ChipName = null }).Facts(1));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(Idle | ClocksSet, "")]
    [InlineData(PowerCap, "power cap")]
    [InlineData(Idle | PowerCap | HardwareThermal, "power cap, temperature (by the hardware)")]
    public void Only_what_slows_it_down_counts_as_slowing_it_down(ulong reasons, string words) =>
        Assert.Equal(words, string.Join(", ", Of(new SimulatedNvml { Throttle = reasons }).State(1)!.Slowdowns!));

    [Fact]
    public void A_cell_is_throttled_if_the_GPU_was_slowed_down_before_after_or_between()
    {
        var nvml = new SimulatedNvml();
        GpuState calm = Of(nvml).State(1)!;
        nvml.Throttle = PowerCap;
        GpuState capped = Of(nvml).State(1)!;
        nvml.Throttle = 0;
        nvml.PowerViolation = 3_500_000;
        GpuState cappedMeanwhile = Of(nvml).State(1)!;

        Assert.False(ThrottlingRecord.Between(calm, calm)!.WasThrottled);
        Assert.Equal("power cap", ThrottlingRecord.Between(calm, capped)!.SlowedBy);
        Assert.Equal("power cap", ThrottlingRecord.Between(capped, calm)!.SlowedBy);
        Assert.Equal(
            (null, 3.5, true),
            (
                ThrottlingRecord.Between(calm, cappedMeanwhile)!.SlowedBy,
                ThrottlingRecord.Between(calm, cappedMeanwhile)!.PowerLimitedMilliseconds,
                ThrottlingRecord.Between(calm, cappedMeanwhile)!.WasThrottled
            )
        );
        Assert.Equal(0, ThrottlingRecord.Between(cappedMeanwhile, calm)!.PowerLimitedMilliseconds);
        Assert.Null(ThrottlingRecord.Between(null, calm));
        Assert.Null(
            ThrottlingRecord.Between(Of(new SimulatedNvml { Throttle = null }).State(1), Of(new SimulatedNvml { Throttle = null }).State(1))
        );
    }

    [Fact]
    public void In_words_it_has_its_peaks_if_they_are_known()
    {
        string words = GpuWords.Of(Of(new SimulatedNvml()).Facts(1)!);

        Wording.Matches(words, "known");
        Wording.Matches(GpuWords.Of(new GpuFacts { Name = "NVIDIA Nonesuch" }), "unknown");
        Wording.Matches(GpuWords.Of(Of(new SimulatedNvml()).State(1)!), "state");
    }

    [Theory]
    [InlineData("cpu", null)]
    [InlineData("cuda", 0)]
    [InlineData("cuda:3", 3)]
    public void A_device_without_a_number_is_the_first(string device, int? index) => Assert.Equal(index, Gpus.IndexOf(device));

    // CUDA numbers the GPU 1; NVML numbers it as it likes.
    private static Gpus Of(SimulatedNvml? nvml) => new(nvml, index => index == 1 ? SimulatedNvml.BusId : null);
}
