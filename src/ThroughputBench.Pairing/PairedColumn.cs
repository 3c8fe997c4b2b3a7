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

    /// <summary>A summary asks for each cell several times, and an interval can be expensive.</summary>
    private readonly ConditionalWeakTable<BenchmarkReport, string> _values = [];

    private readonly Func<PairedResult, string> _valueOf;

    private PairedColumn(string name, int priority, string legend, Func<PairedResult, string> valueOf)
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

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => summary[benchmarkCase] is { } report ? _values.GetValue(report, Value) : NoValue;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    private string Value(BenchmarkReport report) => _valueOf(PairedResult.From(report));

    private static string ControlOperation(PairedResult result)
    {
        if (result.Pairs == 0)
            return NoValue;
        double[] operations = [.. result.Launches.SelectMany(launch => launch.ControlNanosecondsOfPairs().Select(time => time / launch.OperationsPerPair)).Order()];
        return Text($"{operations[operations.Length / 2]:0.0} ns");
    }

    private static string PairsAndReason(PairedResult result) => result.Failure is not null
        ? "failed"
        : Text($"{result.Pairs} ({string.Join(", ", result.Launches.Select(launch => launch.StoppedBy).Distinct()).ToLowerInvariant()})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
