using System.CommandLine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>How a run is printed: as a report for people, or as <c>--json</c> or <c>--csv</c> for programs.</summary>
internal sealed class ResultFormat
{
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the result as JSON: the records, the findings and the verdict. [default: a table]",
    };

    private readonly Option<bool> _csv = new("--csv")
    {
        Description = "Print the cells as a table of comma-separated values. "
        + "[default: a table]"
    };

    /// <summary>Both options.</summary>
    public IReadOnlyList<Option> All => [_json, _csv];

    /// <summary>What a command line asks for.</summary>
    /// <exception cref="InputException">It asks for both.</exception>
    public Kind Read(ParseResult parsed) =>
        (parsed.GetValue(_json), parsed.GetValue(_csv)) switch
        {
            (true, true) => throw new InputException("--json and --csv are two forms of the same result: leave out one."),
            (true, _) => Kind.Json,
            (_, true) => Kind.Csv,
            _ => Kind.Report,
        };

    /// <summary>The forms.</summary>
    internal enum Kind
    {
        /// <summary>Tables and sentences.</summary>
        Report,

        /// <summary>One JSON document.</summary>
        Json,

        /// <summary>A line for each cell.</summary>
        Csv,
    }
}
