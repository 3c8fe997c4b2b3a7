namespace ThroughputBench.Statistics.Tests;

/// <summary>What is refused, and what its message says.</summary>
public sealed class RefusalTests
{
    private static readonly RatioEstimate Known = Estimates.Between(0, 0.01);
    private static readonly OverheadModel Model = OverheadModel.Fit(
        from time in new[] { 1e5, 1e6 }
        from logs in new[] { 0.1, 1 }
        select new OverheadCell(time, logs, Estimates.WithPValue(0.5))
    );

    [Fact]
    public void Each_message_says_what_would_be_right()
    {
        Action[] refused =
        [
            () => ChangePoints.Find([1, 2], 0),
            () => ChangePoints.Find([1, double.NaN]),
            () => ErrorSummary.Of([]),
            () => FamilyVerdict.Of([Known], 0, familyError: 0),
            () => FamilyVerdict.Of([Known], 0, familyError: 1),
            () => FamilyVerdict.Of([new FamilyMember(Known, 0, Attempt: 0)]),
            () => LaunchBlocks.RequireBlocks([1], [1], 0, 1),
            () => LaunchBlocks.RequireBlocks([1], [1], 1, 0),
            () => LaunchBlocks.RequireBlocks([1, 2, 3], [1, 2, 3], 2, 2),
            () => LaunchBlocks.RequireBlocks([-1, 2], [1, 2], 1, 1),
            () => new RunningEstimate(2, 2).Estimate([1, 2, 3], [1, 2, 3]),
            () => _ = new OverheadCell(0, 1, Known),
            () => _ = new OverheadCell(1, 2, Known),
            () => Model.BreakEvenNanoseconds(1, 0),
            () => PairedSeries.Of([]),
            () => _ = new PrecisionGoal(0),
            () => _ = new Proportion(1, 2, confidence: 1),
            () => Known.SmallestDetectable(0.4),
            () => Known.WithSharedError(-1),
            () => Known.At(1),
            () => Known.Against(-1),
        ];

        Wording.Matches(string.Join('\n', refused.Select(MessageOf)));
    }

    [Fact]
    public void What_is_missing_is_named() =>
        Assert.Equal(
            ["cells", "cells", "cells", "launches"],
            new Action[]
            {
                () => FamilyVerdict.Of((IReadOnlyList<RatioEstimate>)null!, 0),
                () => FamilyVerdict.Of((IReadOnlyList<FamilyMember>)null!),
                () => OverheadModel.Fit(null!),
                () => PairedSeries.Of(null!),
            }.Select(missing => Assert.Throws<ArgumentNullException>(missing).ParamName)
        );

    private static string MessageOf(Action refused)
    {
        var refusal = (ArgumentException)Record.Exception(refused)!;
        return refusal.Message.Split(" (Parameter")[0];
    }
}
