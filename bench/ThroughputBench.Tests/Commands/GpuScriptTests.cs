using System.Diagnostics;
using System.Text.RegularExpressions;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// <c>bench/gpu/run.sh</c> with a program that only pretends to measure, and a Python that pretends to have Lightning: what is run, in
/// which order, with how much time, and what is there afterwards.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed partial class GpuScriptTests : IDisposable
{
    /// <summary>
    /// Writes what it was given, and of a sweep a run with a size and a cell. The sweep of <c>FAILS</c> fails without one; with a
    /// <c>SIGNAL</c>, a sweep sends that to the script, which is the parent of its parent, and runs until it is asked to end.
    /// </summary>
    private const string Measures = """
        #!/usr/bin/env bash
        echo "$*" >>"$CALLS"
        if [ "$1" = info ] && [ "${FAILS:-}" = info ]; then echo 'throughputbench: --libtorch x: there is no libtorch in it.' >&2; exit 2; fi
        [ "$1" = sweep ] || { echo '{}'; exit 0; }
        while [ "$1" != --output ]; do shift; done
        if [ "$(basename "$2")" = "${FAILS:-}" ] || [ "${FAILS:-}" = sweep ]; then echo 'throughputbench: there is no such device.' >&2; exit 5; fi
        mkdir -p "$2"
        if [ -n "${SIGNAL:-}" ]; then
          trap 'echo ended >>"$CALLS"; exit 130' INT TERM
          read -r _ _ _ script _ <"/proc/$PPID/stat"
          kill -s "$SIGNAL" "$script"
          sleep 100 &
          wait
        fi
        echo '{"status":"measured"}' >"$2/cells.jsonl"
        printf '      %s\n' '"batchSize": 4096,' '"shape": {' '  "width": 8192,' '  "depth": 4,' '  "dtype": "bfloat16"' >"$2/run.json"
        """;

    private const string Python = """
        #!/usr/bin/env bash
        [ "$1" != -c ] || exit 0
        echo "peer $*" >>"$CALLS"
        while [ "$1" != --output ]; do shift; done
        echo '{}' >"$2"
        """;

    private static readonly string[] Parts = ["mlp", "mlp-device", "bytelm-device", "bytelm"];

    private readonly TemporaryFolder _folder = new();

    public GpuScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for POSIX shells.");
        WriteProgram("bundle/throughputbench", Measures);
        WriteProgram("path/python3", Python);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_is_measured_in_the_order_of_its_weight_with_its_share_of_the_time_and_packed_part_by_part()
    {
        (int code, string said) = await RunAsync("--device", "cuda", "--seconds", "400");

        Assert.True(code == 0, said);
        string[] calls = File.ReadAllLines(_folder["calls"]);
        Assert.Equal(
            ["info", "info", "sweep mlp", "peer mlp", "sweep mlp-device", "peer mlp-device", "sweep bytelm-device", "sweep bytelm"],
            calls.Select(NameOf)
        );
        Wording.Matches(Lasting(calls));
        int[] limits = [.. calls.Where(call => call.StartsWith("sweep", StringComparison.Ordinal)).Select(SecondsOf)];
        Assert.Equal(limits.Order(), limits); // what a part does not use is there for the next
        Assert.All(limits, limit => Assert.InRange(limit, 100, 400));
        Assert.All([.. Parts, "machine"], part => Assert.True(File.Exists(_folder["results", $"{part}.tar.gz"]), part));
        Assert.Contains("peers.jsonl", await ListAsync("mlp-device.tar.gz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_fails_costs_that_part_alone()
    {
        (int code, string said) = await RunAsync("--device", "cuda", "--seconds", "400");
        Assert.Equal(0, code);
        Directory.Delete(_folder["results"], recursive: true);

        (code, said) = await RunAsync("FAILS=mlp-device", "--device", "cuda", "--seconds", "400");

        Assert.True(code == 0, said);
        Wording.Matches(Lasting(said.Split('\n').Where(line => line.Contains("exit code", StringComparison.Ordinal))));
        Assert.Equal(
            ["bytelm-device.tar.gz", "bytelm.tar.gz", "log.txt", "machine.tar.gz", "mlp.tar.gz"],
            Directory.GetFiles(_folder["results"]).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task If_no_sweep_measures_anything_it_ends_with_5_and_the_last_reason()
    {
        (int code, string said) = await RunAsync("FAILS=sweep", "--device", "cuda", "--seconds", "400");

        Assert.Equal(5, code);
        Wording.Matches(said.TrimEnd('\n').Split('\n')[^1]);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_ends_the_sweep_that_runs_and_keeps_what_it_has_measured(string signal)
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "The sweep that pretends finds the script in /proc.");

        (int code, string said) = await RunAsync($"SIGNAL={signal}", "--device", "cuda", "--seconds", "400");

        Assert.True(code == 130, said);
        Assert.Equal(["info", "info", "sweep mlp", "ended"], File.ReadAllLines(_folder["calls"]).Select(NameOf));
        Assert.Contains("mlp/\n", await ListAsync("mlp.tar.gz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_libtorch_that_does_not_fit_ends_it_at_once_with_the_reason()
    {
        (int code, string said) = await RunAsync("FAILS=info", "--device", "cuda", "--seconds", "400");

        Assert.Equal(2, code);
        Wording.Matches(said.TrimEnd('\n').Split('\n')[^1]);
        Assert.Single(File.ReadAllLines(_folder["calls"]));
    }

    [Theory]
    [InlineData("--seconds", "5")]
    [InlineData("--quick", "")]
    public async Task Bad_input_is_refused_before_anything_runs(string option, string value)
    {
        (int code, string said) = await RunAsync(value.Length == 0 ? [option] : [option, value]);

        Assert.Equal(2, code);
        Wording.Matches(said, option);
        Assert.False(File.Exists(_folder["calls"]));
    }

    /// <summary>Lines without places and times, which are others in each run.</summary>
    private string Lasting(IEnumerable<string> lines) =>
        PlacesAndTimes()
            .Replace(string.Join('\n', lines), "…")
            .Replace(_folder.Path, "FOLDER", StringComparison.Ordinal)
            .Replace(Clone.Root, "CLONE", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<=--output )\S+(?=/results/)|(?<=--seconds )\d+|(?<= after )\d+")]
    private static partial Regex PlacesAndTimes();

    private static string NameOf(string call) =>
        call == "ended" ? call
        : call.StartsWith("info", StringComparison.Ordinal) ? "info"
        : $"{call.Split(' ')[0]} {Path.GetFileName(After(call, "--output").Replace("/peers.jsonl", "", StringComparison.Ordinal))}";

    private static int SecondsOf(string call) => int.Parse(After(call, "--seconds"), System.Globalization.CultureInfo.InvariantCulture);

    private static string After(string call, string option) => call.Split(' ').SkipWhile(word => word != option).ElementAt(1);

    private void WriteProgram(string path, string text)
    {
        _folder.Write(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder[path], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<string> ListAsync(string archive) => (await StartAsync("tar", ["tzf", _folder["results", archive]])).Said;

    /// <summary>Runs the script.</summary>
    /// <param name="arguments">Its arguments, and variables for the pretended programs, such as <c>FAILS=info</c>.</param>
    private Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        string[] variables = [.. arguments.Where(argument => argument.Length > 0 && char.IsAsciiLetterUpper(argument[0]))];
        return StartAsync(
            "bash",
            [
                Path.Combine(Clone.Root, "bench", "gpu", "run.sh"),
                "--bundle",
                _folder["bundle"],
                "--libtorch",
                _folder["bundle"],
                "--output",
                _folder["results"],
                .. arguments.Where(argument => !variables.Contains(argument)),
            ],
            variables
        );
    }

    private async Task<(int Code, string Said)> StartAsync(string program, string[] arguments, params string[] variables)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder["path"]}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CALLS"] = _folder["calls"];
        foreach (string variable in variables)
            start.Environment[variable.Split('=')[0]] = variable.Split('=')[1];
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
