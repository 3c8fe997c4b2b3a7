using System.Globalization;
using ThroughputBench.Grid;

namespace ThroughputBench.Records;

/// <summary>What must hold of the values in a record. Each method gives what is wrong, or <see langword="null"/>.</summary>
internal static class RecordRules
{
    private const int MostAttempts = 1000;

    /// <summary>Judges a cell's record.</summary>
    public static string? ObjectionTo(CellRecord record)
    {
        string? objection = Text(record.RunId, "runId") ?? Text(record.Commit, "commit") ?? Text(record.Machine, "machine") ?? ObjectionToCell(record);
        if (objection is not null)
            return objection;
        if (record.Rules != RuleAnswers.Of(record.Cell))
            return string.Create(CultureInfo.InvariantCulture, $"rules do not fit accumulate = {record.Accumulate} and logEvery = {record.LogEvery}");
        if (record.Rules.Current == (record.Status == CellStatus.Rejected))
            return $"status {RecordJson.Word(record.Status)} does not fit the rule, which {(record.Rules.Current ? "accepts" : "refuses")} the cell";
        if (record.Status == CellStatus.Measured == record.Overhead is null)
            return $"status {RecordJson.Word(record.Status)} {(record.Overhead is null ? "without" : "with")} an overhead";
        if (record.Status != CellStatus.Measured && string.IsNullOrWhiteSpace(record.Reason))
            return $"status {RecordJson.Word(record.Status)} without a reason";
        return (record.Overhead is { } overhead ? Interval("overhead", overhead.Estimate, overhead.Lower, overhead.Upper, overhead.Confidence, overhead.Pairs, overhead.DegreesOfFreedom) : null)
            ?? (record.Overhead is { PairsLeftOut: { } left } some && (left < 0 || left > some.Pairs) ? "overhead.pairsLeftOut is not from 0 to overhead.pairs" : null)
            ?? (record.NoiseFloor is { } floor ? Interval("noiseFloor", floor.Estimate, floor.Lower, floor.Upper, floor.Confidence, floor.Pairs, floor.DegreesOfFreedom) : null)
            ?? (record.Agreement is { } agreement ? ObjectionTo(agreement) : null)
            ?? (record.Verification is { } verification ? ObjectionTo(verification) : null)
            ?? (record.RunAhead is { HostNanosecondsPerStep: <= 0 } or { DeviceNanosecondsPerStep: <= 0 } ? "runAhead has a time that is not above 0" : null)
            ?? (record.StepNanoseconds is <= 0 ? "stepNanoseconds is not above 0" : null)
            ?? (record.Attempt is < 1 or > MostAttempts ? "attempt is out of range" : null);
    }

    /// <summary>Judges a run's record.</summary>
    public static string? ObjectionTo(RunRecord record)
    {
        RunOptions options = record.Options;
        return Text(record.RunId, "runId") ?? Text(record.Commit, "commit")
            ?? (options.Devices.Count == 0 || options.Workloads.Count == 0 || options.Accumulate.Count == 0 || options.LogEvery.Count == 0 ? "options span no grid" : null)
            ?? ObjectionToGrid(options)
            ?? (options.SecondsPerCell <= 0 ? "options.secondsPerCell is not above 0" : null)
            ?? (options.TargetHalfWidth <= 0 ? "options.targetHalfWidth is not above 0" : null)
            ?? (options.Threads < 1 ? "options.threads is below 1" : null)
            ?? (record.Machine.LogicalCores < 1 || record.Machine.UsableCores < 1 ? "machine has no cores" : null)
            ?? (record.State != RunState.Running && record.EndedUtc is null ? $"state {RecordJson.Word(record.State)} without endedUtc" : null);
    }

    private static string? ObjectionToCell(CellRecord record)
    {
        try
        {
            _ = record.Cell;
            return null;
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
            return new SweepGrid(options.ToGrid()).Objection?.TrimEnd('.');
        }
        catch (ArgumentException e)
        {
            return FirstSentence(e);
        }
    }

    private static string? ObjectionTo(AgreementRecord agreement) =>
        agreement is { MedianError: >= 0, Logs: >= 1, ReportedSamplesPerSecond: >= 0, IndependentSamplesPerSecond: > 0 }
            && agreement.HostSamplesPerSecond is null or > 0
            && agreement.MedianError <= agreement.P95Error && agreement.P95Error <= agreement.WorstError
            ? null
            : "agreement contradicts itself: it needs 0 <= medianError <= p95Error <= worstError, at least one log, and rates above 0";

    private static string? ObjectionTo(VerificationRecord verification) =>
        verification.Figures < 1 || verification.Situations.Count == 0 ? "verification compares nothing: it needs at least one figure and one situation"
        : verification.Wrong < verification.Disagreements.Count || verification.Wrong > verification.Figures || (verification.Wrong > 0) != (verification.Disagreements.Count > 0)
            ? "verification contradicts itself: wrong does not fit figures and disagreements"
        : verification.WorstError < 0 ? "verification.worstError is below 0"
        : verification.Disagreements.Any(one => one.Reported == one.Right) ? "verification has a disagreement in which reported equals right"
        : null;

    private static string? Interval(string name, double estimate, double lower, double upper, double confidence, int pairs, double? degreesOfFreedom) =>
        lower <= -1 ? $"{name}.lower is not above -1"
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
