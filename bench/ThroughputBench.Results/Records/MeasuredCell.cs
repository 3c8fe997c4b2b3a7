namespace ThroughputBench.Records;

/// <summary>
/// The fields that the record of a measured cell must have, by the version of its schema: a verdict uses all of them. This is the one place
/// that names them; a new figure that a verdict uses gets a line here, with its first version.
/// </summary>
/// <remarks>
/// The noise floor is not among them: an A/A control can fail to give an interval. The cell is then inconclusive, and a check says why.
/// </remarks>
internal static class MeasuredCell
{
    private static readonly Requirement[] Requirements =
    [
        new("stepNanoseconds", 1, cell => cell.StepNanoseconds is not null),
        // Without time for whole steps the direct cost is enough, and a reason says so.
        new("overhead", 1, cell => cell.Overhead is not null || (cell.DirectCost is not null && !string.IsNullOrWhiteSpace(cell.Reason))),
        // Steps can be so long that no log comes in the time for agreement; a reason says so.
        new("agreement", 1, cell => cell.Agreement is not null || !string.IsNullOrWhiteSpace(cell.Reason)),
        new("sameLosses", 1, cell => cell.SameLosses is not null),
        new("allocatedBytesPerBatch", 1, cell => cell.AllocatedBytesPerBatch is not null),
        new("agreement.hostSamplesPerSecond", 1, cell => cell.Agreement is null or { HostSamplesPerSecond: not null }, OnDevice: true),
        new("agreement.hostRunError", 1, cell => cell.Agreement is null or { HostRunError: not null }, OnDevice: true),
        new("runAhead", 1, cell => cell.RunAhead is not null, OnDevice: true),
        new("attempt", 2, cell => cell.Attempt is not null),
        new("shape", 2, cell => cell.Shape is not null),
        new("agreement.movedLogs", 2, cell => cell.Agreement is null or { MovedLogs: not null }),
        new("verification", 2, cell => cell.Verification is not null),
    ];

    /// <summary>
    /// The first field that is missing in the record of a measured cell, as JSON names it; <see langword="null"/> if there is none.
    /// </summary>
    public static string? MissingIn(CellRecord record) =>
        Requirements
            .FirstOrDefault(field =>
                record.SchemaVersion >= field.Since && (!field.OnDevice || record.Device != "cpu") && !field.IsIn(record)
            )
            ?.Name;

    /// <summary>One field.</summary>
    /// <param name="Name">As JSON names it.</param>
    /// <param name="Since">The first schema version that has it.</param>
    /// <param name="IsIn">Whether a record has it.</param>
    /// <param name="OnDevice">Whether only a device has it, not the CPU.</param>
    private sealed record Requirement(string Name, int Since, Func<CellRecord, bool> IsIn, bool OnDevice = false);
}
