using TorchSharp;
using TorchSharp.Modules;

namespace ThroughputBench.Workloads;

/// <summary>
/// Weights that depend only on a seed: neither on torch's global generator nor on other threads that use it.
/// </summary>
internal static class SeededWeights
{
    /// <summary>Draws every matrix and filter uniformly from ±1/√(fan-in) and sets every bias to 0; gains of norms stay at 1.</summary>
    /// <param name="module">A module on the CPU.</param>
    /// <param name="seed">The seed.</param>
    public static void Draw(torch.nn.Module module, int seed)
    {
        using var generator = Generator(seed, stream: 0);
        using var noGradients = torch.no_grad();
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            if (parameter.Dimensions >= 2)
            {
                double bound = 1 / Math.Sqrt((double)parameter.NumberOfElements / parameter.size(0));
                parameter.uniform_(-bound, bound, generator);
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }
    }

    /// <summary>A separate generator for each random quantity.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="stream">0 for weights, 1 for data.</param>
    public static torch.Generator Generator(int seed, int stream) => new(2UL * (uint)seed + (ulong)stream);
}
