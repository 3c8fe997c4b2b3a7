using System.Text.Json;
using System.Text.Json.Nodes;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>
/// A whole run as one JSON document: <c>run</c> and <c>cells</c>, each as in the run's folder, and what is made from them: <c>indirect</c>,
/// the <c>findings</c> as sentences, the <c>verdict</c> in a word, and the <c>answer</c> in a sentence.
/// </summary>
internal static class JsonReport
{
    /// <summary>The document.</summary>
    public static string Of(RecordedRun recorded)
    {
        var findings = new Findings(recorded);
        JsonObject document = JsonSerializer.SerializeToNode(recorded, RecordJson.Indented.RecordedRun)!.AsObject();
        document["findings"] = new JsonArray([.. findings.All().Select(finding => JsonValue.Create(finding.Text))]);
        document["verdict"] = RecordJson.Word(findings.Outcome);
        document["answer"] = OneSentence.Of(recorded);
        return document.ToJsonString(RecordJson.Indented.Options);
    }
}
