using System.Text.Json;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Publishing;

public sealed class PublishedCalibrationTests : IDisposable
{
    private const string Machine = "amd-epyc-2c-linux-x64",
        File = "calibration-2026-11-24-447a192982.json";

    private static readonly CalibrationCheck.Cell WithoutInterval = new("mlp on cpu, A = 1, L = 1 batch");

    private static readonly CalibrationRecord Record = new()
    {
        Baseline = Samples.Run,
        Budget = 0.005,
        Tolerance = 0.0025,
        Slowdowns = [0, 0.01],
        Checks =
        [
            Check(0, "good", "within"),
            Check(0, "inconclusive", "inconclusive") with
            {
                Cells = [WithoutInterval],
            },
            Check(0.01, "bad", "over"),
        ],
    };

    private readonly Checkout _checkout = new();

    public PublishedCalibrationTests() => _checkout.Publication.Publish(_checkout.Sweep());

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public void A_machines_page_says_how_to_calibrate_until_it_is_calibrated() => Assert.Contains(Section(), Page(), StringComparison.Ordinal);

    [Fact]
    public void A_machines_page_says_how_often_checks_were_right_there()
    {
        Write(JsonSerializer.Serialize(Record, RecordJson.Indented.CalibrationRecord));

        _checkout.Publication.Refresh();

        Assert.Contains(Section(Record), Page(), StringComparison.Ordinal);
        Assert.Empty(_checkout.Publication.Stale());
    }

    [Fact]
    public void What_checks_said_while_the_machine_was_busy_stands_apart_and_takes_nothings_place()
    {
        CalibrationRecord busy = Record with { BusyThreads = 2 },
            quiet = Record with { Checks = [Check(0, "good", "within")] };
        Write(JsonSerializer.Serialize(busy, RecordJson.Indented.CalibrationRecord));
        _checkout.Publication.Refresh();
        string busyOnly = Page();
        System.IO.File.Move(
            _checkout["results", Machine, File],
            _checkout["results", Machine, File.Replace(".json", "-load.json", StringComparison.Ordinal)]
        );
        Write(JsonSerializer.Serialize(quiet, RecordJson.Indented.CalibrationRecord));
        _checkout.Publication.Refresh();

        Assert.Contains(Section(busy), busyOnly, StringComparison.Ordinal);
        Assert.Contains(Section(busy, quiet), Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_calibration_without_a_check_yet_is_none()
    {
        Write(JsonSerializer.Serialize(Record with { Checks = [] }, RecordJson.Indented.CalibrationRecord));

        _checkout.Publication.Refresh();

        Assert.Contains(Section(), Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_none_of_whose_cells_came_to_a_figure_counts_as_failed()
    {
        CalibrationRecord record = Record with { Checks = [Check(0, "failed", "inconclusive") with { OnBaseline = "none" }] };
        Write(JsonSerializer.Serialize(record, RecordJson.Indented.CalibrationRecord));

        _checkout.Publication.Refresh();

        Assert.Contains(Section(record), Page(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"outcome\": \"bad\"", "\"outcome\": \"<script>\"")]
    [InlineData("\"budget\": 0.005", "\"budget\": -1")]
    [InlineData("\"budget\": 0.005", "\"busyThreads\": 0, \"budget\": 0.005")]
    [InlineData("\"budget\": 0.005", "\"baselineCells\": [null], \"budget\": 0.005")]
    [InlineData("\"schemaVersion\": 2", "\"schemaVersion\": 99")]
    public void A_damaged_calibration_is_refused_and_no_page_changes(string what, string with)
    {
        string page = Page();
        Write(
            what.Length == 0
                ? ""
                : JsonSerializer.Serialize(Record, RecordJson.Indented.CalibrationRecord).Replace(what, with, StringComparison.Ordinal)
        );

        InputException refused = Assert.Throws<InputException>(() => _checkout.Publication.Refresh());

        Wording.Matches(_checkout.Unrooted(refused.Message), what.Length == 0 ? "an empty file" : $"{what} → {with}");
        Assert.Equal(page, Page());
    }

    private static string Section(params CalibrationRecord[] records) =>
        MarkdownWriter.Write(CalibrationSection.Of(records.Select(record => new PublishedCalibration(Machine, File, record))));

    private static CalibrationCheck Check(double slowdown, string outcome, string verdict) =>
        new()
        {
            Slowdown = slowdown,
            Outcome = outcome,
            OnBudget = verdict,
            OnBaseline = "within",
            Seconds = 12.5,
            Cells = [],
        };

    private string Page() => System.IO.File.ReadAllText(_checkout["results", Machine, "README.md"]);

    private void Write(string content) => System.IO.File.WriteAllText(_checkout["results", Machine, File], content);
}
