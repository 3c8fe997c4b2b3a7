using System.CommandLine;
using System.Globalization;
using ThroughputBench.Machine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary><c>bundle</c>: the program in one archive, for machines that have a PyTorch but neither a .NET SDK nor a network.</summary>
internal static class BundleCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "bundle";

    private const string DefaultFolder = ".";

    public static Command Create()
    {
        var output = new Option<string>("--output")
        {
            Description = "Folder to put the archive into.",
            DefaultValueFactory = _ => DefaultFolder,
            HelpName = "folder",
        };
        var command = new Command(
            Name,
            "Packs the program for Linux machines (x64) that have a PyTorch, but neither a .NET SDK nor a network. Unpack it there, "
                + "and sweep with --libtorch."
        )
        {
            output,
        };
        command.SetAction(parsed =>
            (int)Make(parsed.GetRequiredValue(output), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)
        );
        return command;
    }

    private static ExitCode Make(string given, TextWriter output, TextWriter error)
    {
        if (given.Length == 0)
            throw new InputException("--output must name a folder.");
        string folder = Path.GetFullPath(given),
            root = Repository.Root;
        if (File.Exists(folder))
            throw new InputException($"--output {given} is a file: name a folder.");
        GitFacts git = GitTree.Read(root);
        if (git.Dirty != false)
        {
            error.WriteLine(
                git.WhyNot is { } whyNot
                    ? $"The commit, or whether the tree has changes, is unknown: {whyNot}. Runs of this bundle cannot be published."
                    : $"The tree has changes that are not in commit {git.Commit}: runs of this bundle cannot be published."
            );
        }

        error.WriteLine("Building; this takes a minute or two ...");
        using var interrupt = new Interrupt();
        try
        {
            string archive = new Bundle(root, git).Write(folder, interrupt.Token);
            output.WriteLine(archive);
            error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{new FileInfo(archive).Length / 1e6:0.0} MB. On the other machine: tar xzf it, and read README.txt in it."
                )
            );
            return ExitCode.Good;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (BundleException wrong)
        {
            error.WriteLine($"throughputbench: {wrong.Message}");
            return ExitCode.Failed;
        }
    }
}
