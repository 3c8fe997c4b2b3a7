using System.Diagnostics;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary><c>completion</c>: the script is loaded into a real shell, which is asked what it would complete.</summary>
[Collection(ProcessTests.Name)]
public sealed class CompletionTests : IDisposable
{
    /// <summary>What bash does when the tab key is pressed at the end of a line.</summary>
    private const string PressTab = """
        source "$1" || exit 9
        COMP_LINE=$2 COMP_POINT=${#2}
        read -ra COMP_WORDS <<<"$2"
        case "$2" in *' ') COMP_WORDS+=('') ;; esac
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        read -ra how <<<"$(complete -p ./run.sh)"
        function=; previous=
        for word in "${how[@]}"; do [ "$previous" = -F ] && function=$word; previous=$word; done
        "$function"
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    /// <summary>The same in zsh, whose completion system is put in place.</summary>
    private const string PressTabInZsh = """
        setopt extendedglob
        compdef() { : }; compadd() { shift; print -l -- $@; (( $# )) }; _files() { print -- files }
        source $1 || exit 9
        BUFFER=$2 CURSOR=${#2} words=(${(z)2})
        _throughputbench
        """;

    private const string PressTabInFish = "source $argv[1]; or exit 9; complete --do-complete $argv[2]";

    private const string PressTabInPowerShell = """
        $ErrorActionPreference = 'Stop'
        . $env:SCRIPT
        (TabExpansion2 -inputScript $env:LINE -cursorColumn $env:LINE.Length).CompletionMatches | ForEach-Object CompletionText
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("./run.sh sw", "sweep")]
    [InlineData("./run.sh sweep --accu", "--accumulate")]
    [InlineData("./run.sh  sweep   --accumulate 1,2 --qu", "--quick --quiet")]
    [InlineData("./run.sh check --save", "--save-baseline")]
    [InlineData("./run.sh completion f", "fish")]
    [InlineData("./run.sh sweep --workload m", "mlp")]
    [InlineData("./run.sh sweep --device c", "cpu cuda")]
    [InlineData("./run.sh sweep --nonsense", "")]
    [InlineData("~/run.sh sw", "sweep")]
    public async Task Bash_completes_commands_and_options(string line, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is for POSIX shells.");

        Assert.Equal(expected, await TabAsync("bash", line, "bash", "-c", PressTab, "bash"));
    }

    [Theory]
    [InlineData("./run.sh sw", "sweep")]
    [InlineData("./run.sh sweep --accu", "--accumulate")]
    [InlineData("./run.sh sweep --workload ml", "mlp")]
    [InlineData("~/run.sh sw", "sweep")]
    public async Task So_do_zsh_and_fish_where_they_are_installed(string line, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is for POSIX shells.");
        RequireOneOf("zsh", "fish");

        if (Has("zsh"))
            Assert.Equal(expected, await TabAsync("zsh", line, "zsh", "-fc", PressTabInZsh, "zsh"));
        if (Has("fish"))
            Assert.Equal(expected, await TabAsync("fish", line, "fish", "--no-config", "-c", PressTabInFish));
    }

    [Fact]
    public async Task Where_the_program_knows_nothing_zsh_completes_files()
    {
        RequireOneOf("zsh");

        Assert.Equal("files", await TabAsync("zsh", "./run.sh sweep --output RE", "zsh", "-fc", PressTabInZsh, "zsh"));
    }

    [Theory]
    [InlineData("./run.sh sw", "sweep")]
    [InlineData("& './run.sh' sweep --accu", "--accumulate")]
    public async Task So_does_PowerShell_where_it_is_installed(string line, string expected)
    {
        RequireOneOf("pwsh");

        Assert.Equal(expected, await TabAsync("pwsh", line, "pwsh", "-NoProfile", "-Command", PressTabInPowerShell));
    }

    [Theory]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete --command")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task There_is_a_script_for_other_shells_too(string shell, string registers)
    {
        Program.Outcome outcome = await Program.RunHereAsync("completion", shell);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(registers, outcome.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>What a shell that has loaded its script offers at the end of a line.</summary>
    private async Task<string> TabAsync(string shell, string line, params string[] command)
    {
        Program.Outcome script = await Program.RunHereAsync("completion", shell);
        _folder.Write($"completion.{shell}", script.Output);
        // In place of run.sh, which would check the sources: the program that it starts.
        ProcessStartInfo program = Program.StartInfo([]);
        _folder.Write("run.sh", $"#!/bin/bash\n[ \"$1\" = --no-build ] && shift\nexec '{program.FileName}' "
            + $"'{program.ArgumentList[0]}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["run.sh"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string path = _folder[$"completion.{shell}"];
        bool takesArguments = shell != "pwsh";
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. takesArguments ? [path, line] : Array.Empty<string>()])
        {
            WorkingDirectory = _folder.Path,
        };
        start.Environment["HOME"] = _folder.Path;
        if (!takesArguments)
        {
            File.Move(path, path += ".ps1", overwrite: true);
            (start.Environment["SCRIPT"], start.Environment["LINE"]) = (path, line);
        }

        Program.Outcome tab = await Program.RunAsync(start);

        Assert.Equal((0, ""), (tab.ExitCode, tab.Error));
        return string.Join(' ', tab.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static void RequireOneOf(params string[] shells) =>
        Assert.SkipUnless(shells.Any(Has), $"There is no {string.Join(" or ", shells)} here.");

    private static bool Has(string shell) => ScriptTest.Find(shell) is not null;

    [Fact]
    public async Task Another_shell_is_refused()
    {
        Program.Outcome outcome = await Program.RunHereAsync("completion", "tcsh");

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Wording.Matches(Assert.Single(outcome.ErrorLines));
    }
}
