using ThroughputBench.Benchmarks;
using ThroughputBench.Grid;
using ThroughputBench.Pairing;
using ThroughputBench.Records;

namespace ThroughputBench.Sweeping;

/// <summary>A case that BenchmarkDotNet has run to its end.</summary>
/// <param name="Cell">The cell that it measures; of a control, the first cell of its device and workload.</param>
/// <param name="Case">The case.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Throttling">What slowed its GPU down meanwhile; <see langword="null"/> if it has none.</param>
internal sealed record EndedCase(Cell Cell, CellCase Case, PairedResult Result, ThrottlingRecord? Throttling)
{
    /// <summary>Whether it is the control of its device and workload, or a part of it.</summary>
    public bool IsControl => Case.IsControl;
}
