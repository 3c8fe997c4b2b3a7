using System.Globalization;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using TorchSharp;

namespace ThroughputBench.Training.Flops;

/// <summary>
/// Measures a device's peak for chips that have no data sheet, or whose data sheet promises more than this machine can reach.
/// </summary>
public static class PeakFlopsMeasurement
{
    private const double BlockSeconds = 0.05,
        LongestProductSeconds = 0.5;

    /// <summary>Multiplies square matrices of several sizes and takes the fastest.</summary>
    /// <remarks>
    /// Each size is warmed up by two products and then timed in <paramref name="repeats"/> blocks of about 50 ms; the best block of the
    /// best size counts. A further size is left out when one product of it would take over half a second. It takes about a second on a GPU
    /// and a few on a CPU. No random numbers are drawn.
    /// </remarks>
    /// <param name="device">The device to measure. On a CPU all of Torch's threads work.</param>
    /// <param name="dtype">The dtype of the products. <c>Tf32</c> only on CUDA; <c>Fp8</c> and <c>Int8</c> are refused, because TorchSharp
    /// cannot multiply such matrices.</param>
    /// <param name="sizes">Rows and columns of the matrices, each at least 1, smaller ones first; by default 512, 1024 and 2048 on a CPU,
    /// and 2048, 4096 and 8192 elsewhere.</param>
    /// <param name="repeats">Blocks for each size; at least 1. Default 5.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <returns>The peak; its source names the device, the products and the number of repeats.</returns>
    /// <exception cref="ArgumentException">An argument is out of range, or the device cannot multiply matrices of the dtype.</exception>
    /// <exception cref="InvalidOperationException">There is no such device, or the clock stands still.</exception>
    public static PeakFlops Measure(
        torch.Device device,
        FlopDtype dtype,
        IReadOnlyList<int>? sizes = null,
        int repeats = 5,
        TimeProvider? time = null
    )
    {
        ArgumentNullException.ThrowIfNull(device);
        torch.ScalarType elements = ElementsOf(dtype, device);
        bool isCpu = device.type == DeviceType.CPU;
        sizes ??= isCpu ? [512, 1024, 2048] : [2048, 4096, 8192];
        if (sizes.Count == 0)
            throw new ArgumentException("At least one size of matrices is needed to measure a peak.", nameof(sizes));
        if (sizes.Any(size => size < 1))
            throw Refusal.OutOfRange(nameof(sizes), sizes.First(size => size < 1), $"A matrix must have at least 1 row.");
        if (repeats < 1)
            throw Refusal.OutOfRange(nameof(repeats), repeats, $"A product must be measured at least once, not {repeats} times.");
        if (device.type == DeviceType.CUDA && !torch.cuda.is_available())
            throw Refusal.Invalid($"There is no CUDA device to measure: '{device}'.");

        (double PerSecond, int Size) best =
            device.type == DeviceType.CUDA
                ? WithTf32(dtype == FlopDtype.Tf32, () => Fastest(device, elements, sizes, repeats, time ?? TimeProvider.System))
                : Fastest(device, elements, sizes, repeats, time ?? TimeProvider.System);
        int count = torch.get_num_threads();
        string threads = isCpu ? string.Create(CultureInfo.InvariantCulture, $", {count} thread{(count == 1 ? "" : "s")}") : "";
        return PeakFlops.MeasuredOn(
            best.PerSecond,
            dtype,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{device}{threads}: {best.Size} × {best.Size} {PeakFlops.NameOf(dtype)} matrix products, best of {repeats}"
            )
        );
    }

    private static (double PerSecond, int Size) Fastest(
        torch.Device device,
        torch.ScalarType elements,
        IReadOnlyList<int> sizes,
        int repeats,
        TimeProvider time
    )
    {
        (double PerSecond, int Size) best = default;
        foreach (int size in sizes)
        {
            double flops = 2.0 * size * size * size;
            if (best.PerSecond > 0 && flops / best.PerSecond > LongestProductSeconds)
                break;
            double perSecond = flops * ProductsPerSecond(device, elements, size, repeats, time);
            if (perSecond > best.PerSecond)
                best = (perSecond, size);
        }
        return best;
    }

    private static double ProductsPerSecond(torch.Device device, torch.ScalarType elements, int size, int repeats, TimeProvider time)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGradients = torch.no_grad();
        // Values that use all their bits: a GPU multiplies zeros at a lower power, and so faster than a model's values.
        torch.Tensor left = torch.arange((long)size * size, torch.ScalarType.Float32, device).sin_().view(size, size).to(elements);
        torch.Tensor right = left.t().contiguous(),
            product = torch.zeros_like(left);

        double Seconds(long products)
        {
            long start = time.GetTimestamp();
            for (long i = 0; i < products; i++)
                product.addmm_(left, right, beta: 0, alpha: 1);
            Await(product);
            return time.GetElapsedTime(start).TotalSeconds;
        }

        Seconds(1);
        long block = (long)Math.Ceiling(Math.Clamp(BlockSeconds / Seconds(1), 1, 10_000));
        double shortest = Enumerable.Range(0, repeats).Min(_ => Seconds(block));
        return shortest > 0
            ? block / shortest
            : throw Refusal.Invalid($"The clock did not move while {block} products of {size} × {size} matrices were made.");
    }

    /// <summary>Waits until a tensor has been computed, on any kind of device: reading an element needs its value.</summary>
    private static void Await(torch.Tensor tensor)
    {
        using torch.Tensor element = tensor[0, 0],
            value = element.to(torch.ScalarType.Float32, torch.CPU);
        value.item<float>();
    }

    private static T WithTf32<T>(bool allowed, Func<T> measure)
    {
        bool before = torch.backends.cuda.matmul.allow_tf32;
        torch.backends.cuda.matmul.allow_tf32 = allowed;
        try
        {
            return measure();
        }
        finally
        {
            torch.backends.cuda.matmul.allow_tf32 = before;
        }
    }

    private static torch.ScalarType ElementsOf(FlopDtype dtype, torch.Device device) =>
        dtype switch
        {
            FlopDtype.Float64 => torch.ScalarType.Float64,
            FlopDtype.Float32 => torch.ScalarType.Float32,
            FlopDtype.Tf32 when device.type == DeviceType.CUDA => torch.ScalarType.Float32,
            FlopDtype.BFloat16 => torch.ScalarType.BFloat16,
            FlopDtype.Float16 => torch.ScalarType.Float16,
            FlopDtype.Tf32 or FlopDtype.Fp8 or FlopDtype.Int8 => throw new ArgumentException(
                $"{PeakFlops.NameOf(dtype)} products cannot be measured on '{device}': measure another dtype, or give the peak.",
                nameof(dtype)
            ),
            _ => throw Refusal.OutOfRange(nameof(dtype), dtype, $"'{dtype}' is not a dtype of matrix products."),
        };
}
