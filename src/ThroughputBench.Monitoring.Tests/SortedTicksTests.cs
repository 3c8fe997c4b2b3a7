using Xunit;

namespace ThroughputBench.Monitoring.Tests;

/// <summary>Against a plain sorted list, at capacities of one run of values and of many.</summary>
public sealed class SortedTicksTests
{
    public static MatrixTheoryData<int, string> Cases { get; } =
        new([1, 2, 100, 1_000, 5_000], ["random", "ascending", "descending", "equal", "few values", "sawtooth"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_full_set_in_which_each_value_replaces_the_oldest_stays_in_order(int capacity, string shape)
    {
        var random = new Random(capacity);
        var sorted = new SortedTicks(capacity);
        List<long> expected = [];
        var arrived = new Queue<long>();
        for (int index = 0; index < 3 * capacity + 10; index++)
        {
            long value = Value(shape, index, random);
            if (arrived.Count == capacity)
            {
                long oldest = arrived.Dequeue();
                sorted.Remove(oldest);
                expected.RemoveAt(expected.BinarySearch(oldest));
            }
            sorted.Add(value);
            arrived.Enqueue(value);
            int at = expected.BinarySearch(value);
            expected.Insert(at < 0 ? ~at : at, value);

            Assert.Equal((expected.Count, expected[^1]), (sorted.Count, sorted.Max));
            int rank = 1 + random.Next(expected.Count);
            Assert.Equal(expected[rank - 1], sorted.OfRank(rank));
        }
        AssertSame(expected, sorted);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_set_that_empties_and_fills_again_in_any_order_stays_in_order(int capacity, string shape)
    {
        var random = new Random(capacity);
        var sorted = new SortedTicks(capacity);
        List<long> expected = [];
        for (int wave = 0; wave < 4; wave++)
        {
            while (expected.Count < capacity)
            {
                long value = Value(shape, expected.Count, random);
                sorted.Add(value);
                int at = expected.BinarySearch(value);
                expected.Insert(at < 0 ? ~at : at, value);
            }
            AssertSame(expected, sorted);
            int left = wave * capacity / 10;
            while (expected.Count > left)
            {
                int at = wave switch
                {
                    0 => 0,
                    1 => expected.Count - 1,
                    2 => expected.Count / 2,
                    _ => random.Next(expected.Count),
                };
                sorted.Remove(expected[at]);
                expected.RemoveAt(at);
                if (expected.Count > 0)
                    Assert.Equal(expected[^1], sorted.Max);
            }
            AssertSame(expected, sorted);
        }
        sorted.Clear();
        Assert.Equal(0, sorted.Count);
        sorted.Add(7);
        AssertSame([7], sorted);
    }

    private static long Value(string shape, int index, Random random) =>
        shape switch
        {
            "ascending" => index + 1,
            "descending" => 1_000_000 - index,
            "equal" => 42,
            "few values" => 1 + random.Next(3),
            "sawtooth" => 1 + index % 97 * 1_000 + index / 97,
            _ => random.NextInt64(1, long.MaxValue),
        };

    private static void AssertSame(List<long> expected, SortedTicks sorted) =>
        Assert.Equal(expected, Enumerable.Range(1, sorted.Count).Select(sorted.OfRank));
}
