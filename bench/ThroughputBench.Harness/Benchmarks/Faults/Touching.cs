namespace ThroughputBench.Benchmarks.Faults;

/// <summary>Memory that is touched to push other memory out of the caches.</summary>
/// <param name="kibibytes">How much.</param>
internal sealed class Touching(int kibibytes)
{
    private const int CacheLine = 64;

    private readonly byte[] _memory = new byte[1024 * kibibytes];

    /// <summary>Writes to every cache line.</summary>
    public void Touch()
    {
        for (int i = 0; i < _memory.Length; i += CacheLine)
            _memory[i]++;
    }
}
