using System.Text.Json.Serialization;

namespace ThroughputBench.Records;

/// <summary>
/// How far checks on a machine can be trusted: many checks, without faults and with known slowdowns, and the outcome of each. The content
/// of a calibration's file.
/// </summary>
internal sealed record CalibrationRecord
{
    /// <summary>The most threads that may be kept busy.</summary>
    public const int MostBusyThreads = 1024;

    /// <summary>Version of the schema; see <see cref="RunRecord.CurrentSchemaVersion"/>.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = RunRecord.CurrentSchemaVersion;

    /// <summary>
    /// The run that every check was compared with, with machine, commit, versions and options; it was measured first, for longer.
    /// </summary>
    public required RunRecord Baseline { get; init; }

    /// <summary>
    /// What that run measured, so that more checks can be compared with it in a later session; <see langword="null"/> in records of earlier
    /// versions.
    /// </summary>
    public IReadOnlyList<CellRecord>? BaselineCells { get; init; }

    /// <summary>
    /// Threads of another process that kept processors busy on purpose while the checks ran, though not the baseline;
    /// <see langword="null"/> for none.
    /// </summary>
    public int? BusyThreads { get; init; }

    /// <summary>The budget of every check, a fraction.</summary>
    public required double Budget { get; init; }

    /// <summary>The tolerance of every check, a fraction.</summary>
    public required double Tolerance { get; init; }

    /// <summary>The slowdowns that were put in, as fractions of a step; 0 stands for none.</summary>
    public required IReadOnlyList<double> Slowdowns { get; init; }

    /// <summary>The checks, in the order in which they were made.</summary>
    public required IReadOnlyList<CalibrationCheck> Checks { get; init; }
}
