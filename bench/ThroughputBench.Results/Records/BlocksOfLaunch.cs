namespace ThroughputBench.Records;

/// <summary>One launch in the header of a file of blocks; see <see cref="RecordedLaunch"/>.</summary>
/// <param name="Blocks">Number of blocks of each side: values in a column.</param>
/// <param name="BlocksPerRepetition">The place of a block is its number modulo this.</param>
/// <param name="Repetitions">How many times each pair ran its blocks.</param>
/// <param name="TicksPerSecond">Ticks in a second.</param>
/// <param name="StoppedBy">Why the measuring ended.</param>
/// <param name="ElapsedNanoseconds">How long the measuring took.</param>
/// <param name="Columns">The launch's columns, in the order in which they follow.</param>
/// <param name="PairsOfLayouts">Pairs of each layout, if the sides were set up more than once; <see langword="null"/> if not.</param>
/// <param name="Process">Which process it was, if one had several launches; <see langword="null"/> if not.</param>
internal sealed record BlocksOfLaunch(
    int Blocks,
    int BlocksPerRepetition,
    int Repetitions,
    long TicksPerSecond,
    EndedBy StoppedBy,
    double ElapsedNanoseconds,
    IReadOnlyList<BlocksColumn> Columns,
    IReadOnlyList<int>? PairsOfLayouts = null,
    int? Process = null
);
