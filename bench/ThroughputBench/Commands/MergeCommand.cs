using System.CommandLine;
using ThroughputBench.Machine;
using ThroughputBench.Merging;
using ThroughputBench.Records;
using ThroughputBench.Reports;
using ThroughputBench.Sweeping;

namespace ThroughputBench.Commands;

/// <summary><c>merge</c>: one run out of the shards of a sweep.</summary>
internal static class MergeCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "merge";

    public static Command Create()
    {
        var runs = new Argument<string[]>("run")
        {
            Description = "Folders of shards, or folders that hold them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output")
        {
            Description = "Folder of the run; new or empty. [default: a new one under results/runs]",
            HelpName = "folder",
        };
        var partial = new Option<bool>("--partial")
        {
            Description = "Merge what there is, and say what is missing. [default: refuse if something is missing]",
        };
        var mixed = new Option<bool>("--allow-mixed-machines")
        {
            Description =
                "Merge shards of several kinds of machine; each cell says which measured it. [default: refuse other kinds than the first]",
        };
        var format = new ResultFormat();
        var quiet = new Option<bool>("--quiet") { Description = "Do not print the folder. [default: on standard error]" };
        var command = new Command(
            Name,
            "Makes one run of the shards of a sweep. It proves that they belong together and that every cell is there exactly once."
        )
        {
            runs,
            output,
            partial,
            mixed,
            quiet,
        };
        foreach (Option option in format.All)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            ResultFormat.Kind kind = format.Read(parsed);
            ShardMerge merge = ShardMerge.Read(
                parsed.GetValue(runs)!.Select(path => NewRun.FullPath(path)!),
                parsed.GetValue(partial),
                parsed.GetValue(mixed)
            );
            string folder = NewRun.FullPath(parsed.GetValue(output)) ?? RunFolder.DefaultPath(Repository.Workplace, merge.Run);
            RecordedRun recorded = merge.WriteTo(folder);
            foreach (DerivedFile file in RunReport.Files(recorded, folder))
                AtomicFile.WriteText(Path.Combine(folder, file.Path), file.Text);
            foreach (string missing in merge.Missing)
                error.WriteLine($"Missing: {missing}.");
            TextWriter results = parsed.InvocationConfiguration.Output;
            return (int)Sweep.Show(recorded, folder, kind, parsed.GetValue(quiet), results, error);
        });
        return command;
    }
}
