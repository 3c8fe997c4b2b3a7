using ThroughputBench.Commands;

return await ThroughputBenchCommands.RunAsync(args, Console.Out, Console.Error);
