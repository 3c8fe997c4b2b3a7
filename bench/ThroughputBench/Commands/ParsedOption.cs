using System.CommandLine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>
/// An option of any type, with a reader that says in one line why it refuses a text. The help shows the default as one would type it, and
/// the reader reads it as if it had been typed.
/// </summary>
/// <typeparam name="T">What the text is read as.</typeparam>
internal sealed class ParsedOption<T> : Option<T>
{
    private readonly Func<string, T> _read;
    private readonly string? _default;

    /// <summary>Declares it.</summary>
    /// <param name="name">For example <c>--budget</c>.</param>
    /// <param name="helpName">What the help calls its value.</param>
    /// <param name="description">What it means; with its default in brackets, if none is named below.</param>
    /// <param name="read">Reads its text; throws <see cref="InputException"/> with a line for the user.</param>
    /// <param name="byDefault">What is read if it is not given, or <see langword="null"/> if nothing is.</param>
    /// <param name="bare">What is read if it is given without a value; <see langword="null"/> if it must have one.</param>
    public ParsedOption(
        string name,
        string helpName,
        string description,
        Func<string, T> read,
        string? byDefault = null,
        string? bare = null
    )
        : base(name)
    {
        _read = read;
        _default = byDefault;
        HelpName = helpName;
        Description = byDefault is null ? description : $"{description} [default: {byDefault}]";
        Arity = bare is null ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne;
        CustomParser = result =>
        {
            try
            {
                return read(result.Tokens is [var token, ..] ? token.Value : bare ?? "");
            }
            catch (InputException wrong)
            {
                result.AddError(wrong.Message.ReplaceLineEndings(" "));
                return default;
            }
        };
    }

    /// <summary>Whether a command line has it.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(this) is { Implicit: false };

    /// <summary>Its value in a command line, or the default's.</summary>
    /// <exception cref="InvalidOperationException">It is not given, and has no default.</exception>
    public T ValueIn(ParseResult parsed) =>
        IsGiven(parsed) ? parsed.GetValue(this)!
        : _default is not null ? _read(_default)
        : throw new InvalidOperationException($"{Name} has no default.");
}
