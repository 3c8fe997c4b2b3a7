using System.Globalization;
using System.Text;
using ThroughputBench.Records;

namespace ThroughputBench.Reports;

/// <summary>The file <c>report.md</c> of a run.</summary>
internal static class MarkdownReport
{
    /// <summary>Its name in the run's folder.</summary>
    public const string FileName = "report.md";

    private const string HowToRead =
        """
        - **Overhead** is what the monitor adds to a step, as a share of the same step without it: both sides take turns in one process, on the same model and data. It is negative where it is lost in the noise.
          A claim is good only as far as the interval carries it: read its upper end.
        - **Noise floor** is the interval of the same measurement of the control against itself. An overhead within it cannot be told from nothing.
        - **Agreement** is |reported / independent − 1|, log by log: the samples/s that the monitor logged against those of a clock it knows nothing of, over the same whole cycles. A preemption between two
          readings of a clock is real, and shows as the worst log.
        - **Same losses**: the losses of training with and without the monitor are the same, bit for bit.
        - **Refused** cells are not run: a log every L batches would fall within a cycle of A micro-batches (L % A ≠ 0), where no rate is sound. Beside it stands what the reversed rule (A % L = 0) says of the cell.

        """;

    /// <summary>Makes the report.</summary>
    public static string Of(RecordedRun recorded)
    {
        RunRecord run = recorded.Run;
        var report = new StringBuilder();
        report.Append("# What the throughput monitor costs, and whether it tells the truth\n\n");
        report.Append(Text($"{Markdown.Escape(run.Machine.Name)}, {run.StartedUtc:yyyy-MM-dd HH:mm} UTC, commit {Markdown.Escape(run.CommitLabel())}\n\n"));
        foreach (Finding finding in new Findings(recorded).All())
            report.Append(finding.IsBad ? $"- **{Markdown.Escape(finding.Text)}**\n" : $"- {Markdown.Escape(finding.Text)}\n");
        foreach (CellTable table in CellTable.Of(recorded.Cells))
            report.Append("\n## ").Append(Markdown.Escape(table.Title)).Append("\n\n").Append(Table(table));
        report.Append("\n## How to read it\n\n").Append(HowToRead.ReplaceLineEndings("\n"));
        report.Append("\n## How to repeat it\n\n").Append(Markdown.CodeBlock(run.Options.ToCommand()));
        report.Append("\n## Machine and versions\n\n").Append(Facts(run));
        if (run.Disturbances.Count > 0)
            report.Append("\nWhat could have disturbed the measurement:\n\n");
        foreach (string disturbance in run.Disturbances)
            report.Append("- ").Append(Markdown.Escape(disturbance)).Append('\n');
        return report.ToString();
    }

    private static string Table(CellTable table) => Markdown.Table(
        [
            " A", " L", "Status", " Overhead", $" {Figures.Confidence(table.Confidence)} interval", " Per batch", " Noise floor", " Step",
            " Agreement: median", " p95", " worst log", " whole run", " Reported samples/s", " Independent samples/s", "Same losses", " Bytes per batch",
        ],
        table.Cells.Select(Row));

    private static List<string> Row(CellRecord cell)
    {
        string Of<T>(T? part, Func<T, string> text) where T : class => part is null ? "" : text(part);
        return
        [
            Text($"{cell.Accumulate}"),
            Text($"{cell.LogEvery}"),
            Status(cell),
            Of(cell.Overhead, overhead => Figures.Signed(overhead.Estimate, 3)),
            Of(cell.Overhead, overhead => Interval(overhead.Lower, overhead.Upper)),
            Of(cell.Overhead, overhead => Figures.Time(overhead.NanosecondsPerBatch)),
            Of(cell.NoiseFloor, floor => Interval(floor.Lower, floor.Upper)),
            cell.StepNanoseconds is { } step ? Figures.Time(step) : "",
            Of(cell.Agreement, agreement => Share(agreement.MedianError)),
            Of(cell.Agreement, agreement => Share(agreement.P95Error)),
            Of(cell.Agreement, agreement => Share(agreement.WorstError)),
            Of(cell.Agreement, agreement => Figures.Signed(agreement.RunError, 3)),
            Of(cell.Agreement, agreement => Figures.Rate(agreement.ReportedSamplesPerSecond)),
            Of(cell.Agreement, agreement => Figures.Rate(agreement.IndependentSamplesPerSecond)),
            cell.SameLosses switch { true => "yes", false => "**no**", null => "" },
            cell.AllocatedBytesPerBatch is { } bytes ? Text($"{bytes:0.##}") : "",
        ];
    }

