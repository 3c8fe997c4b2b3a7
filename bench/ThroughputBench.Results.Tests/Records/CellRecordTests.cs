using System.Text.Json;
using System.Text.Json.Nodes;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Records;

public class CellRecordTests
{
    [Fact]
    public void A_measured_cell_comes_back_as_it_was_written() => Assert.Equal(Samples.Measured(), RoundTrip(Samples.Measured()));

    [Fact]
    public void A_cell_that_was_measured_on_a_device_comes_back_as_it_was_written() =>
        Assert.Equal(Samples.MeasuredOnDevice(), RoundTrip(Samples.MeasuredOnDevice()));

    [Theory]
    [InlineData("\"hostNanosecondsPerStep\":150000", "\"hostNanosecondsPerStep\":0")]
    [InlineData("\"deviceNanosecondsPerStep\":240500.5", "\"deviceNanosecondsPerStep\":-1")]
    [InlineData("\"hostSamplesPerSecond\":531100.25", "\"hostSamplesPerSecond\":0")]
    public void What_cannot_have_been_measured_on_a_device_is_refused(string whole, string damaged) =>
        Wording.Matches(Refusal(Samples.MeasuredOnDevice(), whole, damaged), $"{whole} → {damaged}");

    [Fact]
    public void A_refused_cell_comes_back_as_it_was_written() => Assert.Equal(Samples.Rejected(), RoundTrip(Samples.Rejected()));

    [Fact]
    public void Doubles_come_back_to_the_last_bit()
    {
        CellRecord record = Samples.Measured() with { StepNanoseconds = 0.1 + 0.2, AllocatedBytesPerBatch = double.Epsilon };

        Assert.Equal(record, RoundTrip(record));
    }

    [Fact]
    public void A_line_is_camel_case_with_words_for_enumerations_and_no_nulls() =>
        Assert.Equal(
            """
            {"schemaVersion":2,"runId":"20261124T112358Z-447a192982","commit":"447a192982","machine":"amd-epyc-2c-linux-x64-
            """.TrimEnd()
                + Samples.Machine.Id[^8..]
                + """
                ","options":"threads=1 seed=1","device":"cpu","workload":"mlp","batchSize":32,"shape":{"width":64,"depth":1,"dtype":"float32"},"accumulate":4,"logEvery":8,"logUnit":"batches","status":"measured","attempt":1,"rules":{"current":true,"reversed":false},"stepNanoseconds":241000.25,"overhead":{"estimate":0.00123,"lower":0.00081,"upper":0.00164,"confidence":0.95,"degreesOfFreedom":310.5,"effectiveUnits":640.25,"meanOverhead":0.0021,"pairs":2048,"nanosecondsPerBatch":71.5,"stoppedBy":"precision"},"noiseFloor":{"estimate":-0.0001,"lower":-0.0005,"upper":0.0003,"confidence":0.95,"degreesOfFreedom":290.5,"pairs":2048},"agreement":{"medianError":3E-05,"p95Error":0.0004,"worstError":0.013,"logs":512,"runError":-1E-05,"reportedSamplesPerSecond":531200.5,"independentSamplesPerSecond":531205.8,"agrees":true,"windowSteps":8,"movedLogs":400,"tries":1},"sameLosses":true,"allocatedBytesPerBatch":0,"verification":{"figures":1900,"situations":["a short cycle","a validation"],"worstError":2E-16,"wrong":0,"disagreements":[]},"directCost":{"nanosecondsPerBatch":71.5,"lower":59.5,"upper":83.5,"confidence":0.95,"betweenLogsNanoseconds":54.5,"atLogNanoseconds":340.25,"share":0.0011916666666666666,"shareLower":0.0009916666666666667,"shareUpper":0.0013916666666666667,"meanNanoseconds":77.5,"longestNanoseconds":1200000,"beyondTrim":800,"launches":6,"medianNanoseconds":130,"p95Nanoseconds":410,"emptyHookNanoseconds":62.5,"hooks":40000,"degreesOfFreedom":4.5,"ownStandardError":1.5,"ownDegreesOfFreedom":30.5,"batchNanoseconds":60000}}
                """,
            JsonSerializer.Serialize(Samples.Measured(), RecordJson.Default.CellRecord)
        );

    [Fact]
    public void A_field_that_is_not_known_is_refused_for_it_may_be_a_needed_one_misspelt() =>
        Wording.Matches(
            Refusal(Samples.Rejected(), "{\"schemaVersion\"", "{\"ofTheFuture\":[1,{}],\"schemaVersion\"")
        );

    [Theory]
    [InlineData("agreement")]
    [InlineData("sameLosses")]
    [InlineData("allocatedBytesPerBatch")]
    [InlineData("stepNanoseconds")]
    public void A_measured_cell_without_what_a_verdict_rests_on_is_refused_and_the_field_is_named(string field)
    {
        JsonObject cell = JsonNode.Parse(Json(Samples.Measured()))!.AsObject();
        Assert.True(cell.Remove(field));

        Wording.Matches(Assert.Throws<InputException>(() => Read(cell.ToJsonString())).Message, field);
    }

