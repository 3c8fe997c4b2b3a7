using Xunit;

namespace ThroughputBench.Training.Tests.Flops;

/// <summary>
/// Torch's random numbers are one sequence for the whole process: tests of what becomes of it run while no other test draws from it.
/// </summary>
[CollectionDefinition(nameof(TorchAlone), DisableParallelization = true)]
public sealed class TorchAlone;
