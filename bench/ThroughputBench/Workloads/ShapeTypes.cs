using ThroughputBench.Grid;
using TorchSharp;

namespace ThroughputBench.Workloads;

/// <summary>A shape in torch's terms: the grid knows nothing of torch.</summary>
internal static class ShapeTypes
{
    /// <summary>Type of the elements of parameters and inputs.</summary>
    public static torch.ScalarType ScalarType(this WorkloadShape shape) => shape.Dtype == WorkloadDtype.Bfloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
}
