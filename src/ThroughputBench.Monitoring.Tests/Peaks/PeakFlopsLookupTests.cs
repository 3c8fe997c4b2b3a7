using ThroughputBench.Monitoring.Peaks;
using Xunit;

namespace ThroughputBench.Monitoring.Tests.Peaks;

public sealed class PeakFlopsLookupTests
{
    [Theory]
    [InlineData("NVIDIA H100 PCIe", FlopDtype.BFloat16, 756e12)]
    [InlineData("Tesla T4", FlopDtype.Float16, 65e12)]
    [InlineData("NVIDIA A100-SXM4-80GB", FlopDtype.BFloat16, 312e12)]
    [InlineData("NVIDIA A100-SXM4-80GB", FlopDtype.Tf32, 156e12)]
    [InlineData("NVIDIA A100 80GB PCIe", FlopDtype.Float32, 19.5e12)]
    [InlineData("NVIDIA H100 80GB HBM3", FlopDtype.BFloat16, 989.4e12)]
    [InlineData("NVIDIA H200", FlopDtype.BFloat16, 989.5e12)]
    [InlineData("NVIDIA H200 NVL", FlopDtype.BFloat16, 835.5e12)]
    [InlineData("Tesla V100-SXM2-16GB", FlopDtype.Float16, 125e12)]
    [InlineData("Tesla V100-PCIE-32GB", FlopDtype.Float16, 112e12)]
    [InlineData("NVIDIA L4", FlopDtype.BFloat16, 121e12)]
    [InlineData("NVIDIA L40", FlopDtype.BFloat16, 181.05e12)]
    [InlineData("NVIDIA L40S", FlopDtype.BFloat16, 362.05e12)]
    [InlineData("NVIDIA B200", FlopDtype.BFloat16, 2250e12)]
    [InlineData("NVIDIA GeForce RTX 4090", FlopDtype.Float16, 165.2e12)]
    [InlineData("NVIDIA RTX 6000 Ada Generation", FlopDtype.Fp8, 728.5e12)]
    public void A_known_chip_has_the_dense_peak_of_its_data_sheet(string name, FlopDtype dtype, double perSecond)
    {
        PeakFlopsAnswer answer = PeakFlops.Find(name, dtype);
        Assert.Equal(PeakFlopsStatus.Found, answer.Status);
        Assert.True(answer.IsFound, answer.Reason);
        Assert.Equal(perSecond, answer.Peak.PerSecond);
        Assert.Equal(dtype, answer.Peak.Dtype);
        Assert.StartsWith("https://", answer.Peak.Source, StringComparison.Ordinal);
        Assert.Null(answer.Reason);
    }

