namespace ThroughputBench.Pairing;

/// <summary>
/// Two sides that also time one section of each operation from within. It is a second measurement of the same pair: what the section itself
/// takes is known far better than what it changes of a long operation, and only the whole operation shows what the section does to the
/// rest.
/// </summary>
/// <remarks>
/// Both sides should time a section, one that does nothing on the control, so that the clock's own time is the same on both. The times come
/// back as <see cref="PairedLaunch.ControlSectionTicks"/> and <see cref="PairedLaunch.CandidateSectionTicks"/>.
/// </remarks>
public interface IPairedSections : IPaired
{
    /// <summary>What the control's sections take; <see cref="SectionTimes.Stop"/> is called once in each operation.</summary>
    SectionTimes ControlSections { get; }

    /// <summary>What the candidate's sections take.</summary>
    SectionTimes CandidateSections { get; }
}
