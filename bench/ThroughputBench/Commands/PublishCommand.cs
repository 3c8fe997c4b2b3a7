using System.CommandLine;
using ThroughputBench.Machine;
using ThroughputBench.Publishing;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary><c>publish</c>: adds a run to <c>results/</c>, and makes everything from the published runs again.</summary>
internal static class PublishCommand
{
    private const int MostNamed = 5;

    /// <summary>The command's name.</summary>
    public const string Name = "publish";

    public static Command Create()
    {
        var run = new Argument<string?>("run")
        {
            Description =
                "The run's folder, or its name under results/runs. It must be finished, from a committed tree, and without a fault. "
                    + "[default: only make the pages again]",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => null,
        };
        var check = new Option<bool>("--check")
        {
            Description = "Write nothing; exit with 1 and name the files if a page is stale or was edited. [default: write]",
        };
        var into = new Option<string?>("--into")
        {
            Description = "The checkout whose results/ and README.md are written. [default: this one]",
            HelpName = "folder",
        };
        var command = new Command(
            Name,
            "Adds a run to results/, where runs are kept forever, and makes every page, plot and README table again from the records there."
        )
        {
            run,
            check,
            into,
        };
        command.SetAction(parsed =>
        {
            string root = parsed.GetValue(into) is { } folder ? FullPath(folder, "--into") : Repository.Root;
            var publication = new Publication(root);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(check))
            {
                return parsed.GetValue(run) is null
                    ? (int)Check(publication, output)
                    : throw new InputException("publish --check only checks published runs: leave out the run.");
            }

            return (int)(
                parsed.GetValue(run) is { } name
                    ? Add(publication, RunNamed(name, root), output)
                    : Refresh(publication, output, parsed.InvocationConfiguration.Error)
            );
        });
        return command;
    }

    private static ExitCode Check(Publication publication, TextWriter output)
    {
        IReadOnlyList<string> stale = publication.Stale();
        foreach (string file in stale)
            output.WriteLine($"{file} differs from what the records give");
        output.WriteLine(stale.Count == 0 ? "Every page matches the records." : "Make them again: ./run.sh publish");
        return stale.Count == 0 ? ExitCode.Good : ExitCode.Bad;
    }

    private static ExitCode Add(Publication publication, string folder, TextWriter output)
    {
        (PublishedRun run, IReadOnlyList<string> changed) = publication.Publish(folder);
        output.WriteLine($"Published as results/{run.Path}");
        Tell(changed, output);
        return ExitCode.Good;
    }

    private static ExitCode Refresh(Publication publication, TextWriter output, TextWriter error)
    {
        Tell(publication.Refresh(), output);
        IReadOnlyList<string> unpublished = publication.Unpublished();
        if (unpublished.Count > 0)
        {
            string[] named = [.. unpublished.TakeLast(MostNamed)];
            string more = unpublished.Count > named.Length ? $" (and {unpublished.Count - named.Length} older)" : "";
            error.WriteLine($"Not published: {string.Join(", ", named)}{more}. Publish one with ./run.sh publish NAME.");
        }
        return ExitCode.Good;
    }

    private static void Tell(IReadOnlyList<string> changed, TextWriter output)
    {
        foreach (string file in changed)
            output.WriteLine($"made {file}");
        if (changed.Count == 0)
            output.WriteLine("Every page was up to date.");
    }

    /// <summary>The given folder if it exists; otherwise the name of a run in the folder of sweeps.</summary>
    private static string RunNamed(string name, string root)
    {
        string path = FullPath(name, "publish");
        string left = Path.Combine(root, "results", ResultsFolder.UnpublishedFolder, name);
        return !Path.Exists(path) && !name.Contains(Path.DirectorySeparatorChar) && Directory.Exists(left) ? left : path;
    }

    private static string FullPath(string path, string option) =>
        path.Length == 0 ? throw new InputException($"{option}: a folder's name must not be empty.") : Path.GetFullPath(path);
}
