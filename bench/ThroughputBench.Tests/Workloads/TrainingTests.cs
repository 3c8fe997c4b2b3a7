using Xunit;

namespace ThroughputBench.Tests.Workloads;

/// <summary>
/// Tests that train: none beside another. TorchSharp hands libtorch numbers that nobody keeps, those of its optimizers among them; where
/// another thread
/// calls for a garbage collection at the wrong moment, libtorch reads one that is gone ("Unknown scalar type").
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TrainingTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Trainings";
}
