using System.Text.Json;
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

        Assert.Equal(["run", "cells"], document.RootElement.EnumerateObject().Select(part => part.Name));
        Assert.Equal(Fixture.Run.Run.RunId, document.RootElement.GetProperty("run").GetProperty("runId").GetString());
        Assert.Equal(Fixture.Run.Cells.Count, document.RootElement.GetProperty("cells").GetArrayLength());
    }

    [Fact]
    public void It_can_be_read_back_without_a_loss()
    {
        RecordedRun read = JsonSerializer.Deserialize(JsonReport.Of(Fixture.Run), RecordJson.Default.RecordedRun)!;

        Assert.Equal(Fixture.Run.Cells, read.Cells);
        Assert.Equal(JsonReport.Of(Fixture.Run), JsonReport.Of(read));
    }

    [Fact]
    public void Text_of_a_record_can_end_no_script_that_holds_the_document() =>
        Assert.DoesNotContain("<script", JsonReport.Of(Fixture.Run), StringComparison.OrdinalIgnoreCase);
}
