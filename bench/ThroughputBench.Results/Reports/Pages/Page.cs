using ThroughputBench.Reports.Plots;

namespace ThroughputBench.Reports.Pages;

/// <summary>A page, before it is written as Markdown or as HTML: the same content in both.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Subtitle">A line below it.</param>
/// <param name="Trail">Links to the pages above it, the uppermost first; none if the page stands alone.</param>
/// <param name="Blocks">Its content.</param>
internal sealed record Page(string Title, string Subtitle, IReadOnlyList<Span> Trail, IReadOnlyList<Block> Blocks)
{
    /// <summary>Its plots, those in folds too.</summary>
    public IEnumerable<Plot> Plots => PlotsIn(Blocks);

    private static IEnumerable<Plot> PlotsIn(IEnumerable<Block> blocks) =>
        blocks.SelectMany(block =>
            block switch
            {
                Block.Figure figure => [figure.Plot],
                Block.Fold fold => PlotsIn(fold.Inner),
                _ => Enumerable.Empty<Plot>(),
            }
        );
}
