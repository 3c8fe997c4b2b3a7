using static ThroughputBench.Monitoring.Peaks.ChipGeneration;

namespace ThroughputBench.Monitoring.Peaks;

/// <summary>Peaks from data sheets.</summary>
/// <remarks>
/// Figures are in 10¹² operations per second, dense. If a data sheet prints a figure with sparsity only, the table holds half of it.
/// A figure that its data sheet does not give is left out.
/// </remarks>
internal static class PeakFlopsTable
{
    private const string VoltaSheet =
        "https://images.nvidia.com/content/technologies/volta/pdf/volta-v100-datasheet-update-us-1165301-r5.pdf";
    private const string V100SSheet = "https://images.nvidia.com/content/technologies/volta/pdf/v100s-datasheet-us-2020.pdf";
    private const string T4Sheet =
        "https://www.nvidia.com/content/dam/en-zz/Solutions/Data-Center/tesla-t4/t4-tensor-core-datasheet-951643.pdf";
    private const string A100Sheet =
        "https://www.nvidia.com/content/dam/en-zz/Solutions/Data-Center/a100/pdf/nvidia-a100-datasheet-us-nvidia-1758950-r4-web.pdf";
    private const string A10Sheet =
        "https://www.nvidia.com/content/dam/en-zz/Solutions/Data-Center/a10/pdf/datasheet-new/nvidia-a10-datasheet.pdf";
    private const string A10GSheet = "https://d1.awsstatic.com/product-marketing/ec2/NVIDIA_AWS_A10G_DataSheet_FINAL_02_17_2022.pdf";
    private const string A30Sheet = "https://www.nvidia.com/content/dam/en-zz/Solutions/data-center/products/a30-gpu/pdf/a30-datasheet.pdf";
    private const string A40Sheet = "https://images.nvidia.com/content/Solutions/data-center/a40/nvidia-a40-datasheet.pdf";
    private const string Ga102Paper = "https://www.nvidia.com/content/PDF/nvidia-ampere-ga-102-gpu-architecture-whitepaper-v2.pdf";
    private const string AdaPaper = "https://images.nvidia.com/aem-dam/Solutions/geforce/ada/nvidia-ada-gpu-architecture.pdf";
    private const string L4Sheet = "https://resources.nvidia.com/en-us-data-center-overview/l4-gpu-datasheet";
    private const string L40Sheet =
        "https://www.nvidia.com/content/dam/en-zz/Solutions/design-visualization/support-guide/NVIDIA-L40-Datasheet-January-2023.pdf";
    private const string L40SSheet = "https://resources.nvidia.com/en-us-l40s/l40s-datasheet-28413";
    private const string Rtx6000AdaSheet =
        "https://www.nvidia.com/content/dam/en-zz/Solutions/design-visualization/rtx-6000/proviz-print-rtx6000-datasheet-web-2504660.pdf";
    private const string H100Paper = "https://resources.nvidia.com/en-us-tensor-core/gtc22-whitepaper-hopper";
    private const string H100Sheet = "https://resources.nvidia.com/en-us-tensor-core/nvidia-tensor-core-gpu-datasheet";
    private const string H200Sheet =
        "https://resources.nvidia.com/en-us-data-center-overview-mc/en-us-data-center-overview/hpc-datasheet-sc23-h200";
    private const string Gh200Sheet = "https://resources.nvidia.com/en-us-grace-cpu/grace-hopper-superchip";
    private const string BlackwellSheet = "https://resources.nvidia.com/en-us-blackwell-architecture/datasheet";
    private const string BlackwellBrief = "https://resources.nvidia.com/en-us-blackwell-architecture";
    private const string RtxBlackwellPaper =
        "https://images.nvidia.com/aem-dam/Solutions/geforce/blackwell/nvidia-rtx-blackwell-gpu-architecture.pdf";
    private const string Mi300XSheet =
        "https://www.amd.com/content/dam/amd/en/documents/instinct-tech-docs/data-sheets/amd-instinct-mi300x-data-sheet.pdf";

