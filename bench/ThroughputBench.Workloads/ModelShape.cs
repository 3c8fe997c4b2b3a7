using TorchSharp;

namespace ThroughputBench.Workloads;

/// <summary>How large a workload's model is, and in which number format it computes.</summary>
/// <param name="Width">Hidden units of <c>mlp</c>, channels of the first block of <c>convnet</c>, model dimension of <c>bytelm</c>; at least 1.</param>
/// <param name="Depth">Hidden layers of <c>mlp</c>, convolution blocks of <c>convnet</c>, transformer blocks of <c>bytelm</c>; at least 1.</param>
/// <param name="Dtype">Number format of parameters and inputs: <c>float32</c> or <c>bfloat16</c>.</param>
public sealed record ModelShape(int Width, int Depth, torch.ScalarType Dtype = torch.ScalarType.Float32);
