using System.CommandLine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>
/// <c>completion</c>: a script that lets a shell complete commands and options. It asks the last build, by the <c>[suggest]</c> directive
/// of System.CommandLine, so it knows what that build knows.
/// </summary>
internal static class CompletionCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "completion";

    private const string Bash = """
        _throughputbench() {
          local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" program="${COMP_WORDS[0]//\\/}"
          case "$program" in '~/'*) program="$HOME/${program#??}" ;; esac
          line="${line#*"${COMP_WORDS[0]}"}"
          line="${line#"${line%%[![:space:]]*}"}"
          COMPREPLY=($(compgen -W "$("$program" --no-build "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _throughputbench run.sh ./run.sh
        """;

    private const string Zsh = """
        _throughputbench() {
          local line="${BUFFER[1,CURSOR]}" program="${(Q)words[1]}"
          [[ "$program" == '~/'* ]] && program="$HOME/${program#??}"
          line="${line#*"${words[1]}"}"
          line="${line##[[:space:]]#}"
          local -a known
          known=(${(f)"$("$program" --no-build "[suggest:${#line}]" "$line" 2>/dev/null)"})
          compadd -- $known || _files
        }
        compdef _throughputbench run.sh ./run.sh
        """;

    private const string Fish = """
        function __throughputbench
            set --local words (commandline --cut-at-cursor --tokenize)
            set --local line (string join ' ' -- $words[2..] (commandline --cut-at-cursor --current-token))
            set --local program (string replace --regex '^~/' "$HOME/" -- $words[1])
            command --query -- $program; or return
            $program --no-build "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete --command run.sh --arguments '(__throughputbench)'
        """;

    private const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName 'run.sh', './run.sh', 'run.ps1', './run.ps1' -ScriptBlock {
            param($word, $commandAst, $cursor)
            $start = $commandAst.Extent.StartOffset
            $text = $commandAst.ToString().PadRight($cursor - $start)
            $line = $text.Substring($commandAst.CommandElements[0].Extent.EndOffset - $start).TrimStart()
            & $commandAst.GetCommandName() --no-build "[suggest:$($line.Length)]" $line 2>$null |
                Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly (string Shell, string Script)[] Scripts = [("bash", Bash), ("zsh", Zsh), ("fish", Fish), ("pwsh", Pwsh)];

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.CompletionSources.Add([.. Scripts.Select(script => script.Shell)]);
        var command = new Command(Name, "Prints a script that completes commands and options in a shell.") { shell };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(shell)!;
            string script =
                Scripts.FirstOrDefault(known => known.Shell == name).Script
                ?? throw new InputException($"There is a completion for bash, zsh, fish and pwsh, not for '{name}'.");
            parsed.InvocationConfiguration.Output.WriteLine(script);
            return (int)ExitCode.Good;
        });
        return command;
    }
}
