namespace ThroughputBench.Workloads;

/// <summary>The shapes that a workload's model can have apart from its default.</summary>
/// <param name="LargestWidth">The largest width.</param>
/// <param name="LargestDepth">The largest depth.</param>
/// <param name="WidthStep">Every width except the workload's default is a multiple of this.</param>
/// <param name="WhyStep">Why it must, for the message.</param>
internal sealed record WorkloadLimits(int LargestWidth, int LargestDepth, int WidthStep = 1, string WhyStep = "")
{
    /// <summary>The given shape, completed from the workload's default.</summary>
    /// <param name="workload">The workload's name.</param>
    /// <param name="own">The workload's default.</param>
    /// <param name="options">The given options.</param>
    /// <exception cref="WorkloadException">It cannot have that shape.</exception>
    public ModelShape Require(string workload, ModelShape own, WorkloadOptions options)
    {
        var shape = new ModelShape(options.Width ?? own.Width, options.Depth ?? own.Depth, options.Dtype ?? own.Dtype);
        if (shape.Width != own.Width && (shape.Width < 1 || shape.Width > LargestWidth || shape.Width % WidthStep != 0))
        {
            throw new WorkloadException(
                WidthStep == 1
                    ? $"--width: {workload} must be from 1 to {LargestWidth} wide, not {shape.Width}."
                    : $"--width: {workload} must be {own.Width} or a multiple of {WidthStep} up to {LargestWidth} wide ({WhyStep}), "
                        + $"not {shape.Width}."
            );
        }
        if (shape.Depth < 1 || shape.Depth > LargestDepth)
            throw new WorkloadException($"--depth: {workload} must be from 1 to {LargestDepth} deep, not {shape.Depth}.");
        return shape;
    }
}
