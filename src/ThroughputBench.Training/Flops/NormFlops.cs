using ThroughputBench.Monitoring;
using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training.Flops;

/// <summary>
/// Normalization, by the element of the input. Forward with the input's own statistics: sum, centre, square, sum, scale: 5; with running
/// statistics: centre, scale: 2; weight and bias: 2 more. Backward for the input, with g the gradient of the normalized value x̂: sum of g,
/// sum of g·x̂ (2), then (g − a − x̂·b)·c (4): 7; with running statistics g·c: 1; the weight makes g: 1 more. For weight and bias: sum of
/// gradient·x̂ (2) and sum of the gradient (1): 3.
/// </summary>
internal static class NormFlops
{
    public static PassFlops Of(Module module, torch.Tensor input)
    {
        (Parameter? weight, bool ownStatistics) = module switch
        {
            NormBase norm => (norm.weight, norm.training || !norm.track_running_stats),
            LayerNorm norm => (norm.weight, true),
            GroupNorm norm => (norm.weight, true),
            _ => throw Refusal.Wrong($"{module.GetType().Name} is not a normalization.", nameof(module)),
        };
        long forward = (ownStatistics ? 5 : 2) + (weight is null ? 0 : 2);
        long backward = input.requires_grad ? (ownStatistics ? 7 : 1) + (weight is null ? 0 : 1) : 0;
        if (weight is { requires_grad: true })
            backward += 3;
        return new PassFlops(forward, backward) * input.numel();
    }
}
