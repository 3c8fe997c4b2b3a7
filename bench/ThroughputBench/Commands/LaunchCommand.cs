using System.CommandLine;
using ThroughputBench.Pairing;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary><c>launch</c>: what the processes of a sweep run. Not in the help, because it is useless alone.</summary>
internal static class LaunchCommand
{
    public static Command Create()
    {
        var command = new Command(Launchers.Command, "Measures the launches that standard input asks for.") { Hidden = true };
        command.SetAction(parsed =>
        {
            Console.SetOut(Console.Error); // what libraries print must not get between the answers
            PairedLaunchers.Serve(Console.In, parsed.InvocationConfiguration.Output);
            return (int)ExitCode.Good;
        });
        return command;
    }
}
