using ThroughputBench.Commands;

TextWriter error = StandardStream.Error();
// What goes wrong on a thread that is not ours, BenchmarkDotNet's log on a full disk for instance, would end the process with a stack trace and a code of its own.
AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    Environment.Exit(unhandled.ExceptionObject is Exception wrong ? ThroughputBenchCommands.Say(wrong, error) : (int)ExitCode.Failed);
return await ThroughputBenchCommands.RunAsync(args, StandardStream.Output(), error);
