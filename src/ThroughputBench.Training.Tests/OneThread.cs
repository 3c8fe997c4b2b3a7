using ThroughputBench.Training.Tests;
using TorchSharp;
using Xunit;

[assembly: AssemblyFixture(typeof(OneThread))]

namespace ThroughputBench.Training.Tests;

/// <summary>
/// Tests train on one thread. Models as small as theirs are slower on several, which wait for each other in a loop: several times slower if
/// other processes need the processors too.
/// </summary>
public sealed class OneThread
{
    public OneThread() => torch.set_num_threads(1);
}
