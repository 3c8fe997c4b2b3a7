using System.Collections;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>How many samples and items a batch holds, for the kinds of batches that need no function from the user.</summary>
/// <remarks>
/// Samples are the size of the first dimension of the batch's first tensor (a scalar is one sample). The first tensor of a tuple or list is
/// its first element, of a dictionary its first value, searched depth first.
/// </remarks>
internal static class BatchCounting
{
    public static Func<TBatch, long> SamplesOf<TBatch>()
    {
        // The common shapes are read without boxing: this runs on the path of a training step.
        if (typeof(TBatch) == typeof(torch.Tensor))
            return static batch => FirstDimension(Unsafe.As<TBatch, torch.Tensor>(ref batch));
        if (typeof(TBatch) == typeof((torch.Tensor, torch.Tensor)))
            return static batch => FirstDimension(Unsafe.As<TBatch, (torch.Tensor, torch.Tensor)>(ref batch).Item1);
        if (typeof(TBatch) == typeof((torch.Tensor, torch.Tensor, torch.Tensor)))
            return static batch => FirstDimension(Unsafe.As<TBatch, (torch.Tensor, torch.Tensor, torch.Tensor)>(ref batch).Item1);
        if (typeof(TBatch) == typeof(Dictionary<string, torch.Tensor>))
        {
            return static batch =>
                FirstValue(Unsafe.As<TBatch, Dictionary<string, torch.Tensor>>(ref batch)) is { } tensor
                    ? FirstDimension(tensor)
                    : throw NoTensor<TBatch>();
        }

        return static batch => FirstTensor(batch) is { } tensor ? FirstDimension(tensor) : throw NoTensor<TBatch>();
    }

    private static long FirstDimension(torch.Tensor tensor) => tensor.Dimensions == 0 ? 1 : tensor.size(0);

    private static torch.Tensor? FirstValue(Dictionary<string, torch.Tensor> dictionary)
    {
        foreach (torch.Tensor tensor in dictionary.Values)
            return tensor;
        return null;
    }

    /// <summary>A batch's first tensor; <see langword="null"/> if none is found in it.</summary>
    public static torch.Tensor? FirstTensor(object? value) =>
        value switch
        {
            torch.Tensor tensor => tensor,
            ITuple tuple => Enumerable
                .Range(0, tuple.Length)
                .Select(i => FirstTensor(tuple[i]))
                .FirstOrDefault(tensor => tensor is not null),
            IDictionary dictionary => FirstTensor(dictionary.Values),
            string => null,
            IEnumerable sequence => sequence
                .Cast<object?>()
                .Select(element => FirstTensor(PairValue(element)))
                .FirstOrDefault(tensor => tensor is not null),
            _ => null,
        };

    // A read-only dictionary is a sequence of key-value pairs, and those are not tuples.
    private static object? PairValue(object? element) => element is KeyValuePair<string, torch.Tensor> pair ? pair.Value : element;

    private static ArgumentException NoTensor<TBatch>() =>
        new(
            $"No tensor was found in a batch of type {typeof(TBatch).Name}, so its samples cannot be counted: give the monitor a "
                + $"{nameof(ThroughputMonitorOptions<>.SamplesOf)} function."
        );
}
