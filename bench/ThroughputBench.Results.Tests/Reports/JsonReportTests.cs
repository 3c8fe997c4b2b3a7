using System.Text.Json;
using System.Text.Json.Nodes;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using Xunit;

namespace ThroughputBench.Tests.Reports;

public class JsonReportTests
{
    [Fact]
    public void It_is_one_document_of_the_run_and_all_its_cells()
    {
        using JsonDocument document = JsonDocument.Parse(JsonReport.Of(Fixture.Run));

        Assert.Equal(["run", "cells", "findings", "verdict", "answer"], document.RootElement.EnumerateObject().Select(part => part.Name));
        Assert.Equal(Fixture.Run.Run.RunId, document.RootElement.GetProperty("run").GetProperty("runId").GetString());
        Assert.Equal(Fixture.Run.Cells.Count, document.RootElement.GetProperty("cells").GetArrayLength());
    }

    [Fact]
    public void It_can_be_read_back_without_a_loss()
    {
        JsonObject document = JsonNode.Parse(JsonReport.Of(Fixture.Run))!.AsObject();
        foreach (string derived in (string[])["findings", "verdict", "answer"])
            Assert.True(document.Remove(derived));
        RecordedRun read = document.Deserialize(RecordJson.Default.RecordedRun)!;

        Assert.Equal(Fixture.Run.Cells, read.Cells);
        Assert.Equal(JsonReport.Of(Fixture.Run), JsonReport.Of(read));
    }

    [Fact]
    public void It_has_the_findings_the_verdict_and_the_answer_of_the_report()
    {
        using JsonDocument document = JsonDocument.Parse(JsonReport.Of(Fixture.Run));

        Assert.Equal(
            new Findings(Fixture.Run).All().Select(finding => finding.Text),
            document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()!)
        );
        Assert.Equal(
            RecordJson.Word(new Findings(Fixture.Run).Outcome),
            document.RootElement.GetProperty("verdict").GetString()
        );
        Assert.Equal(OneSentence.Of(Fixture.Run), document.RootElement.GetProperty("answer").GetString());
    }

    [Fact]
    public void Text_of_a_record_can_end_no_script_that_holds_the_document() =>
        Assert.DoesNotContain("<script", JsonReport.Of(Fixture.Run), StringComparison.OrdinalIgnoreCase);
}
