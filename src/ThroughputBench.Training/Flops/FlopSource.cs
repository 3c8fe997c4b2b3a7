namespace ThroughputBench.Training.Flops;

/// <summary>The source of a module's count.</summary>
public enum FlopSource
{
    /// <summary>From the counter's formula for modules of its type; 0 if the type multiplies no matrices.</summary>
    Formula,

    /// <summary>From the module itself: it implements <see cref="ICountsFlops"/>.</summary>
    Declared,

    /// <summary>It has no own parameters, so it is assumed to only call its submodules.</summary>
    Submodules,

    /// <summary>
    /// The counter could count it, but the forward pass did not reach it by <c>call</c>: it was left out, or run by <c>forward</c>, which
    /// hooks do not see.
    /// </summary>
    NotCalled,

    /// <summary>The counter does not know what it does: its operations are not in the count.</summary>
    Unknown,
}