    public static readonly ChipPeaks[] Chips =
    [
        new(
            "NVIDIA V100 SXM",
            Volta,
            VoltaSheet,
            ["V100 SXM", "V100 SXM2", "V100 SXM3"],
            "NVIDIA Tesla 16GB 32GB",
            Tera(float64: 7.8, float32: 15.7, float16: 125)
        ),
        new("NVIDIA V100 PCIe", Volta, VoltaSheet, ["V100 PCIe"], "NVIDIA Tesla 16GB 32GB", Tera(float64: 7, float32: 14, float16: 112)),
        new("NVIDIA V100S PCIe", Volta, V100SSheet, ["V100S"], "NVIDIA Tesla PCIe 32GB", Tera(float64: 8.2, float32: 16.4, float16: 130)),
        new("NVIDIA T4", Turing, T4Sheet, ["T4"], "NVIDIA Tesla 16GB", Tera(float32: 8.1, float16: 65, int8: 130)),
        new(
            "NVIDIA A100",
            Ampere,
            A100Sheet,
            ["A100"],
            "NVIDIA SXM SXM4 PCIe 40GB 80GB HBM2 HBM2e",
            Tera(float64: 19.5, float32: 19.5, tf32: 156, bfloat16: 312, float16: 312, int8: 624)
        ),
        new(
            "NVIDIA A10",
            Ampere,
            A10Sheet,
            ["A10"],
            "NVIDIA PCIe 24GB",
            Tera(float32: 31.2, tf32: 62.5, bfloat16: 125, float16: 125, int8: 250)
        ),
        new("NVIDIA A10G", Ampere, A10GSheet, ["A10G"], "NVIDIA 24GB", Tera(float32: 35, tf32: 35, bfloat16: 70, float16: 70, int8: 140)),
        new(
            "NVIDIA A30",
            Ampere,
            A30Sheet,
            ["A30"],
            "NVIDIA PCIe 24GB",
            Tera(float64: 10.3, float32: 10.3, tf32: 82, bfloat16: 165, float16: 165, int8: 330)
        ),
        new(
            "NVIDIA A40",
            Ampere,
            A40Sheet,
            ["A40"],
            "NVIDIA PCIe 48GB",
            Tera(float32: 37.4, tf32: 74.8, bfloat16: 149.7, float16: 149.7, int8: 299.3)
        ),
        new(
            "NVIDIA RTX A6000",
            Ampere,
            Ga102Paper,
            ["A6000"],
            "NVIDIA Quadro RTX 48GB",
            Tera(float32: 38.7, tf32: 77.4, bfloat16: 154.8, float16: 154.8, int8: 309.7)
        ),
        new(
            "NVIDIA GeForce RTX 3090",
            Ampere,
            Ga102Paper,
            ["3090"],
            "NVIDIA GeForce RTX 24GB",
            Tera(float32: 35.6, tf32: 35.6, bfloat16: 71, float16: 71, int8: 284)
        ),
        new(
            "NVIDIA GeForce RTX 3090 Ti",
            Ampere,
            AdaPaper,
            ["3090 Ti"],
            "NVIDIA GeForce RTX 24GB",
            Tera(float32: 40, tf32: 40, bfloat16: 80, float16: 80, int8: 320)
        ),
        new(
            "NVIDIA GeForce RTX 4080",
            Ada,
            AdaPaper,
            ["4080"],
            "NVIDIA GeForce RTX 16GB",
            Tera(float32: 48.7, tf32: 48.7, bfloat16: 97.5, float16: 97.5, fp8: 194.9, int8: 389.9)
        ),
        new(
            "NVIDIA GeForce RTX 4090",
            Ada,
            AdaPaper,
            ["4090"],
            "NVIDIA GeForce RTX 24GB",
            Tera(float32: 82.6, tf32: 82.6, bfloat16: 165.2, float16: 165.2, fp8: 330.3, int8: 660.6)
        ),
        new(
            "NVIDIA RTX 6000 Ada Generation",
            Ada,
            Rtx6000AdaSheet,
            ["6000 Ada"],
            "NVIDIA RTX Generation 48GB",
            Tera(float32: 91.1, fp8: 1457.0 / 2)
        ),
        new(
            "NVIDIA L4",
            Ada,
            L4Sheet,
            ["L4"],
            "NVIDIA 24GB",
            Tera(float32: 30.3, tf32: 120 / 2, bfloat16: 242 / 2, float16: 242 / 2, fp8: 485 / 2.0, int8: 485 / 2.0)
        ),
        new(
            "NVIDIA L40",
            Ada,
            L40Sheet,
            ["L40"],
            "NVIDIA 48GB",
            Tera(float32: 90.5, tf32: 90.5, bfloat16: 181.05, float16: 181.05, fp8: 362, int8: 362)
        ),
        new(
            "NVIDIA L40S",
            Ada,
            L40SSheet,
            ["L40S"],
            "NVIDIA 48GB",
            Tera(float32: 91.6, tf32: 183, bfloat16: 362.05, float16: 362.05, fp8: 733, int8: 733)
        ),
        new(
            "NVIDIA H100 SXM",
            Hopper,
            H100Paper,
            ["H100 SXM", "H100 SXM5", "H100 80GB HBM3"],
            "NVIDIA 80GB HBM3",
            Tera(float64: 66.9, float32: 66.9, tf32: 494.7, bfloat16: 989.4, float16: 989.4, fp8: 1978.9, int8: 1978.9)
        ),
        new(
            "NVIDIA H100 PCIe",
            Hopper,
            H100Paper,
            ["H100 PCIe", "H100 80GB HBM2e"],
            "NVIDIA 80GB HBM2e",
            Tera(float64: 51.2, float32: 51.2, tf32: 378, bfloat16: 756, float16: 756, fp8: 1513, int8: 1513)
        ),
        new(
            "NVIDIA H100 NVL",
            Hopper,
            H100Sheet,
            ["H100 NVL"],
            "NVIDIA 94GB HBM3",
            Tera(float64: 60, float32: 60, tf32: 835 / 2.0, bfloat16: 1671 / 2.0, float16: 1671 / 2.0, fp8: 3341 / 2.0, int8: 3341 / 2.0)
        ),
        new(
            "NVIDIA H200",
            Hopper,
            H200Sheet,
            ["H200"],
            "NVIDIA SXM SXM5 141GB HBM3e",
            Tera(float64: 67, float32: 67, tf32: 989 / 2.0, bfloat16: 1979 / 2.0, float16: 1979 / 2.0, fp8: 3958 / 2, int8: 3958 / 2)
        ),
        new(
            "NVIDIA H200 NVL",
            Hopper,
            H200Sheet,
            ["H200 NVL"],
            "NVIDIA 141GB HBM3e",
            Tera(float64: 60, float32: 60, tf32: 835 / 2.0, bfloat16: 1671 / 2.0, float16: 1671 / 2.0, fp8: 3341 / 2.0, int8: 3341 / 2.0)
        ),
        new(
            "NVIDIA GH200",
            Hopper,
            Gh200Sheet,
            ["GH200"],
            "NVIDIA 120GB 480GB 96GB 144G 144GB HBM3 HBM3e",
            Tera(float64: 67, float32: 67, tf32: 989 / 2.0, bfloat16: 1979 / 2.0, float16: 1979 / 2.0, fp8: 3958 / 2, int8: 3958 / 2)
        ),
        new(
            "NVIDIA B100",
            Blackwell,
            BlackwellBrief,
            ["B100"],
            "NVIDIA 192GB HBM3e",
            Tera(bfloat16: 1750, float16: 1750, fp8: 3500, int8: 3500)
        ),
        new(
            "NVIDIA B200",
            Blackwell,
            BlackwellSheet,
            ["B200"],
            "NVIDIA SXM SXM6 180GB 192GB HBM3e",
            Tera(float64: 37, float32: 75, tf32: 2200 / 2, bfloat16: 4500 / 2, float16: 4500 / 2, fp8: 9000 / 2, int8: 9000 / 2)
        ),
        new(
            "NVIDIA GB200",
            Blackwell,
            BlackwellSheet,
            ["GB200"],
            "NVIDIA 186GB 192GB HBM3e",
            Tera(float64: 40, float32: 80, tf32: 2500 / 2, bfloat16: 5000 / 2, float16: 5000 / 2, fp8: 10000 / 2, int8: 10000 / 2)
        ),
        new(
            "NVIDIA GeForce RTX 5080",
            Blackwell,
            RtxBlackwellPaper,
            ["5080"],
            "NVIDIA GeForce RTX 16GB",
            Tera(float32: 56.3, tf32: 56.3, bfloat16: 112.6, float16: 112.6, fp8: 225.1, int8: 450.2)
        ),
        new(
            "NVIDIA GeForce RTX 5090",
            Blackwell,
            RtxBlackwellPaper,
            ["5090"],
            "NVIDIA GeForce RTX 32GB",
            Tera(float32: 104.8, tf32: 104.8, bfloat16: 209.5, float16: 209.5, fp8: 419, int8: 838)
        ),
        new(
            "AMD Instinct MI300X",
            Cdna3,
            Mi300XSheet,
            ["MI300X"],
            "AMD Instinct 192GB OAM",
            Tera(float64: 163.4, float32: 163.4, tf32: 653.7, bfloat16: 1307.4, float16: 1307.4, fp8: 2614.9, int8: 2614.9)
        ),
    ];

    private static Dictionary<FlopDtype, double> Tera(
        double? float64 = null,
        double? float32 = null,
        double? tf32 = null,
        double? bfloat16 = null,
        double? float16 = null,
        double? fp8 = null,
        double? int8 = null
    ) =>
        new (FlopDtype Dtype, double? Figure)[]
        {
            (FlopDtype.Float64, float64),
            (FlopDtype.Float32, float32),
            (FlopDtype.Tf32, tf32),
            (FlopDtype.BFloat16, bfloat16),
            (FlopDtype.Float16, float16),
            (FlopDtype.Fp8, fp8),
            (FlopDtype.Int8, int8),
        }
            .Where(entry => entry.Figure.HasValue)
            .ToDictionary(entry => entry.Dtype, entry => Math.Round(entry.Figure!.Value * 1e12));
}
