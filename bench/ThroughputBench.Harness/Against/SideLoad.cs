namespace ThroughputBench.Against;

/// <summary>One load of both builds. Each load has its own addresses, and its code is compiled again.</summary>
internal sealed record SideLoad(SideContext Old, SideContext New)
{
    /// <summary>Loads both several times.</summary>
    /// <param name="old">The folder of one.</param>
    /// <param name="other">That of the other.</param>
    /// <param name="count">How many times.</param>
    public static SideLoad[] Several(string old, string other, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(load =>
                {
                    // Neither build is always the first.
                    SideContext first = SideContext.Load(load % 2 == 0 ? old : other),
                        second = SideContext.Load(load % 2 == 0 ? other : old);
                    return load % 2 == 0 ? new SideLoad(first, second) : new SideLoad(second, first);
                }),
        ];
}