    /// <summary>Names from drivers, and the one chip that each means.</summary>
    [Theory]
    [InlineData("Tesla V100-SXM2-16GB", "NVIDIA V100 SXM")]
    [InlineData("Tesla V100-SXM2-32GB", "NVIDIA V100 SXM")]
    [InlineData("Tesla V100-SXM3-32GB", "NVIDIA V100 SXM")]
    [InlineData("Tesla V100-PCIE-16GB", "NVIDIA V100 PCIe")]
    [InlineData("Tesla V100S-PCIE-32GB", "NVIDIA V100S PCIe")]
    [InlineData("Tesla T4", "NVIDIA T4")]
    [InlineData("NVIDIA T4", "NVIDIA T4")]
    [InlineData("A100-SXM4-40GB", "NVIDIA A100")]
    [InlineData("NVIDIA A100-SXM4-40GB", "NVIDIA A100")]
    [InlineData("NVIDIA A100-SXM4-80GB", "NVIDIA A100")]
    [InlineData("NVIDIA A100-PCIE-40GB", "NVIDIA A100")]
    [InlineData("NVIDIA A100 80GB PCIe", "NVIDIA A100")]
    [InlineData("NVIDIA A10", "NVIDIA A10")]
    [InlineData("NVIDIA A10G", "NVIDIA A10G")]
    [InlineData("NVIDIA A30", "NVIDIA A30")]
    [InlineData("NVIDIA A40", "NVIDIA A40")]
    [InlineData("NVIDIA RTX A6000", "NVIDIA RTX A6000")]
    [InlineData("RTX A6000", "NVIDIA RTX A6000")]
    [InlineData("NVIDIA RTX 6000 Ada Generation", "NVIDIA RTX 6000 Ada Generation")]
    [InlineData("NVIDIA L4", "NVIDIA L4")]
    [InlineData("NVIDIA L40", "NVIDIA L40")]
    [InlineData("NVIDIA L40S", "NVIDIA L40S")]
    [InlineData("NVIDIA H100 80GB HBM3", "NVIDIA H100 SXM")]
    [InlineData("NVIDIA H100 PCIe", "NVIDIA H100 PCIe")]
    [InlineData("NVIDIA H100 80GB HBM2e", "NVIDIA H100 PCIe")]
    [InlineData("NVIDIA H100 NVL", "NVIDIA H100 NVL")]
    [InlineData("NVIDIA H200", "NVIDIA H200")]
    [InlineData("NVIDIA H200 NVL", "NVIDIA H200 NVL")]
    [InlineData("NVIDIA GH200 480GB", "NVIDIA GH200")]
    [InlineData("NVIDIA GH200 120GB", "NVIDIA GH200")]
    [InlineData("NVIDIA GH200 144G HBM3e", "NVIDIA GH200")]
    [InlineData("NVIDIA B200", "NVIDIA B200")]
    [InlineData("NVIDIA GB200", "NVIDIA GB200")]
    [InlineData("NVIDIA GeForce RTX 3090", "NVIDIA GeForce RTX 3090")]
    [InlineData("NVIDIA GeForce RTX 3090 Ti", "NVIDIA GeForce RTX 3090 Ti")]
    [InlineData("GeForce RTX 3090", "NVIDIA GeForce RTX 3090")]
    [InlineData("NVIDIA GeForce RTX 4080", "NVIDIA GeForce RTX 4080")]
    [InlineData("NVIDIA GeForce RTX 4090", "NVIDIA GeForce RTX 4090")]
    [InlineData("NVIDIA GeForce RTX 5080", "NVIDIA GeForce RTX 5080")]
    [InlineData("NVIDIA GeForce RTX 5090", "NVIDIA GeForce RTX 5090")]
    [InlineData("AMD Instinct MI300X", "AMD Instinct MI300X")]
    [InlineData("h100 sxm", "NVIDIA H100 SXM")]
    public void A_real_name_is_found_as_its_own_chip(string name, string chip)
    {
        PeakFlopsAnswer answer = PeakFlops.Find(name, FlopDtype.Float16);
        Assert.NotEqual(PeakFlopsStatus.UnknownChip, answer.Status);
        Assert.Contains(chip, answer.Peak?.Chip ?? answer.Reason, StringComparison.Ordinal);
        ChipPeaks only = Assert.Single(PeakFlopsTable.Chips, candidate => candidate.Is(ChipPeaks.Words(name)));
        Assert.Equal(chip, only.Name);
    }

