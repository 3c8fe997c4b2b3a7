using System.Collections;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>
/// Windows of a text at random places, made on request. The n-th enumeration is the n-th epoch and has its own places; the seed decides all
/// of them. The tensors of a batch belong to the dispose scope in which it is fetched.
/// </summary>
internal sealed class TextWindows(byte[] text, int context, int batchSize, long windowsPerEpoch, int seed, Device device)
    : IEnumerable<Batch>
{
    private int _epochs;

    public IEnumerator<Batch> GetEnumerator() => Epoch(HashOf(seed, _epochs++));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // HashCode.Combine would differ from one process to the next.
    private static int HashOf(int seed, int epoch) => unchecked(seed * 31 + epoch);

    private IEnumerator<Batch> Epoch(int epochSeed)
    {
        var places = new Random(epochSeed);
        for (long left = windowsPerEpoch; left > 0; left -= batchSize)
            yield return Make(places, (int)Math.Min(batchSize, left));
    }

    private Batch Make(Random places, int samples)
    {
        // Inputs and targets are the same bytes, the targets one further on: two views of one tensor.
        using Tensor windows = empty([samples, context + 1], dtype: int64);
        Span<long> values = MemoryMarshal.Cast<byte, long>(windows.bytes);
        for (int i = 0; i < values.Length;)
        {
            int place = places.Next(text.Length - context);
            foreach (byte value in text.AsSpan(place, context + 1))
                values[i++] = value;
        }
        Tensor there = OnDevice(windows);
        Tensor inputs = there.narrow(1, 0, context),
            targets = there.narrow(1, 1, context).reshape(-1);
        return new Batch(inputs, targets, samples, (long)samples * context);
    }

    // A copy from ordinary memory would wait until the device has done all that it was asked for before, in each micro-batch. One from
    // pinned memory is queued like other work; libtorch uses that memory again only once it has been read.
    private Tensor OnDevice(Tensor windows)
    {
        if (device.type == DeviceType.CPU)
            return windows.to(device);
        using Tensor pinned = windows.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
