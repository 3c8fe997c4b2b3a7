using ThroughputBench.Commands;

TextWriter error = StandardStream.Error();

// An error on another library's thread, BenchmarkDotNet's log on a full disk for instance, would end the process with a stack trace and a
// foreign exit code.
AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    Environment.Exit(unhandled.ExceptionObject is Exception wrong ? ThroughputBenchCommands.Say(wrong, error) : (int)ExitCode.Failed);
return await ThroughputBenchCommands.RunAsync(args, StandardStream.Output(), error);
