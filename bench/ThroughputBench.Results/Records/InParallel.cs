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
            return [.. items.AsParallel().AsOrdered().Select(work)];
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions.OfType<InputException>().FirstOrDefault() is { } wrong)
        {
            throw new InputException(wrong.Message, e);
        }
    }
}
