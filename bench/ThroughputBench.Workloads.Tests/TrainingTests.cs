using Xunit;

namespace ThroughputBench.Workloads.Tests;

/// <summary>
/// Tests that train: one at a time. TorchSharp passes libtorch numbers that it does not keep alive, those of its optimizers among them. If
/// another thread starts a garbage collection at the wrong moment, libtorch reads a freed one ("Unknown scalar type").
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TrainingTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Trainings";
}
