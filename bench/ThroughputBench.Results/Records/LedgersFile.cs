using System.Text.Json;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>The file <c>ledgers.jsonl</c> of a run's folder: how the time of a training divides among phases, for each device and
/// workload.</summary>
internal static class LedgersFile
{
    /// <summary>Its name.</summary>
    public const string Name = "ledgers.jsonl";

    /// <summary>How far the sum of the phases may be from the harness's clock, as a fraction.</summary>
    private const double Tolerance = 0.001;

    /// <summary>Reads it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="run">The run.</param>
    /// <returns>Its records; none if there is no such file.</returns>
    /// <exception cref="InputException">It is damaged, or another run's.</exception>
    public static IReadOnlyList<LedgerRecord> Read(string folder, RunRecord run) =>
        RecordLines.Read(Path.Combine(folder, Name), RecordJson.Default.LedgerRecord, (record, before) =>
            record.RunId != run.RunId
                ? $"the ledger is of run {record.RunId}, among those of {run.RunId}"
                : ObjectionTo(record)
                    ?? (
                        before.Any(other => (other.Device, other.ToCell().Size) == (record.Device, record.ToCell().Size))
                            ? $"{record.Workload} on {record.Device} has a record already"
                            : null
                    )
        );

    /// <summary>Adds a record; the file is whole at every moment.</summary>
    /// <exception cref="InputException">The record is not valid, because the clock was changed for instance; or the file is
    /// damaged.</exception>
    public static void Append(string folder, RunRecord run, LedgerRecord record)
    {
        if (ObjectionTo(record) is { } objection)
            throw new InputException($"The time ledger of {record.Workload} on {record.Device} is not recorded: {objection}.");
        AtomicFile.Write(
            Path.Combine(folder, Name),
            [
                .. Read(folder, run)
                    .Append(record)
                    .SelectMany(line =>
                        (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, RecordJson.Default.LedgerRecord), (byte)'\n']
                    ),
            ]
        );
    }

    private static string? ObjectionTo(LedgerRecord record)
    {
        try
        {
            Cell cell = record.ToCell();
            if (!RuleAnswers.Of(cell).Current)
                return $"{cell} is a cell that the rule refuses";
        }
        catch (ArgumentException e)
        {
            return e.Message.Split(" (Parameter", 2)[0].TrimEnd('.');
        }
        return record.Seconds.All().Any(phase => phase.Seconds < 0) ? "a phase takes less than 0 seconds"
            : record.WallSeconds <= 0 ? "wallSeconds is not above 0"
            : record.Batches < 1 ? "batches is below 1"
            : Math.Abs(record.Seconds.Sum() / record.WallSeconds - 1) > Tolerance ? "its phases do not sum to wallSeconds"
            : null;
    }
}
