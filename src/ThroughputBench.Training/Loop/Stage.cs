namespace ThroughputBench.Training;

/// <summary>What the trainer is doing with a batch.</summary>
public enum Stage
{
    /// <summary>Forward, backward and, at the end of a cycle, an optimizer step.</summary>
    Train,

    /// <summary>Forward without gradients, inside <c>Fit</c> or separately.</summary>
    Validate,

    /// <summary>Forward without gradients on test data.</summary>
    Test,

    /// <summary>Forward without gradients and without a target.</summary>
    Predict,
}