    [Theory]
    [InlineData("NVIDIA GeForce RTX 4090 Laptop GPU")]
    [InlineData("NVIDIA GeForce RTX 4090 D")]
    [InlineData("NVIDIA GeForce RTX 4080 SUPER")]
    [InlineData("NVIDIA GeForce RTX 5070 Ti")]
    [InlineData("NVIDIA GeForce GTX 1080 Ti")]
    [InlineData("NVIDIA A100-SXM4-40GB MIG 1g.5gb")]
    [InlineData("NVIDIA H100 80GB HBM3 MIG 1g.10gb")]
    [InlineData("NVIDIA A100-SXM-64GB")]
    [InlineData("NVIDIA A100X")]
    [InlineData("NVIDIA A10-24Q")]
    [InlineData("NVIDIA L40S-48Q")]
    [InlineData("GRID A100D-80C")]
    [InlineData("NVIDIA A2")]
    [InlineData("NVIDIA A16")]
    [InlineData("NVIDIA L20")]
    [InlineData("NVIDIA H20")]
    [InlineData("NVIDIA H800")]
    [InlineData("NVIDIA GB10")]
    [InlineData("NVIDIA B300 SXM6 AC")]
    [InlineData("NVIDIA RTX A4000")]
    [InlineData("Quadro RTX 6000")]
    [InlineData("Tesla P100-PCIE-16GB")]
    [InlineData("Tesla V100-SXM3-32GB-H")]
    [InlineData("AMD Instinct MI250X")]
    [InlineData("AMD EPYC 7B12 64-Core Processor")]
    [InlineData("NVIDIA")]
    [InlineData("---")]
    public void An_unknown_chip_has_no_peak_and_one_reason(string name)
    {
        PeakFlopsAnswer answer = PeakFlops.Find(name, FlopDtype.Float16);
        Assert.Equal(PeakFlopsStatus.UnknownChip, answer.Status);
        Assert.False(answer.IsFound);
        Assert.Null(answer.Peak);
        Assert.Contains($"'{name}'", answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', answer.Reason);
    }

    [Fact]
    public void A_name_that_fits_several_chips_is_not_guessed_and_they_are_named()
    {
        PeakFlopsAnswer answer = PeakFlops.Find("NVIDIA H100", FlopDtype.BFloat16);
        Assert.Equal(PeakFlopsStatus.UnknownChip, answer.Status);
        Assert.Equal(
            "No peak is listed for the chip 'NVIDIA H100' (listed is NVIDIA H100 SXM, NVIDIA H100 PCIe, NVIDIA H100 NVL): give the "
                + "peak, or measure it.",
            answer.Reason
        );
    }

    [Theory]
    [InlineData("Tesla T4", FlopDtype.BFloat16, "bfloat16 is not supported by the chip NVIDIA T4 (Turing): choose another dtype.")]
    [InlineData("Tesla V100-SXM2-16GB", FlopDtype.Tf32, "tf32 is not supported by the chip NVIDIA V100 SXM (Volta): choose another dtype.")]
    [InlineData("NVIDIA A100-SXM4-40GB", FlopDtype.Fp8, "fp8 is not supported by the chip NVIDIA A100 (Ampere): choose another dtype.")]
    public void A_dtype_without_hardware_is_reported_as_unsupported(string name, FlopDtype dtype, string reason)
    {
        PeakFlopsAnswer answer = PeakFlops.Find(name, dtype);
        Assert.Equal(PeakFlopsStatus.UnsupportedDtype, answer.Status);
        Assert.Null(answer.Peak);
        Assert.Equal(reason, answer.Reason);
    }

    [Fact]
    public void A_figure_that_the_data_sheet_does_not_give_is_left_out()
    {
        PeakFlopsAnswer answer = PeakFlops.Find("NVIDIA GeForce RTX 4090", FlopDtype.Float64);
        Assert.Equal(PeakFlopsStatus.UnlistedDtype, answer.Status);
        Assert.Equal("No float64 peak is listed for the chip NVIDIA GeForce RTX 4090: give the peak, or measure it.", answer.Reason);
    }

    [Fact]
    public void Every_chip_of_the_table_is_found_by_its_own_name_and_by_no_other_chip()
    {
        Assert.Equal(PeakFlopsTable.Chips.Length, PeakFlops.Chips.Distinct().Count());
        foreach (string name in PeakFlops.Chips)
        {
            ChipPeaks only = Assert.Single(PeakFlopsTable.Chips, chip => chip.Is(ChipPeaks.Words(name)));
            Assert.Equal(name, only.Name);
        }
    }

    /// <summary>Slips of the pen show: narrower dtypes are never slower, nor faster than their width allows.</summary>
    [Fact]
    public void Figures_of_one_chip_are_in_order_and_of_a_plausible_size()
    {
        foreach (ChipPeaks chip in PeakFlopsTable.Chips)
        {
            double Figure(FlopDtype dtype, double missing) => chip.Dense.GetValueOrDefault(dtype, missing);
            Assert.All(chip.Dense.Values, figure => Assert.InRange(figure, 1e12, 1e16));
            Assert.True(Figure(FlopDtype.Float64, 0) <= Figure(FlopDtype.Float32, double.MaxValue), chip.Name);
            Assert.True(Figure(FlopDtype.Float32, 0) <= Figure(FlopDtype.Tf32, double.MaxValue), chip.Name);
            Assert.True(Figure(FlopDtype.Tf32, 0) < Figure(FlopDtype.BFloat16, double.MaxValue), chip.Name);
            Assert.True(Figure(FlopDtype.BFloat16, 0) < Figure(FlopDtype.Fp8, double.MaxValue), chip.Name);
            Assert.True(Figure(FlopDtype.Float16, 0) < Figure(FlopDtype.Int8, double.MaxValue), chip.Name);
            Assert.True(Figure(FlopDtype.Fp8, 0) < 2.1 * Figure(FlopDtype.Float16, double.MaxValue), chip.Name);
            Assert.True(Figure(FlopDtype.Int8, 0) < 4.1 * Figure(FlopDtype.Float16, double.MaxValue), chip.Name);
            if (chip.Dense.TryGetValue(FlopDtype.BFloat16, out double bfloat16))
                Assert.Equal(chip.Dense[FlopDtype.Float16], bfloat16);
            Assert.DoesNotContain(chip.Dense.Keys, dtype => chip.Generation.Unsupported.Contains(dtype));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_name_is_refused(string name) =>
        Assert.Throws<ArgumentException>("chip", () => PeakFlops.Find(name, FlopDtype.Float16));

    [Fact]
    public void An_undefined_dtype_is_refused_with_those_that_are_defined()
    {
        ArgumentException refusal = Assert.Throws<ArgumentOutOfRangeException>("dtype", () => PeakFlops.Find("Tesla T4", (FlopDtype)42));
        Wording.Matches(refusal.Message);
    }
}
