using System.Text.Json;
using System.Text.Json.Nodes;
using ThroughputBench.Checks;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Tests.Checks;
using ThroughputBench.Tests.Grid;
using Xunit;

namespace ThroughputBench.Tests.Records;

public class VerificationRecordTests
{
    private static readonly DisagreementRecord TooHigh = new()
    {
        Figure = "train/device/samples_per_sec",
        Situation = "after a short cycle",
        Log = 3,
        Reported = 1234,
        Right = 1101,
    };

    private static readonly VerificationRecord Sound = new()
    {
        Figures = 2000,
        Situations = ["a short cycle", "a validation"],
        WorstError = 2e-16,
        Wrong = 0,
        Disagreements = [],
    };

    private static readonly VerificationRecord Wrong = Sound with { Wrong = 1, Disagreements = [TooHigh] };

    [Fact]
    public void It_comes_back_as_it_was_written_and_what_the_monitor_did_not_say_is_left_out()
    {
        CellRecord record = Samples.Measured() with
        {
            Verification = Wrong with { Disagreements = [TooHigh with { Reported = null }] },
            DirectCost = null,
        };
        string line = JsonSerializer.Serialize(record, RecordJson.Default.CellRecord);

        Wording.Matches(JsonNode.Parse(line)!["verification"]!.ToJsonString(RecordJson.Indented.Options));
        Assert.Equal(
            line,
            JsonSerializer.Serialize(JsonSerializer.Deserialize(line, RecordJson.Default.CellRecord)!, RecordJson.Default.CellRecord)
        );
    }

    [Theory]
    [InlineData("\"figures\":2000,", "")]
    [InlineData("\"wrong\":1,", "")]
    [InlineData("\"situations\":[\"a short cycle\",\"a validation\"],", "")]
    [InlineData("\"figure\":\"train/device/samples_per_sec\",", "")]
    public void A_field_that_is_missing_is_missed(string field, string instead)
    {
        string line = JsonSerializer.Serialize(Samples.Measured() with { Verification = Wrong }, RecordJson.Default.CellRecord);
        Assert.Contains(field, line, StringComparison.Ordinal);

        Assert.ThrowsAny<JsonException>(() =>
            JsonSerializer.Deserialize(line.Replace(field, instead, StringComparison.Ordinal), RecordJson.Default.CellRecord)
        );
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        VerificationRecord[] impossible =
        [
            Sound with
            {
                Figures = 0,
            },
            Sound with
            {
                Situations = [],
            },
            Sound with
            {
                Wrong = 1,
            },
            Sound with
            {
                WorstError = -1,
            },
            Wrong with
            {
                Wrong = 0,
            },
            Wrong with
            {
                Wrong = 2001,
            },
            Wrong with
            {
                Disagreements = [TooHigh with { Reported = 1101 }],
            },
        ];

        Assert.All(impossible, verification =>
            Assert.StartsWith(
                "verification",
                RecordRules.ObjectionTo(Samples.Measured() with { Verification = verification }),
                StringComparison.Ordinal
            )
        );
        Assert.All([Sound, Wrong], verification =>
            Assert.Null(RecordRules.ObjectionTo(Samples.Measured() with { Verification = verification }))
        );
    }

    [Fact]
    public void A_later_measurement_does_not_hide_what_an_earlier_one_found()
    {
        CellRecord before = Samples.Measured() with
        {
            Verification = Wrong,
            Agreement = Samples.Agreement with { Agrees = false },
            SameLosses = false,
        };

        CellRecord both = (Samples.Measured() with { Verification = Sound }).WithFaultsOf(before);

        Assert.Equal((Wrong, false, false), (both.Verification, both.Agreement!.Agrees, both.SameLosses));
        Assert.Same(Sound, (Samples.Measured() with { Verification = Sound }).WithFaultsOf(Samples.Measured()).Verification);
    }

    [Fact]
    public void A_measured_cell_of_the_schema_that_knows_of_it_must_have_it()
    {
        CellRecord whole = Samples.Measured() with
        {
            SchemaVersion = 2,
            Attempt = 1,
            Shape = Samples.Measured().Cell.Shape,
            Agreement = Samples.Agreement with { MovedLogs = Samples.Agreement.Logs },
            Verification = Sound,
        };

        Assert.Null(MeasuredCell.MissingIn(whole));
        Assert.Equal("verification", MeasuredCell.MissingIn(whole with { Verification = null }));
        Assert.Equal("agreement.movedLogs", MeasuredCell.MissingIn(whole with { Agreement = Samples.Agreement with { MovedLogs = null } }));
        Assert.Null(MeasuredCell.MissingIn(Samples.Measured() with { SchemaVersion = 1, Verification = null }));
    }

    [Fact]
    public void A_wrong_figure_is_reported_with_its_error_situation_and_cell() =>
        Wording.Matches(VerificationWords.Sentence(Samples.Measured(), TooHigh));

    [Fact]
    public void A_good_monitor_is_reported_as_verified_with_the_number_of_situations() =>
        Wording.Matches(
            VerificationWords
                .Verified([Samples.Measured() with { Verification = Sound }, Samples.Measured() with { Verification = Sound }])!
                .Value.Text
        );

    [Fact]
    public void Records_that_are_older_say_nothing_of_it() =>
        Assert.Null(VerificationWords.Verified([Samples.Measured() with { Verification = null }]));

    [Fact]
    public void A_check_is_bad_if_a_figure_is_wrong_or_memory_is_allocated_even_without_a_baseline()
    {
        RecordedRun wrong = SampleRuns.Of(record => record with { Verification = record.Cell == Cells.Of(4, 8) ? Wrong : Sound }),
            allocates = SampleRuns.Of(record => record with { AllocatedBytesPerBatch = 40 });

        Assert.Equal(
            (CheckOutcome.Bad, CheckOutcome.Bad, CheckOutcome.Good),
            (Outcome(wrong), Outcome(allocates), Outcome(SampleRuns.Of(record => record with { Verification = Sound })))
        );

        static CheckOutcome Outcome(RecordedRun run) => CheckJudge.Of(run, null, new CheckLimits()).Outcome;
    }
}
