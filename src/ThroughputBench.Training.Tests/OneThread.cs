using ThroughputBench.Training.Tests;
using TorchSharp;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(OneThread))]

// A collection that another test's thread starts can free a number that TorchSharp has passed to libtorch: see this library's README.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace ThroughputBench.Training.Tests;

/// <summary>
/// Tests train one at a time, on one thread. Models as small as theirs are slower on several, which wait for each other in a loop: several
/// times slower if other processes need the processors too.
/// </summary>
public sealed class OneThread
{
    public OneThread() => torch.set_num_threads(1);
}
