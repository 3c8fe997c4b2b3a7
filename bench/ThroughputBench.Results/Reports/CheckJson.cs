using System.Text.Json.Nodes;
using ThroughputBench.Checks;
using ThroughputBench.Grid;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Reports;

/// <summary>
/// A check as one JSON document for machines: words in small letters, ratios as fractions, <c>null</c> if there is nothing to say.
/// </summary>
internal static class CheckJson
{
    /// <summary>Version of the document.</summary>
    private const int Version = 1;

    /// <summary>Makes it.</summary>
    public static string Of(CheckResult result)
    {
        var findings = new CheckFindings(result);
        var document = new JsonObject
        {
            ["checkVersion"] = Version,
            ["outcome"] = RecordJson.Word(result.Outcome),
            ["budget"] = result.Limits.Budget,
            ["tolerance"] = result.Limits.Tolerance,
            ["onBudget"] = RecordJson.Word(result.OnBudget),
            ["onBaseline"] = result.OnBaseline is { } verdict ? RecordJson.Word(verdict) : null,
            ["smallestDetectableExcess"] = result.SmallestDetectable,
            ["run"] = Run(result.Run),
            ["baseline"] = result.Baseline is { } baseline ? Run(baseline) : null,
            ["cells"] = new JsonArray([.. result.Cells.Select(Cell)]),
            ["refused"] = Names(result.Refused),
            ["notReached"] = Names(result.NotReached),
            ["added"] = Names(result.Added),
            ["dropped"] = Names(result.Dropped),
            ["notComparable"] = new JsonArray([
                .. result.Differences.Select(difference => new JsonObject
                {
                    ["field"] = difference.Field,
                    ["now"] = difference.Now,
                    ["baseline"] = difference.Baseline,
                }),
            ]),
            ["findings"] = new JsonArray([.. findings.All().Append(findings.Verdict).Select(finding => JsonValue.Create(finding.Text))]),
            ["next"] = findings.Next,
        };
        return document.ToJsonString(RecordJson.Indented.Options);
    }

    private static JsonObject Cell(CheckedCell cell) =>
        new()
        {
            ["cell"] = cell.Cell.Id,
            ["device"] = cell.Cell.Device,
            ["workload"] = cell.Cell.Workload,
            ["batchSize"] = cell.Cell.BatchSize,
            ["width"] = cell.Cell.Shape.Width,
            ["depth"] = cell.Cell.Shape.Depth,
            ["dtype"] = cell.Cell.Shape.DtypeName,
            ["timing"] = cell.Cell.Timing?.Name(),
            ["accumulate"] = cell.Cell.Accumulate,
            ["logEvery"] = cell.Cell.LogEvery,
            ["status"] = RecordJson.Word(cell.Record.Status),
            ["reason"] = cell.Record.Reason,
            ["attempt"] = cell.Record.Attempt ?? 1,
            ["overhead"] = Estimate(cell.Overhead),
            ["noiseFloorReach"] = cell.Record.NoiseFloor?.ToNoiseFloor().Reach,
            ["onBudget"] = Judgement(cell.OnBudget),
            ["difference"] = Estimate(cell.Difference),
            ["onBaseline"] = Judgement(cell.OnBaseline),
            ["allocatesMore"] = cell.AllocatesMore,
            ["agrees"] = cell.Record.Agreement?.Agrees,
            ["verified"] = cell.Record.Verification?.Agrees,
            ["allocates"] = cell.Record.Allocates,
            ["sameLosses"] = cell.Record.SameLosses,
            ["smallestDetectableExcess"] = cell.SmallestDetectable,
            ["directCost"] = Estimate(cell.Direct),
            ["directDifference"] = Estimate(cell.DirectDifference),
        };

    private static JsonObject? Estimate(RatioEstimate? estimate) =>
        estimate is null
            ? null
            : new()
            {
                ["estimate"] = estimate.Overhead,
                // JSON has no infinity.
                ["lower"] = estimate.HasInterval ? estimate.Lower : null,
                ["upper"] = estimate.HasInterval ? estimate.Upper : null,
                ["confidence"] = estimate.Confidence,
            };

    private static JsonObject? Judgement(CellJudgement? judgement) =>
        judgement is not { } said
            ? null
            : new()
            {
                ["verdict"] = RecordJson.Word(said.Verdict),
                ["doubt"] = said.Doubt == CheckDoubt.None ? null : RecordJson.Word(said.Doubt),
                ["instrument"] = said.Instrument == Instrument.None ? null : RecordJson.Word(said.Instrument),
            };

    private static JsonObject Run(RunRecord run) =>
        new()
        {
            ["runId"] = run.RunId,
            ["commit"] = run.CommitLabel(),
            ["machine"] = run.Machine.Id,
            ["schemaVersion"] = run.SchemaVersion,
        };

    private static JsonArray Names(IEnumerable<Grid.Cell> cells) => new([.. cells.Select(cell => JsonValue.Create(cell.Id))]);
}
