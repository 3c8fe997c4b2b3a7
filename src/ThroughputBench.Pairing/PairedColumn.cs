using System.Globalization;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ThroughputBench.Pairing;

/// <summary>A column of the summary that is read from the pairs.</summary>
internal sealed class PairedColumn : IColumn
{
    private const string NoValue = "-";

    /// <summary>
    /// Two timestamps and a first call after the other side's take some tens of nanoseconds: in a block of a microsecond they are a few
    /// percent of its time, and no number of pairs shows it.
    /// </summary>
    private const double ShortestBlockNanoseconds = 5_000;

    /// <summary>A summary asks for each cell several times, and an interval can be expensive.</summary>
    private readonly ConditionalWeakTable<BenchmarkReport, string> _values = [];

    private readonly Func<PairedResult, BenchmarkCase, string> _valueOf;

    private PairedColumn(string name, int priority, string legend, Func<PairedResult, string> valueOf)
        : this(name, priority, legend, (result, _) => valueOf(result)) { }

    private PairedColumn(string name, int priority, string legend, Func<PairedResult, BenchmarkCase, string> valueOf)
    {
        ColumnName = name;
        PriorityInCategory = priority;
        Legend = legend;
        _valueOf = valueOf;
    }

    public string Id => $"{nameof(PairedColumn)}.{ColumnName}";

    public string ColumnName { get; }

    public string Legend { get; }

    public int PriorityInCategory { get; }

    public ColumnCategory Category => ColumnCategory.Statistics;

    public bool AlwaysShow => true;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public static PairedColumn[] All(Func<PairedResult, (double Estimate, double Lower, double Upper)>? estimate)
    {
        var control = new PairedColumn("Control", 0, "Median over the pairs of the time of one operation of the control", ControlOperation);
        var pairs = new PairedColumn("Pairs", 2, "Number of pairs, and what ended the measuring", PairsAndReason);
        if (estimate is null)
            return [control, pairs];
        var ratio = new PairedColumn("Candidate/Control", 1, "Candidate / control with its confidence interval", result =>
        {
            if (result.Pairs == 0)
                return NoValue;
            var (ratio, lower, upper) = estimate(result);
            return Text($"{ratio:0.00000} [{lower:0.00000}, {upper:0.00000}]");
        });
        return [control, ratio, pairs];
    }

    /// <summary>The columns of a class whose methods are paired. Times are per operation, as BenchmarkDotNet counts them.</summary>
    public static PairedColumn[] OfMethods(Func<PairedResult, (double Estimate, double Lower, double Upper)> estimate)
    {
        string Value(PairedResult result, Func<double, double, double, string> text)
        {
            if (result.Pairs == 0)
                return NoValue;
            var (ratio, lower, upper) = estimate(result);
            return text(ratio, lower, upper);
        }
        return
        [
            new("Control", 0, "What the baseline takes: median over the pairs", (result, one) =>
                result.Pairs == 0 ? NoValue : Time(ControlNanoseconds(result, one))),
            new("Candidate", 1, "What the method takes: Control x Ratio", (result, one) =>
                Value(result, (ratio, _, _) => Time(ratio * ControlNanoseconds(result, one)))),
            new("Ratio [95%]", 2, "Method / baseline, with its confidence interval", result =>
                Value(result, (ratio, lower, upper) => Ratio(result, ratio, lower, upper))),
            new("Difference [95%]", 3, "Method - baseline, with its confidence interval", (result, one) =>
                Value(result, (ratio, lower, upper) =>
                {
                    double control = ControlNanoseconds(result, one);
                    string difference = Signed(control * (ratio - 1));
                    return WhyNoInterval(result, upper) is { } reason
                        ? $"{difference} ({reason})"
                        : $"{difference} [{Signed(control * (lower - 1))}, {Signed(control * (upper - 1))}]";
                })),
            new("Pairs", 4, "Number of pairs, and what ended the measuring", PairsAndReason),
        ];
    }

    /// <summary>A ratio to four decimals, or to four digits if it is small.</summary>
    internal static string Ratio(PairedResult result, double ratio, double lower, double upper)
    {
        int decimals = ratio is > 0 and < 0.1 ? Math.Min(3 - (int)Math.Floor(Math.Log10(ratio)), 15) : 4;
        string format = "0." + new string('0', decimals);
        return WhyNoInterval(result, upper) is { } reason
            ? $"{Digits(ratio)} ({reason})"
            : $"{Digits(ratio)} [{Digits(lower)}, {Digits(upper)}]";

        string Digits(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase] is { } report ? _values.GetValue(report, Value) : NoValue;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    private string Value(BenchmarkReport report) => _valueOf(PairedResult.From(report), report.BenchmarkCase);

    private static string? WhyNoInterval(PairedResult result, double upper) =>
        result.Launches.Any(launch => IsShort(launch.ControlTicks, launch) || IsShort(launch.CandidateTicks, launch))
            ? "no interval: one side's blocks are too short"
        : double.IsFinite(upper) ? null
        : "no interval";

    private static bool IsShort(long[] ticks, PairedLaunch launch) =>
        ticks.Length > 0 && ticks.Order().ElementAt(ticks.Length / 2) * 1e9 / launch.TicksPerSecond < ShortestBlockNanoseconds;

    private static string ControlOperation(PairedResult result) =>
        result.Pairs == 0 ? NoValue : Text($"{ControlNanoseconds(result):0.0} ns");

    private static double ControlNanoseconds(PairedResult result, BenchmarkCase benchmark) =>
        ControlNanoseconds(result) / benchmark.Descriptor.OperationsPerInvoke;

    private static double ControlNanoseconds(PairedResult result)
    {
        double[] operations =
        [
            .. result
                .Launches.SelectMany(launch => launch.ControlNanosecondsOfPairs().Select(time => time / launch.OperationsPerPair))
                .Order(),
        ];
        return operations[operations.Length / 2];
    }

    private static string Signed(double nanoseconds) => (nanoseconds < 0 ? "-" : "+") + Time(Math.Abs(nanoseconds));

    /// <summary>Four digits or so, in the unit that fits.</summary>
    private static string Time(double nanoseconds) =>
        nanoseconds switch
        {
            < 1e3 => Text($"{nanoseconds:0.00} ns"),
            < 1e6 => Text($"{nanoseconds / 1e3:0.000} us"),
            < 1e9 => Text($"{nanoseconds / 1e6:0.000} ms"),
            _ => Text($"{nanoseconds / 1e9:0.000} s"),
        };

    private static string PairsAndReason(PairedResult result) =>
        result.Failure is not null
            ? "failed"
            : Text(
                $"{result.Pairs} ({string.Join(", ", result.Launches.Select(launch => launch.StoppedBy).Distinct()).ToLowerInvariant()})"
            );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
