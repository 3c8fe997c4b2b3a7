using System.Globalization;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;
using ThroughputBench.Reports.Plots;

namespace ThroughputBench.Reports;

/// <summary>The machines of a merged run, and what is shown of each of them alone.</summary>
internal static class MachinesSection
{
    /// <summary>Which shard measured which cells, on what kind of machine; nothing if one machine measured all.</summary>
    public static IEnumerable<Block> Of(RecordedRun recorded)
    {
        if (Finding(recorded.Cells) is not { } finding)
            yield break;
        yield return new Block.Heading(2, "Machines");
        yield return new Block.Paragraph(finding.ToSpan());
        yield return new Block.Tabular(
            new Table(
                "Where the cells were measured",
                ["Shard", "Machine", " Cells"],
                [
                    .. recorded
                        .Cells.GroupBy(cell => cell.Place)
                        .OrderBy(place => place.Key.Shard)
                        .Select(place =>
                            (IReadOnlyList<Field>)
                                [
                                    place.Key.Shard is { } shard ? Text($"{shard}") : "none",
                                    place.Key.Machine,
                                    Text($"{place.Count()}"),
                                ]
                        ),
                ]
            )
        );
    }

    /// <summary>That several machines measured a run, and what that means; <see langword="null"/> if one did.</summary>
    public static Finding? Finding(IReadOnlyList<CellRecord> cells)
    {
        int places = cells.Select(cell => cell.Place).Distinct().Count(),
            kinds = cells.Select(cell => cell.Machine).Distinct().Count();
        return places < 2
            ? null
            : new Finding(
                $"Merged from {places} shards, measured on {(kinds == 1 ? "machines of one kind" : $"{kinds} kinds of machine")}. Each "
                    + "cell's figures are of one machine; what is pooled over machines has in its interval what they differ by."
            );
    }

    /// <summary>What hooks took, machine by machine.</summary>
    public static IEnumerable<Block> HookTimes(CellTable table, RawReadings raw, string name)
    {
        var machines = table
            .Cells.Where(cell => raw.Hooks.ContainsKey(cell.Cell))
            .GroupBy(cell => cell.Place)
            .OrderBy(place => place.Key.Shard)
            .ToArray();
        foreach (var machine in machines)
        {
            HookHistogram hooks = HookHistogram.Of([.. machine.Select(cell => raw.Hooks[cell.Cell])])!;
            string suffix = machines.Length > 1 ? Text($"-shard-{machine.Key.Shard ?? 0}") : "";
            var figure = new Block.Figure(HookHistogramPlot.Of(hooks, name + suffix), CellFigures.HookTimes(hooks));
            string whose = machine.Key.Shard is { } shard ? Text($"shard {shard}'s machine") : "a machine";
            yield return machines.Length == 1 ? figure : new Block.Fold($"Hook times on {whose}", [figure]);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