    private static string Status(CellRecord cell)
    {
        string reason = cell.Reason is null ? "" : ": " + Markdown.Escape(cell.Reason);
        string disagrees = cell.Agreement is { Agrees: false } ? ", **disagrees**" : "";
        return cell.Status switch
        {
            CellStatus.Measured when !cell.Rules.Reversed => $"measured{disagrees} (reversed rule: turned away)",
            CellStatus.Measured => $"measured{disagrees}",
            CellStatus.Rejected => $"refused (reversed rule: {(cell.Rules.Reversed ? "let in" : "refused")})",
            CellStatus.TimedOut => $"**timed out**{reason}",
            _ => $"**failed**{reason}",
        };
    }

    private static string Facts(RunRecord run)
    {
        MachineFingerprint machine = run.Machine;
        (string, string)[] facts =
        [
            ("Run", run.RunId),
            ("State", run.State switch { RunState.Finished => "finished", RunState.Interrupted => "interrupted", _ => "not ended" }),
            ("CPU", Text($"{machine.CpuModel}, {Figures.Count(machine.LogicalCores, "logical core")}, {machine.UsableCores} usable")),
            ("CPU quota", machine.CpuQuotaCores is { } quota ? Text($"{quota:0.##} cores") : "none"),
            ("CPU governor", machine.CpuGovernor ?? "not known"),
            ("Memory", Figures.Memory(machine.MemoryBytes)),
            ("Hypervisor", machine.Hypervisor ?? "none seen"),
            ("System", $"{machine.OsDescription}, kernel {machine.Kernel}, {machine.Architecture}"),
            (".NET", $"{machine.Runtime}, garbage collector {machine.GarbageCollector}, tiered compilation {OnOrOff(machine.TieredCompilation)}, tiered PGO {OnOrOff(machine.TieredPgo)}"),
            ("libtorch", Text($"{run.Versions.Libtorch}, {Figures.Count(machine.Libtorch.Threads, "thread")} inside an operator, {machine.Libtorch.InteropThreads} between operators")),
            ("Packages", $"ThroughputBench {run.Versions.ThroughputBench}, TorchSharp {run.Versions.TorchSharp}, BenchmarkDotNet {run.Versions.BenchmarkDotNet}"),
            ("Options", Text($"up to {run.Options.SecondsPerCell} s per cell, until ±{Figures.Share(run.Options.TargetHalfWidth)} of the step; seed {run.Options.Seed}")),
            .. run.Options.Data is { } data ? [("Data", Text($"{data.Name}, {data.Bytes:N0} bytes, SHA-256 {data.Sha256}"))] : Array.Empty<(string, string)>(),
        ];
        return Markdown.Table(["", ""], facts.Select(fact => (string[])[fact.Item1, Markdown.Escape(fact.Item2)]));
    }

    private static string Interval(double lower, double upper) => $"[{Figures.Signed(lower, 3)}, {Figures.Signed(upper, 3)}]";

    /// <summary>Below a thousandth of a percent is written with a sign that is markup elsewhere.</summary>
    private static string Share(double fraction) => Markdown.Escape(Figures.Share(fraction));

    private static string OnOrOff(bool on) => on ? "on" : "off";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
