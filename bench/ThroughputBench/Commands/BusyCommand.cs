using System.CommandLine;

namespace ThroughputBench.Commands;

/// <summary>
/// <c>busy</c>: the load that <c>calibrate --load</c> starts beside its checks. Not in the help, because it is useless alone.
/// </summary>
internal static class BusyCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "busy";

    public static Command Create()
    {
        var threads = new Argument<int>("threads") { Description = "Threads that count, each as fast as it can." };
        var command = new Command(Name, "Keeps processors busy until standard input ends.") { threads };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            for (int i = 0; i < parsed.GetValue(threads); i++)
                new Thread(Count) { IsBackground = true }.Start();
            // It ends with the process that started it, whatever ends that one.
            while (Console.In.Read() >= 0)
                continue;
            return (int)ExitCode.Good;
        });
        return command;
    }

    private static void Count()
    {
        for (ulong count = 0; ; count++)
            Volatile.Write(ref count, count);
    }
}
