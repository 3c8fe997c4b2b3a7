using System.Globalization;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>The rules that the values in a record must satisfy. Each method gives what is wrong, or <see langword="null"/>.</summary>
internal static class RecordRules
{
    private const int MostAttempts = 1000;

    /// <summary>More than any option accepts. A larger number is an error, and would overflow later.</summary>
    private const int MostOfAnything = 1_000_000;

    /// <summary>A thousand times as long as the step: no monitor costs that much.</summary>
    private const double MostOverhead = 1000;

    private const double MostBytes = 1e12;

    /// <summary>Thirty years.</summary>
    private const double MostNanoseconds = 1e18;

    /// <summary>Judges a cell's record.</summary>
    public static string? ObjectionTo(CellRecord record)
    {
        string? objection = Text(record.RunId, "runId")
            ?? Text(record.Commit, "commit")
            ?? Text(record.Machine, "machine")
            ?? ObjectionToCell(record);
        if (objection is not null)
            return objection;
        if (record.Rules != RuleAnswers.Of(record.Cell))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"rules do not fit accumulate = {record.Accumulate} and logEvery = {record.LogEvery}"
            );
        }

        if (record.Rules.Current == (record.Status == CellStatus.Rejected))
        {
            return $"status {RecordJson.Word(record.Status)} does not fit the rule, which {(record.Rules.Current ? "accepts" : "refuses")} "
                + "the cell";
        }

        bool isMeasured = record.Status == CellStatus.Measured;
        if (!isMeasured && record.Overhead is not null)
            return $"status {RecordJson.Word(record.Status)} with an overhead";
        if (record.Status != CellStatus.Measured && string.IsNullOrWhiteSpace(record.Reason))
            return $"status {RecordJson.Word(record.Status)} without a reason";
        if (record.Status == CellStatus.Measured && MeasuredCell.MissingIn(record) is { } missing)
            return $"{missing} is missing; a measured cell has it";
        return (
            record.Overhead is { } overhead
                ? Interval(
                    "overhead",
                    overhead.Estimate,
                    overhead.Lower,
                    overhead.Upper,
                    overhead.Confidence,
                    overhead.Pairs,
                    overhead.DegreesOfFreedom
                )
                : null
        )
            ?? (
                record.Overhead is { PairsLeftOut: { } left } some && (left < 0 || left > some.Pairs)
                    ? "overhead.pairsLeftOut is not from 0 to overhead.pairs"
                    : null
            )
            ?? (
                record.NoiseFloor is { } floor
                    ? Interval(
                        "noiseFloor",
                        floor.Estimate,
                        floor.Lower,
                        floor.Upper,
                        floor.Confidence,
                        floor.Pairs,
                        floor.DegreesOfFreedom
                    ) ?? DirectCostRules.ObjectionTo(floor)
                    : null
            )
            ?? (record.Overhead is { } cost ? ObjectionTo(cost) : null)
            ?? (record.DirectCost is { } direct ? DirectCostRules.ObjectionTo(direct) : null)
            ?? (record.Agreement is { } agreement ? AgreementRules.ObjectionTo(agreement) : null)
            ?? (record.Verification is { } verification ? ObjectionTo(verification) : null)
            ?? (
                record.RunAhead
                    is { HostNanosecondsPerStep: <= 0 }
                        or { DeviceNanosecondsPerStep: <= 0 }
                        or { BusyNanosecondsPerStep: <= 0 }
                    ? "runAhead has a time that is not above 0"
                    : null
            )
            ?? (
                record.StepNanoseconds is <= 0 ? "stepNanoseconds is not above 0"
                : record.StepNanoseconds > MostNanoseconds ? "stepNanoseconds is out of range"
                : null
            )
            ?? (record.AllocatedBytesPerBatch is < -MostBytes or > MostBytes ? "allocatedBytesPerBatch is out of range" : null)
            ?? (record.Attempt is < 1 or > MostAttempts ? "attempt is out of range" : null)
            ?? (record.Shard is < 1 or > Shard.MostShards ? "shard is out of range" : null);
    }

    /// <summary>Judges a run's record.</summary>
    public static string? ObjectionTo(RunRecord record)
    {
        RunOptions options = record.Options;
        if (
            (
                Twice(options.Devices)
                ?? Twice(options.Workloads.Select(workload => workload.Label))
                ?? Twice(options.Accumulate)
                ?? Twice(options.LogEvery)
                ?? Twice(options.Timings ?? [])
            ) is
            { } twice
        )
        {
            return $"options has {twice} twice in one list";
        }

        return Text(record.RunId, "runId")
            ?? Text(record.Commit, "commit")
            ?? (
                options.Devices.Count == 0 || options.Workloads.Count == 0 || options.Accumulate.Count == 0 || options.LogEvery.Count == 0
                    ? "options span no grid"
                    : null
            )
            ?? (
                options.Shard is { } shard && (shard.Index < 1 || shard.Index > shard.Count || shard.Count > Shard.MostShards)
                    ? "options.shard is none of its shards"
                    : null
            )
            ?? (
                options.CellSeconds?.Values.Any(seconds => seconds is not (> 0 and <= MostOfAnything)) == true
                    ? "options.cellSeconds has a time that is not above 0, or out of range"
                    : null
            )
            ?? ObjectionToGrid(options)
            ?? (options.SecondsPerCell is not (> 0 and <= MostOfAnything) ? "options.secondsPerCell is not above 0, or out of range" : null)
            ?? (options.TargetHalfWidth is not (> 0 and <= 1) ? "options.targetHalfWidth is not above 0, or above 1" : null)
            ?? (options.Threads is < 1 or > MostOfAnything ? "options.threads is below 1, or out of range" : null)
            ?? (options.Seed is < 0 or > int.MaxValue ? "options.seed is out of range" : null)
            ?? (options.Data?.Bytes < 0 ? "options.data.bytes is below 0" : null)
            ?? (
                record.Machine.LogicalCores is < 1 or > MostOfAnything || record.Machine.UsableCores is < 1 or > MostOfAnything
                    ? "machine has no cores, or too many"
                    : null
            )
            ?? (
                record.Machine.MemoryBytes < 0 || record.Machine.CpuQuotaCores is not (null or (> 0 and <= MostOfAnything))
                    ? "machine has a memory or a CPU quota that is out of range"
                    : null
            )
            ?? (
                record.Machines is { } machines
                && (
                    machines.Count < 2
                    || machines[0].Id != record.Machine.Id
                    || machines.Select(machine => machine.Id).Distinct().Count() < machines.Count
                )
                    ? "machines is not a list of several kinds that begins with machine"
                    : null
            )
            ?? (record.Thinned is { Files: < 0 } or { Bytes: < 0 } ? "thinned has a number below 0" : null)
            ?? (
                record.State != RunState.Running && record.EndedUtc is null
                    ? $"state {RecordJson.Word(record.State)} without endedUtc"
                    : null
            );
    }

    private static string? ObjectionToCell(CellRecord record)
    {
        try
        {
            return ObjectionToSizes(record.Cell);
        }
        catch (ArgumentException e)
        {
            return FirstSentence(e);
        }
    }

    private static string? ObjectionToGrid(RunOptions options)
    {
        try
        {
            var grid = new SweepGrid(options.ToGrid());
            return grid.Objection?.TrimEnd('.') ?? grid.Cells.Select(ObjectionToSizes).FirstOrDefault(objection => objection is not null);
        }
        catch (ArgumentException e)
        {
            return FirstSentence(e);
        }
    }

    private static string? ObjectionTo(OverheadRecord overhead) =>
        overhead.EffectiveUnits is <= 0 ? "overhead.effectiveUnits is not above 0"
        : overhead.MeanOverhead is <= -1 or > MostOverhead ? "overhead.meanOverhead is out of range"
        : Math.Abs(overhead.NanosecondsPerBatch) > MostNanoseconds ? "overhead.nanosecondsPerBatch is out of range"
        : null;

    private static string? ObjectionToSizes(Cell cell) =>
        cell.Accumulate > MostOfAnything
        || cell.LogEvery > MostOfAnything
        || cell.BatchSize > MostOfAnything
        || cell.Shape.Width > MostOfAnything
        || cell.Shape.Depth > MostOfAnything
            ? Text($"{cell} has a size above {MostOfAnything}")
            : null;

    private static string? Twice<T>(IEnumerable<T> list) =>
        list.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1) is { } group ? Text($"{group.Key}") : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string? ObjectionTo(VerificationRecord verification) =>
        verification.Figures < 1 || verification.Situations.Count == 0
            ? "verification compares nothing: it needs at least one figure and one situation"
        : verification.Wrong < verification.Disagreements.Count
        || verification.Wrong > verification.Figures
        || (verification.Wrong > 0) != (verification.Disagreements.Count > 0)
            ? "verification contradicts itself: wrong does not fit figures and disagreements"
        : verification.WorstError < 0 ? "verification.worstError is below 0"
        : verification.Disagreements.Any(one => one.Reported == one.Right)
            ? "verification has a disagreement in which reported equals right"
        : null;

    private static string? Interval(
        string name,
        double estimate,
        double lower,
        double upper,
        double confidence,
        int pairs,
        double? degreesOfFreedom
    ) =>
        lower <= -1 ? $"{name}.lower is not above -1"
        : upper > MostOverhead ? $"{name}.upper is out of range"
        : degreesOfFreedom is <= 0 ? $"{name}.degreesOfFreedom is not above 0"
        : lower > upper ? $"{name}.lower is above {name}.upper"
        : lower == upper ? $"{name}.lower equals {name}.upper, which no measurement gives"
        : estimate < lower || estimate > upper ? $"{name}.estimate is outside its own interval"
        : confidence is not (> 0 and < 1) ? $"{name}.confidence is not between 0 and 1"
        : pairs < 1 ? $"{name}.pairs is below 1"
        : null;

    private static string? Text(string value, string name) => string.IsNullOrWhiteSpace(value) ? $"{name} is empty" : null;

    private static string FirstSentence(ArgumentException e) => e.Message.Split(" (Parameter", 2)[0].Split('\n', 2)[0].TrimEnd('.');
}
