using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>A check in a separate process, as in CI.</summary>
internal static class CheckProcess
{
    /// <summary>Runs one to its end.</summary>
    /// <param name="arguments">All arguments except the command's name and the options for printing.</param>
    /// <param name="slowdown">The slowdown in these arguments, for the record.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="InputException">It refused its arguments.</exception>
    /// <exception cref="IOException">It ended without a result; the message passes its reason on.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or interrupted itself.</exception>
    public static async Task<CalibrationCheck> RunAsync(IEnumerable<string> arguments, double slowdown, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        BufferedCommandResult check = await Cli.Wrap(Environment.ProcessPath!)
            .WithArguments([.. Self(), "check", .. arguments, "--json", "--quiet"])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellation);
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        return (ExitCode)check.ExitCode switch
        {
            ExitCode.Interrupted => throw new OperationCanceledException(),
            ExitCode.Usage => throw new InputException(check.StandardError.Replace("throughputbench: ", "", StringComparison.Ordinal)),
            _ when check.StandardOutput.Length == 0 => throw new IOException(
                $"A check ended with exit code {check.ExitCode} and without a result: {check.StandardError.ReplaceLineEndings(" ").Trim()}"
            ),
            _ => Read(check.StandardOutput, slowdown, seconds),
        };
    }

    /// <summary>The first argument for starting this program: its file under <c>dotnet</c>, otherwise nothing.</summary>
    public static string[] Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CheckProcess).Assembly.Location] : [];

    private static CalibrationCheck Read(string output, double slowdown, double seconds)
    {
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement check = document.RootElement;
        return new CalibrationCheck
        {
            Slowdown = slowdown,
            Outcome = Word(check, "outcome"),
            OnBudget = Word(check, "onBudget"),
            OnBaseline = Word(check, "onBaseline"),
            Seconds = Math.Round(seconds, 2),
            Cells =
            [
                .. check
                    .GetProperty("cells")
                    .EnumerateArray()
                    .Select(cell =>
                    {
                        JsonElement? overhead = Object(cell, "overhead");
                        return new CalibrationCheck.Cell(
                            Word(cell, "cell"),
                            Number(overhead, "estimate"),
                            Number(overhead, "lower"),
                            Number(overhead, "upper"),
                            Number(cell, "noiseFloorReach"),
                            Number(Object(cell, "directCost"), "estimate"),
                            Number(Object(cell, "directCost"), "lower"),
                            Number(Object(cell, "directCost"), "upper"),
                            OverBy(Object(cell, "onBudget")) ?? OverBy(Object(cell, "onBaseline"))
                        );
                    }),
            ],
        };
    }

    private static string Word(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "none" : "none";

    private static JsonElement? Object(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The instrument behind a verdict of "over".</summary>
    private static string? OverBy(JsonElement? judgement) =>
        judgement is { } said && Word(said, "verdict") == "over" ? Word(said, "instrument") : null;

    private static double? Number(JsonElement? element, string name) =>
        element is { } found && found.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;
}
