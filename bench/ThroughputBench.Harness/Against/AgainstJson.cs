using System.Text.Json.Nodes;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Against;

/// <summary>
/// A check against another commit as one JSON document for machines: words in small letters, ratios as fractions, <c>null</c> for missing
/// values.
/// </summary>
internal static class AgainstJson
{
    /// <summary>Version of the document.</summary>
    private const int Version = 1;

    /// <summary>Makes it.</summary>
    public static string Of(AgainstResult result)
    {
        var words = new AgainstWords(result);
        return new JsonObject
        {
            ["againstVersion"] = Version,
            ["outcome"] = RecordJson.Word(result.Outcome),
            ["reference"] = result.Reference,
            ["oldCommit"] = result.OldCommit,
            ["newCommit"] = result.NewCommit,
            ["machine"] = result.Machine,
            ["tolerance"] = result.Tolerance,
            ["cells"] = new JsonArray([.. result.Cells.Select(Cell)]),
            ["findings"] = new JsonArray([.. words.Reasons().Append(words.Verdict).Select(finding => JsonValue.Create(finding.Text))]),
            ["next"] = words.Next,
        }.ToJsonString(RecordJson.Indented.Options);
    }

    private static JsonObject Cell(AgainstCell cell) =>
        new()
        {
            ["cell"] = cell.Cell.Id,
            ["difference"] = cell.Difference is { } difference
                ? new JsonObject
                {
                    ["estimate"] = difference.Overhead,
                    ["lower"] = difference.Lower,
                    ["upper"] = difference.Upper,
                    ["confidence"] = difference.Confidence,
                    ["pairs"] = difference.Pairs,
                }
                : null,
            ["launches"] = cell.Launches,
            ["attempt"] = cell.Attempt,
            ["noiseFloorReach"] = cell.NoiseFloorReach,
            ["moreBytesPerBatch"] = cell.MoreBytesPerBatch,
            ["verdict"] =
                cell.Failed ? "failed"
                : cell.IsWorse ? "worse"
                : cell.Judgement.Verdict == Verdict.Within ? "noWorse"
                : "inconclusive",
            ["reason"] = cell.Reason,
            ["hook"] = Hook(cell.Hook),
            ["warmHook"] = Hook(cell.WarmHook),
            ["instrument"] = cell.AllocatesMore ? "bytes" : RecordJson.Word(cell.Judgement.Instrument),
        };

    private static JsonObject? Hook(HookDifference? hook) =>
        hook is null
            ? null
            : new()
            {
                ["nanosecondsPerBatch"] = hook.Own.Nanoseconds,
                ["lower"] = double.IsFinite(hook.Lower) ? hook.Lower : null, // JSON has no infinity
                ["upper"] = double.IsFinite(hook.Upper) ? hook.Upper : null,
                ["confidence"] = RatioEstimate.DefaultConfidence,
                ["tolerance"] = hook.ToleranceNanoseconds,
                ["loads"] = hook.Loads,
            };
}
