using System.Globalization;

namespace ThroughputBench.Monitoring.Peaks;

/// <summary>
/// The most floating-point operations per second that one device can do in one dtype, and the source of that figure. Model FLOPs
/// utilization (MFU) is a share of it: log <see cref="PerSecond"/>, <see cref="Dtype"/> and <see cref="Source"/> beside it.
/// </summary>
/// <remarks>
/// A multiply-accumulate is 2 operations. Figures of the table are dense and those of the fastest unit that multiplies matrices in the
/// dtype (tensor cores if there are any), for 16 and 8 bits of floating point with accumulation in float32, as PyTorch accumulates.
/// </remarks>
public sealed record PeakFlops
{
    private PeakFlops(double densePerSecond, double sparseFactor, FlopDtype dtype, string? chip, string source) =>
        (DensePerSecond, SparseFactor, Dtype, Chip, Source) = (densePerSecond, sparseFactor, dtype, chip, source);

    /// <summary>The chips of the table, by the names that answers use.</summary>
    public static IReadOnlyList<string> Chips { get; } = [.. PeakFlopsTable.Chips.Select(chip => chip.Name)];

    /// <summary>
    /// FLOP/s with the sparse factor in it: <see cref="DensePerSecond"/> × <see cref="SparseFactor"/>. Above 0 and finite.
    /// </summary>
    public double PerSecond => DensePerSecond * SparseFactor;

    /// <summary>FLOP/s without structured sparsity; above 0 and finite.</summary>
    public double DensePerSecond { get; }

    /// <summary>How much faster structured sparsity makes a product; 1 if it is not used.</summary>
    public double SparseFactor { get; }

    /// <summary>The dtype that the figure is for.</summary>
    public FlopDtype Dtype { get; }

    /// <summary>The chip by its name in the table; <see langword="null"/> if the figure does not come from there.</summary>
    public string? Chip { get; }

    /// <summary>A data sheet's link, <c>measured on …</c>, or <c>given by user</c>.</summary>
    public string Source { get; }

    /// <summary>Looks up a chip's dense peak.</summary>
    /// <param name="chip">The chip's name as its driver gives it (<c>nvidia-smi --query-gpu=name</c>, <c>torch.cuda.get_device_name</c>),
    /// or a name of <see cref="Chips"/>. Every word of it must be known for the chip, so that one chip is never taken for another: a laptop
    /// GPU, a slice (MIG) or a virtual GPU is not the full chip of that name.</param>
    /// <param name="dtype">The dtype of the products.</param>
    /// <returns>The peak, or the reason why there is none.</returns>
    /// <exception cref="ArgumentException"><paramref name="chip"/> is empty, or <paramref name="dtype"/> is not a
    /// <see cref="FlopDtype"/>.</exception>
    public static PeakFlopsAnswer Find(string chip, FlopDtype dtype)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(chip);
        RequireDefined(dtype);
        return PeakFlopsLookup.Find(chip, dtype);
    }

    /// <summary>A figure that the user gives.</summary>
    /// <param name="perSecond">Dense FLOP/s of one device; above 0 and finite.</param>
    /// <param name="dtype">The dtype that it is for.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static PeakFlops GivenByUser(double perSecond, FlopDtype dtype) => Create(perSecond, dtype, chip: null, "given by user");

    /// <summary>A figure that was measured.</summary>
    /// <param name="perSecond">Dense FLOP/s of one device; above 0 and finite.</param>
    /// <param name="dtype">The dtype that it is for.</param>
    /// <param name="where">On what it was measured, and how; the source becomes <c>measured on …</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException"><paramref name="where"/> is empty.</exception>
    public static PeakFlops MeasuredOn(double perSecond, FlopDtype dtype, string where)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(where);
        return Create(perSecond, dtype, chip: null, $"measured on {where}");
    }

    /// <summary>The same peak for products that use structured sparsity.</summary>
    /// <param name="factor">How much faster they are than dense ones; at least 1 and finite. Default 2: what 2:4 sparsity gives on NVIDIA's
    /// chips since Ampere.</param>
    /// <returns>The peak with that factor instead of its present one.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="factor"/> is out of range.</exception>
    public PeakFlops WithSparsity(double factor = 2)
    {
        if (!(factor >= 1 && double.IsFinite(DensePerSecond * factor)))
            throw Refusal.OutOfRange(nameof(factor), factor, $"A sparse factor must be at least 1 and finite, not {Show(factor)}.");
        return new PeakFlops(DensePerSecond, factor, Dtype, Chip, Source);
    }

    /// <summary>Model FLOPs utilization: the share of the peak that was used.</summary>
    /// <param name="flopsPerSecond">What one device did; not negative. Above the peak it gives more than 1, which says that one of the two
    /// figures is wrong.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="flopsPerSecond"/> is negative or NaN.</exception>
    public double Utilization(double flopsPerSecond) =>
        flopsPerSecond >= 0
            ? flopsPerSecond / PerSecond
            : throw Refusal.OutOfRange(nameof(flopsPerSecond), flopsPerSecond, $"FLOP/s must not be negative: {Show(flopsPerSecond)}.");

    /// <summary>For example <c>756 TFLOP/s in bfloat16 (NVIDIA H100 PCIe, https://…)</c>.</summary>
    public override string ToString()
    {
        string chip = Chip is null ? "" : Chip + ", ",
            sparse = SparseFactor == 1 ? "" : $", sparse ×{Show(SparseFactor)}";
        return $"{ShortRate.OfFlops(PerSecond)} in {NameOf(Dtype)} ({chip}{Source}{sparse})";
    }

    /// <summary>A dtype's name as the field writes it, for example <c>bfloat16</c>.</summary>
    /// <param name="dtype">The dtype.</param>
    public static string NameOf(FlopDtype dtype) => dtype.ToString().ToLowerInvariant();

    internal static PeakFlops Create(double perSecond, FlopDtype dtype, string? chip, string source)
    {
        if (!(perSecond > 0 && double.IsFinite(perSecond)))
            throw Refusal.OutOfRange(nameof(perSecond), perSecond, $"A peak must be above 0 FLOP/s and finite, not {Show(perSecond)}.");
        RequireDefined(dtype);
        return new PeakFlops(perSecond, 1, dtype, chip, source);
    }

    private static void RequireDefined(FlopDtype dtype)
    {
        if (!Enum.IsDefined(dtype))
        {
            throw Refusal.OutOfRange(
                nameof(dtype),
                dtype,
                $"A dtype must be one of {string.Join(", ", Enum.GetValues<FlopDtype>().Select(NameOf))}."
            );
        }
    }

    private static string Show(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
