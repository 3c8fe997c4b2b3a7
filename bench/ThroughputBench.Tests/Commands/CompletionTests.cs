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

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("./run.sh sw", "sweep")]
    [InlineData("./run.sh sweep --accu", "--accumulate")]
    [InlineData("./run.sh  sweep   --accumulate 1,2 --qu", "--quick --quiet")]
    [InlineData("./run.sh check --save", "--save-baseline")]
    [InlineData("./run.sh completion f", "fish")]
    [InlineData("./run.sh sweep --nonsense", "")]
    public async Task Bash_completes_commands_and_options(string line, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is for POSIX shells.");
        Program.Outcome script = await Program.RunHereAsync("completion", "bash");
        _folder.Write("completion.bash", script.Output);
        // In place of run.sh, which would check the sources: the program that it starts.
        ProcessStartInfo program = Program.StartInfo([]);
        _folder.Write("run.sh", $"#!/bin/bash\n[ \"$1\" = --no-build ] && shift\nexec '{program.FileName}' "
            + $"'{program.ArgumentList[0]}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["run.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Program.Outcome tab = await Program.RunAsync(
            new ProcessStartInfo("bash", ["-c", PressTab, "bash", _folder["completion.bash"], line]) { WorkingDirectory = _folder.Path }
        );

        Assert.Equal((0, ""), (tab.ExitCode, tab.Error));
        Assert.Equal(expected, string.Join(' ', tab.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
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

    [Fact]
    public async Task Another_shell_is_refused()
    {
        Program.Outcome outcome = await Program.RunHereAsync("completion", "tcsh");

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("bash, zsh, fish and pwsh, not for 'tcsh'", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }
}
