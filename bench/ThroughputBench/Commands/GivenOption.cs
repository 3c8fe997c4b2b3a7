using System.CommandLine;
using System.CommandLine.Parsing;

namespace ThroughputBench.Commands;

/// <summary>An option as a command line has it.</summary>
internal static class GivenOption
{
    /// <summary>Its value as it was typed; empty for a switch, <see langword="null"/> if the option was not given.</summary>
    public static string? TextIn(ParseResult parsed, Option option) =>
        parsed.GetResult(option) is OptionResult { Implicit: false } result ? (result.Tokens is [var token, ..] ? token.Value : "") : null;

    /// <summary>The option as one argument, for example <c>--budget=1%</c>; nothing if it was not given.</summary>
    public static string[] ArgumentIn(ParseResult parsed, Option option) =>
        TextIn(parsed, option) is not { } text ? []
        : text.Length > 0 || option.Arity.MinimumNumberOfValues > 0 ? [$"{option.Name}={text}"]
        : [option.Name];
}
