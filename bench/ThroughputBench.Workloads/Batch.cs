using TorchSharp;

namespace ThroughputBench.Workloads;

/// <summary>One micro-batch of a workload.</summary>
/// <param name="Inputs">What the model takes; the first dimension is the sample.</param>
/// <param name="Targets">The right outputs, dtype int64.</param>
/// <param name="Samples">Samples in it.</param>
/// <param name="Items">Items in it: tokens for a language model, else the samples.</param>
public sealed record Batch(torch.Tensor Inputs, torch.Tensor Targets, long Samples, long Items);
