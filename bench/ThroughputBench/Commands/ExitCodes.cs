using ThroughputBench.Checks;

namespace ThroughputBench.Commands;

/// <summary>From what records say to an exit code.</summary>
internal static class ExitCodes
{
    /// <summary>The exit code of an outcome.</summary>
    public static ExitCode ToExitCode(this CheckOutcome outcome) =>
        outcome switch
        {
            CheckOutcome.Good => ExitCode.Good,
            CheckOutcome.Bad => ExitCode.Bad,
            CheckOutcome.Inconclusive => ExitCode.Inconclusive,
            CheckOutcome.NothingComparable => ExitCode.NothingComparable,
            _ => ExitCode.Failed,
        };
}
