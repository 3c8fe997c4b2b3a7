using System.Diagnostics.CodeAnalysis;

namespace ThroughputBench.Monitoring.Peaks;

/// <summary>
/// The number format of a matrix product's operands, on which a chip's peak depends. In lower case the names are the field's own:
/// <c>bfloat16</c>, <c>tf32</c>, <c>fp8</c>.
/// </summary>
[SuppressMessage(
    "Naming",
    "CA1720:Identifiers should not contain type names",
    Justification = "They are number formats, under the names that the field uses."
)]
public enum FlopDtype
{
    /// <summary>IEEE 754 double precision.</summary>
    Float64,

    /// <summary>IEEE 754 single precision, computed as such: with <c>allow_tf32</c> off.</summary>
    Float32,

    /// <summary>
    /// Single precision whose products are rounded to a mantissa of 10 bits (TensorFloat-32): <c>float32</c> tensors with <c>allow_tf32</c>
    /// on.
    /// </summary>
    Tf32,

    /// <summary>Brain floating point: 8 bits of exponent, 7 of mantissa.</summary>
    BFloat16,

    /// <summary>IEEE 754 half precision.</summary>
    Float16,

    /// <summary>8-bit floating point (E4M3 or E5M2).</summary>
    Fp8,

    /// <summary>8-bit integers; its "FLOPs" are integer operations.</summary>
    Int8,
}
