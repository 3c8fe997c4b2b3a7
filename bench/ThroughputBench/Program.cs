using ThroughputBench.Commands;

return await ThroughputBenchCommands.RunAsync(args, StandardStream.Output(), StandardStream.Error());
