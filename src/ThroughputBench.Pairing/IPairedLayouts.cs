namespace ThroughputBench.Pairing;

/// <summary>
/// Two sides that can be set up again in the same process. The same code on the same work differs from one set-up to the next by where its
/// objects lie in memory; several of them, each for a part of the time, show by how much, and their mean is nearer to what the next one
/// will find.
/// </summary>
public interface IPairedLayouts : IPaired
{
    /// <summary>
    /// Replaces both sides by new objects that do the same work, and ends the old ones. It is called between two pairs, and is not timed;
    /// see <see cref="PairedPlan.Layouts"/>.
    /// </summary>
    void SetUpAgain();
}
