using ThroughputBench.Grid;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>Converts the shape of a workload's model between torch's types and the grid's, which do not depend on torch.</summary>
internal static class GridShapes
{
    /// <summary>The shape as the grid and the records have it.</summary>
    public static WorkloadShape ToGrid(this ModelShape shape) =>
        new(shape.Width, shape.Depth, shape.Dtype == torch.ScalarType.BFloat16 ? WorkloadDtype.Bfloat16 : WorkloadDtype.Float32);

    /// <summary>The number format as torch has it.</summary>
    public static torch.ScalarType ToTorch(this WorkloadDtype dtype) =>
        dtype == WorkloadDtype.Bfloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
}
