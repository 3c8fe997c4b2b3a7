using System.Globalization;

namespace ThroughputBench.Grid;

/// <summary>
/// One of the equal parts of a grid, each measured by a task of its own. Which cells are a shard's follows from the grid, the number of
/// shards, the seed and what the checkout knows of the cells' times, so tasks need not know of each other.
/// </summary>
/// <param name="Index">Which one, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed record Shard(int Index, int Count)
{
    /// <summary>Most shards of a grid.</summary>
    public const int MostShards = SweepGrid.MaximumCells;

    private const double Slack = 1.05;

    /// <summary>The name of its folder: for example <c>shard-03-of-16</c>.</summary>
    public string FolderName =>
        string.Create(CultureInfo.InvariantCulture, $"shard-{Index.ToString($"D{Digits(Count)}", CultureInfo.InvariantCulture)}-of-{Count}");

    /// <summary>As <c>--shard</c> takes it: for example <c>3/16</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    /// <summary>
    /// Divides a grid. Cells that differ only in how they time a device are compared with one another and stay together. A shard measures a
    /// control for each device and workload that it has, which takes as long as a cell; so each group of cells goes, the longest first, to
    /// the shard that would then be done first. If times are known, it goes to one that has its control already as long as that is not full.
    /// </summary>
    /// <param name="cells">The grid's cells.</param>
    /// <param name="count">How many shards.</param>
    /// <param name="seed">Says which of equally long groups comes first, so that one shard does not get all the small A.</param>
    /// <param name="seconds">
    /// What cells took before, by their <see cref="Cell.Id"/>. One that is not there takes as long as the others of its device and workload
    /// on average, or as the average cell. <see langword="null"/> if nothing is known: then all take equally long.
    /// </param>
    /// <returns>The cells of each shard, in the order of the grid.</returns>
    /// <exception cref="ArgumentException">There are fewer groups to measure than shards.</exception>
    public static IReadOnlyList<IReadOnlyList<Cell>> Divide(
        IReadOnlyList<Cell> cells,
        int count,
        long seed,
        IReadOnlyDictionary<string, double>? seconds = null
    )
    {
        var times = new CellTimes(cells, seconds);
        Group[] groups =
        [
            .. cells
                .Select((cell, place) => (Cell: cell, Place: place))
                .GroupBy(one => one.Cell with { Timing = null })
                .Select(group => new Group(
                    [.. group.Select(one => one.Place)],
                    cells[group.First().Place],
                    group.Sum(one => times.Of(one.Cell)),
                    times.OfControl(group.First().Cell)
                )),
        ];
        int measured = groups.Count(group => group.IsMeasured);
        if (measured < count)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} shards are more than the grid has cells to divide, which are {measured}; use at most {measured}."
                )
            );
        }

        double full = seconds is null ? 0 : Full(groups, count);
        int left = measured;
        ulong state = (ulong)seed;
        var loads = new Load[count];
        for (int i = 0; i < count; i++)
            loads[i] = new Load();
        foreach (
            Group group in groups
                .Select(group => (group, Order: NextRandom(ref state)))
                .OrderByDescending(one => one.group.Cost)
                .ThenBy(one => one.group.Control, StringComparer.Ordinal)
                .ThenBy(one => one.Order)
                .Select(one => one.group)
        )
        {
            // Every shard gets a cell to measure.
            bool mustFill = group.IsMeasured && left-- <= loads.Count(load => load.IsEmpty);
            (Load? Load, double With) least = (null, double.PositiveInfinity),
                leastOfControl = least;
            foreach (Load load in loads)
            {
                if (mustFill && !load.IsEmpty)
                    continue;
                double with = load.With(group);
                if (least.Load is null || with < least.With)
                    least = (load, with);
                if (with <= full && with < leastOfControl.With && load.Has(group))
                    leastOfControl = (load, with);
            }
            (leastOfControl.Load ?? least.Load!).Add(group);
        }
        return [.. loads.Select(load => (IReadOnlyList<Cell>)[.. load.Places.Order().Select(place => cells[place])])];
    }

    /// <summary>
    /// What a shard may be filled to with cells that share its control, before another measures that control too: the mean of all shards
    /// with a control each, and a little more, since cells do not fill a shard exactly.
    /// </summary>
    private static double Full(Group[] groups, int count) =>
        groups.Sum(group => group.Cost) is var all
            ? Slack * (all / count + groups.Sum(group => group.Cost * group.ControlTime) / all)
            : 0;

    private static int Digits(int count) => count.ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine and in every version of .NET.</summary>
    private static ulong NextRandom(ref ulong state)
    {
        ulong value = state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Cells that stay together, with what they and their control cost.</summary>
    private sealed record Group(IReadOnlyList<int> Places, Cell First, double Time, double ControlTime)
    {
        public bool IsMeasured { get; } = RuleAnswers.Of(First).Current;

        public double Cost => IsMeasured ? Time : 0;

        /// <summary>What shares its control.</summary>
        public string Control { get; } = CellTimes.ControlOf(First);
    }

    private sealed class Load
    {
        private readonly HashSet<string> _controls = new(StringComparer.Ordinal);
        private double _cost;

        public List<int> Places { get; } = [];

        public bool IsEmpty => _controls.Count == 0;

        public bool Has(Group group) => _controls.Contains(group.Control);

        public double With(Group group) => _cost + group.Cost + (group.IsMeasured && !Has(group) ? group.ControlTime : 0);

        public void Add(Group group)
        {
            _cost = With(group);
            if (group.IsMeasured)
                _controls.Add(group.Control);
            Places.AddRange(group.Places);
        }
    }
}
