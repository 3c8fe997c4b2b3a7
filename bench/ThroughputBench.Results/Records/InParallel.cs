namespace ThroughputBench.Records;

/// <summary>Work on runs, which are independent of each other.</summary>
internal static class InParallel
{
    /// <summary>The results, in order.</summary>
    /// <param name="items">What is worked on.</param>
    /// <param name="work">The work on one.</param>
    /// <exception cref="InputException">One of them is damaged.</exception>
    public static TResult[] Each<TItem, TResult>(IEnumerable<TItem> items, Func<TItem, TResult> work)
    {
        try
        {
            TItem[] all = [.. items];
            var results = new TResult[all.Length];
            Parallel.For(0, all.Length, i => results[i] = work(all[i]));
            return results;
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.OfType<InputException>().FirstOrDefault() is { } wrong)
        {
            throw new InputException(wrong.Message, e);
        }
    }
}