    [Theory]
    [InlineData(
        "\"medianError\":3E-05,\"p95Error\":0.0004,\"worstError\":0.013",
        "\"medianError\":0.5,\"p95Error\":0.5,\"worstError\":0.5"
    )]
    [InlineData("\"agrees\":true", "\"agrees\":false")]
    [InlineData("\"runError\":-1E-05", "\"runError\":-4E-05")]
    [InlineData("\"reportedSamplesPerSecond\":531200.5", "\"reportedSamplesPerSecond\":5312")]
    public void An_agreement_is_judged_by_its_figures_and_not_by_what_it_says_of_itself(string whole, string damaged) =>
        Wording.Matches(Refusal(Samples.Measured(), whole, damaged), $"{whole} → {damaged}");

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_a_finite_number_is_not_written(double value) =>
        Assert.Throws<JsonException>(() => Json(Samples.Measured() with { StepNanoseconds = value }));

    [Theory]
    [InlineData("241000.25", "NaN")]
    [InlineData("241000.25", "\"NaN\"")]
    [InlineData("241000.25", "1e999")]
    [InlineData("0.00123", "-1e999")]
    [InlineData("\"accumulate\":4", "\"accumulate\":\"4\"")]
    [InlineData("\"accumulate\":4", "\"accumulate\":4.5")]
    [InlineData("\"accumulate\":4,", "")]
    [InlineData("\"accumulate\":4", "\"accumulate\":0")]
    [InlineData("\"width\":64", "\"width\":0")]
    [InlineData("\"dtype\":\"float32\"", "\"dtype\":\"int4\"")]
    [InlineData("\"device\":\"cpu\"", "\"device\":null")]
    [InlineData("\"device\":\"cpu\"", "\"device\":\"<script>\"")]
    [InlineData("\"status\":\"measured\"", "\"status\":0")]
    [InlineData("\"status\":\"measured\"", "\"status\":\"splendid\"")]
    [InlineData("\"status\":\"measured\"", "\"status\":\"rejected\"")]
    [InlineData("\"status\":\"measured\"", "\"status\":\"failed\"")]
    [InlineData("\"reversed\":false", "\"reversed\":true")]
    [InlineData("\"lower\":0.00081", "\"lower\":0.5")]
    [InlineData("\"confidence\":0.95", "\"confidence\":95")]
    [InlineData("\"pairs\":2048", "\"pairs\":0")]
    [InlineData("\"medianError\":3E-05", "\"medianError\":0.5")]
    [InlineData("\"stepNanoseconds\":241000.25", "\"stepNanoseconds\":-1")]
    [InlineData("\"runId\":\"20261124T112358Z-447a192982\"", "\"runId\":\"\"")]
    [InlineData("\"schemaVersion\":2,", "")]
    [InlineData("\"schemaVersion\":2", "\"schemaVersion\":\"1\"")]
    [InlineData("\"schemaVersion\":2", "\"schemaVersion\":0")]
    [InlineData("\"schemaVersion\":2", "\"schemaVersion\":3")]
    [InlineData("\"logEvery\":8", "\"logEvery\":8,\"logEvery\":8")]
    public void A_damaged_record_is_refused_in_one_line_that_names_the_field(string whole, string damaged)
    {
        string message = Refusal(Samples.Measured(), whole, damaged);

        Wording.Matches(message, $"{whole} → {damaged}");
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \r\n")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"schemaVersion\":1")]
    public void A_file_that_is_not_a_record_is_refused(string json) =>
        Wording.Matches(Assert.Throws<InputException>(() => Read(json)).Message, $"'{json.ReplaceLineEndings("\\n")}'");

    [Fact]
    public void A_reason_is_kept_in_one_line() =>
        Assert.Equal("first second", CellRecord.Failed(Samples.Run, Cells.Of(1, 1), "first\r\nsecond\n").Reason);

    [Fact]
    public void The_key_is_the_same_for_two_measurements_of_the_same_thing()
    {
        RunRecord later = Samples.Run with
        {
            RunId = "20261125T000000Z-447a192982",
            Options = Samples.Options with { SecondsPerCell = 60, LogEvery = [8] },
        };

        Assert.Equal(Samples.Measured(4, 8).Key, CellRecord.Failed(later, Cells.Of(4, 8), "Another outcome.").Key);
    }

    [Fact]
    public void A_timing_comes_back_as_a_word_and_is_part_of_the_key()
    {
        CellRecord events = Samples.MeasuredOnDevice() with { Timing = DeviceTiming.Events },
            every = events with { Timing = DeviceTiming.SyncEveryBatch };

        Assert.Contains("\"timing\":\"syncEveryBatch\"", Json(every), StringComparison.Ordinal);
        Assert.Equal(every, RoundTrip(every));
        Assert.NotEqual(events.Key, every.Key);
        Wording.Matches(Refusal(every, "cuda", "cpu"));
    }

    [Fact]
    public void A_record_that_names_no_shape_is_of_the_workloads_own()
    {
        string json = Json(Samples.Measured() with { SchemaVersion = 1 }),
            older = json.Replace("\"shape\":{\"width\":64,\"depth\":1,\"dtype\":\"float32\"},", "", StringComparison.Ordinal);
        Assert.NotEqual(json, older);

        Assert.Equal((Samples.Measured() with { SchemaVersion = 1 }).Key, Read(older).Key);
    }

    public static TheoryData<string> Differences =>
        [
            "width",
            "depth",
            "dtype",
            "commit",
            "dirty",
            "machine",
            "device",
            "workload",
            "batch size",
            "A",
            "L",
            "unit",
            "threads",
            "seed",
            "fault",
        ];

    [Theory]
    [MemberData(nameof(Differences))]
    public void The_key_changes_if_any_part_differs(string part)
    {
        RunRecord run = part switch
        {
            "commit" => Samples.Run with { Commit = "0000000000" },
            "dirty" => Samples.Run with { Dirty = true },
            "machine" => Samples.Run with { Machine = Samples.Machine with { CpuModel = "Apple M2" } },
            "threads" => Samples.Run with { Options = Samples.Options with { Threads = 2 } },
            "seed" => Samples.Run with { Options = Samples.Options with { Seed = 2 } },
            "fault" => Samples.Run with { Options = Samples.Options with { Fault = "slow=1%" } },
            _ => Samples.Run,
        };
        Cell cell = part switch
        {
            "device" => Cells.Of(4, 8, device: "cuda"),
            "workload" => Cells.Of(4, 8, workload: "convnet"),
            "width" => Cells.Of(4, 8, shape: new(128, 1, WorkloadDtype.Float32)),
            "depth" => Cells.Of(4, 8, shape: new(64, 2, WorkloadDtype.Float32)),
            "dtype" => Cells.Of(4, 8, shape: new(64, 1, WorkloadDtype.Bfloat16)),
            "batch size" => Cells.Of(4, 8, batchSize: 64),
            "A" => Cells.Of(2, 8),
            "L" => Cells.Of(4, 16),
            "unit" => Cells.Of(4, 8, LogUnit.Steps),
            _ => Cells.Of(4, 8),
        };

        Assert.NotEqual(Samples.Measured(4, 8).Key, CellRecord.Measured(run, cell, Samples.Overhead).Key);
    }

    private static string Json(CellRecord record) => JsonSerializer.Serialize(record, RecordJson.Default.CellRecord);

    [Fact]
    public void Of_two_records_of_a_cell_the_one_with_the_narrower_interval_stays_wherever_it_lies()
    {
        CellRecord wide = With(percent: 0.1, halfWidth: 0.3),
            narrow = With(percent: 5, halfWidth: 0.1);

        Assert.True(narrow.Replaces(wide));
        Assert.False(wide.Replaces(narrow));
        Assert.True(wide.Replaces(wide));
    }

    [Fact]
    public void A_cell_that_fails_disagrees_or_trains_otherwise_when_measured_again_is_not_put_aside_and_one_without_an_interval_is()
    {
        CellRecord before = With(percent: 0.1, halfWidth: 0.1),
            wide = With(percent: 0.1, halfWidth: 0.3);
        CellRecord timedOut = CellRecord.TimedOut(Samples.Run, before.Cell, "no interval");

        Assert.True(CellRecord.Failed(Samples.Run, before.Cell, "device error").Replaces(before));
        Assert.True((wide with { Agreement = Samples.Agreement with { Agrees = false } }).Replaces(before));
        Assert.True((wide with { SameLosses = false }).Replaces(before));
        Assert.False(timedOut.Replaces(before));
        Assert.True(wide.Replaces(timedOut));
    }

    private static CellRecord With(double percent, double halfWidth) =>
        Samples.Measured() with
        {
            Overhead = SampleRuns.Overhead(percent, halfWidth),
        };

    private static string Refusal(CellRecord record, string whole, string damaged)
    {
        string json = Json(record);
        Assert.Contains(whole, json, StringComparison.Ordinal);
        return Assert.Throws<InputException>(() => Read(json.Replace(whole, damaged, StringComparison.Ordinal))).Message;
    }

    private static CellRecord RoundTrip(CellRecord record) => Read(Json(record));

    private static CellRecord Read(string json) =>
        RecordReader.Read(
            System.Text.Encoding.UTF8.GetBytes(json),
            RecordJson.Default.CellRecord,
            RecordRules.ObjectionTo,
            "cells.jsonl, line 7"
        );
}
