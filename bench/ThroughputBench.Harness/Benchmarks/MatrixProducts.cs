using System.Diagnostics;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>Products of two large matrices: much work for a device in few calls of the host.</summary>
internal sealed class MatrixProducts : IOtherWork, IDisposable
{
    private const int Size = 4096;
    private const int Fewest = 4;
    private const int Most = 400;
    private const int Timed = 4;

    private readonly torch.Tensor _factor;
    private readonly torch.Tensor _product;
    private readonly double _nanosecondsOfOne;

    /// <summary>Makes the matrices, and times a few products.</summary>
    /// <param name="device">A CUDA device.</param>
    public MatrixProducts(torch.Device device)
    {
        (_factor, _product) = (torch.ones(Size, Size, device: device), torch.empty(Size, Size, device: device));
        Multiply(1);
        torch.cuda.synchronize(device);
        long began = Stopwatch.GetTimestamp();
        Multiply(Timed);
        torch.cuda.synchronize(device);
        _nanosecondsOfOne = Stopwatch.GetElapsedTime(began).TotalNanoseconds / Timed;
    }

    public void Queue(double nanoseconds) => Multiply((int)Math.Clamp(nanoseconds / _nanosecondsOfOne, Fewest, Most));

    public void Dispose()
    {
        _factor.Dispose();
        _product.Dispose();
    }

    private void Multiply(int times)
    {
        using var noGradients = torch.no_grad();
        for (int i = 0; i < times; i++)
            _product.addmm_(_factor, _factor, beta: 0);
    }
}
