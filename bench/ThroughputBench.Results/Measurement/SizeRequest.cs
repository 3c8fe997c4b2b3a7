using System.Globalization;
using ThroughputBench.Grid;
using ThroughputBench.Records;

namespace ThroughputBench.Measurement;

/// <summary>One size that <c>--size</c> asks for.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Workload">The workload that an exact size is of; <see langword="null"/> if it holds for all.</param>
/// <param name="BatchSize">Samples per micro-batch of an exact size.</param>
/// <param name="Width">Width of an exact size; see <see cref="WorkloadShape.Width"/>.</param>
internal sealed record SizeRequest(SizeKind Kind, string? Workload = null, int BatchSize = 0, int Width = 0)
{
    /// <summary>Reads one: <c>own</c>, <c>device</c>, or an exact one, for example <c>mlp:8192:4096</c>.</summary>
    /// <exception cref="InputException">It is none of them.</exception>
    public static SizeRequest Read(string option, string text)
    {
        if (text == "own")
            return new SizeRequest(SizeKind.Own);
        if (text == "device")
            return new SizeRequest(SizeKind.Device);
        string[] parts = text.Split(':');
        return parts is [{ Length: > 0 } workload, var batch, var width]
            ? new SizeRequest(
                SizeKind.Exact,
                workload,
                OptionValue.ReadNumber($"{option}: the batch size in '{text}'", batch, 1, SizeOptions.LargestBatchSize),
                OptionValue.ReadNumber($"{option}: the width in '{text}'", width, 1, IntegerList.Largest)
            )
            : throw new InputException(
                $"{option} must be a list of own, device, or a workload with its batch size and width such as mlp:8192:4096, not '{text}'."
            );
    }

    /// <summary>The exact size of a workload, as <see cref="Read"/> reads it.</summary>
    public static string Write(WorkloadSize size) =>
        string.Create(CultureInfo.InvariantCulture, $"{size.Name}:{size.BatchSize}:{size.ShapeInForce.Width}");
}
