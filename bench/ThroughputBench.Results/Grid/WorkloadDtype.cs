using System.Diagnostics.CodeAnalysis;

namespace ThroughputBench.Grid;

/// <summary>The number format of a workload's parameters and inputs.</summary>
[SuppressMessage("Naming", "CA1720:Identifiers should not contain type names", Justification = "It is a number format, under the name that the field uses.")]
internal enum WorkloadDtype
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>Brain floating point: 8 bits of exponent, 7 of mantissa.</summary>
    Bfloat16,
}
