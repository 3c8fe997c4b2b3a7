using System.Globalization;

namespace ThroughputBench.Grid;

/// <summary>
/// One of the equal parts of a grid, each measured by a task of its own. Which cells are a shard's follows from the grid, the number of
/// shards and the seed alone, so tasks need not know of each other.
/// </summary>
/// <param name="Index">Which one, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed record Shard(int Index, int Count)
{
    /// <summary>Most shards of a grid.</summary>
    public const int MostShards = SweepGrid.MaximumCells;

    /// <summary>The name of its folder: for example <c>shard-03-of-16</c>.</summary>
    public string FolderName =>
        string.Create(CultureInfo.InvariantCulture, $"shard-{Index.ToString($"D{Digits(Count)}", CultureInfo.InvariantCulture)}-of-{Count}");

    /// <summary>As <c>--shard</c> takes it: for example <c>3/16</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    /// <summary>
    /// Divides a grid. Cells that differ only in how they time a device are compared with one another and stay together. A shard measures a
    /// control for each device and workload that it has, which takes as long as a cell; so each group of cells goes, the longest first, to
    /// the shard that would then be done first.
    /// </summary>
    /// <param name="cells">The grid's cells.</param>
    /// <param name="count">How many shards.</param>
    /// <param name="seed">Says which of equally long groups comes first, so that one shard does not get all the small A.</param>
    /// <returns>The cells of each shard, in the order of the grid.</returns>
    /// <exception cref="ArgumentException">There are fewer groups to measure than shards.</exception>
    public static IReadOnlyList<IReadOnlyList<Cell>> Divide(IReadOnlyList<Cell> cells, int count, long seed)
    {
        Group[] groups =
        [
            .. cells
                .Select((cell, place) => (Cell: cell, Place: place))
                .GroupBy(one => one.Cell with { Timing = null })
                .Select(group => new Group([.. group.Select(one => one.Place)], cells[group.First().Place])),
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
            loads.MinBy(load => load.With(group))!.Add(group);
        }
        return [.. loads.Select(load => (IReadOnlyList<Cell>)[.. load.Places.Order().Select(place => cells[place])])];
    }

    private static int Digits(int count) => count.ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine and in every version of .NET.</summary>
    private static ulong NextRandom(ref ulong state)
    {
        ulong value = state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Cells that stay together; costs are counted in cells to measure.</summary>
    private sealed record Group(IReadOnlyList<int> Places, Cell First)
    {
        public bool IsMeasured { get; } = RuleAnswers.Of(First).Current;

        public int Cost => IsMeasured ? Places.Count : 0;

        /// <summary>What shares its control.</summary>
        public string Control { get; } = $"{First.Device} {First.Size.Label}";
    }

    private sealed class Load
    {
        private readonly HashSet<string> _controls = new(StringComparer.Ordinal);
        private int _cost;

        public List<int> Places { get; } = [];

        public int With(Group group) => _cost + group.Cost + (group.IsMeasured && !_controls.Contains(group.Control) ? 1 : 0);

        public void Add(Group group)
        {
            _cost = With(group);
            if (group.IsMeasured)
                _controls.Add(group.Control);
            Places.AddRange(group.Places);
        }
    }
}
