using System.Formats.Tar;
using System.Xml.Linq;
using ThroughputBench.Machine;

namespace ThroughputBench.Against;

/// <summary>Builds training loop and monitor of a commit, and those of the working tree, each for a separate context.</summary>
/// <param name="root">The repository's root.</param>
/// <param name="scratch">An empty folder; nothing else is written, apart from the usual outputs of a build in the working tree.</param>
internal sealed class SideBuild(string root, string scratch)
{
    /// <summary>The assembly to load into a context.</summary>
    public const string AssemblyName = "MonitoredSide";

    private const string TrainingProject = "src/ThroughputBench.Training/ThroughputBench.Training.csproj";
    private const string SideSource = "bench/ThroughputBench.Harness/Against/MonitoredSide.cs";

    /// <summary>Builds the working tree's.</summary>
    /// <returns>A folder for <see cref="SideContext"/>.</returns>
    /// <exception cref="SideBuildException">It cannot be built.</exception>
    public string BuildWorkingTree(CancellationToken cancellation) => Build("new", root, commit: null, cancellation);

    /// <summary>Builds a commit's, from a copy: the working tree is not changed.</summary>
    /// <param name="commit">A commit of this repository.</param>
    /// <param name="cancellation">Ends the build.</param>
    /// <returns>A folder for <see cref="SideContext"/>.</returns>
    /// <exception cref="SideBuildException">The commit has no monitor, or it cannot be built.</exception>
    public string BuildCommit(string commit, CancellationToken cancellation) => BuildCommit("old", commit, cancellation);

    /// <summary>Builds the commit that is judged, from a copy.</summary>
    /// <inheritdoc cref="BuildCommit(string, CancellationToken)"/>
    public string BuildJudgedCommit(string commit, CancellationToken cancellation) => BuildCommit("new", commit, cancellation);

    private string BuildCommit(string side, string commit, CancellationToken cancellation)
    {
        string tree = Path.Combine(scratch, $"{side}-tree"),
            archive = tree + ".tar";
        if (!new Git(root).Write(archive, "archive", "--format=tar", commit))
            throw new SideBuildException($"git could not give the files of commit {commit}.", isOfCommit: false);
        Directory.CreateDirectory(tree);
        TarFile.ExtractToDirectory(archive, tree, overwriteFiles: false);
        File.Delete(archive);
        return File.Exists(Path.Combine(tree, TrainingProject))
            ? Build(side, tree, commit, cancellation)
            : throw new SideBuildException(
                $"Commit {commit} has no {TrainingProject}: there is no monitor in it to compare with.",
                isOfCommit: true
            );
    }

    private string Build(string side, string tree, string? commit, CancellationToken cancellation)
    {
        string folder = Path.Combine(scratch, side),
            project = Path.Combine(folder, AssemblyName + ".csproj"),
            output = Path.Combine(folder, "out");
        Directory.CreateDirectory(folder);
        new XDocument(
            new XElement(
                "Project",
                new XAttribute("Sdk", "Microsoft.NET.Sdk"),
                new XElement(
                    "PropertyGroup",
                    new XElement("TargetFramework", "net10.0"),
                    new XElement("Nullable", "enable"),
                    new XElement("ImplicitUsings", "enable"),
                    new XElement("EnableDefaultCompileItems", "false")
                ),
                new XElement(
                    "ItemGroup",
                    new XElement("Compile", new XAttribute("Include", Escaped(Path.Combine(root, SideSource)))),
                    new XElement("ProjectReference", new XAttribute("Include", Escaped(Path.Combine(tree, TrainingProject))))
                )
            )
        ).Save(project);
        // What a commit's own build checks is not checked again.
        string[] options = ["-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false", "-p:NuGetAudit=false"];
        if (DotnetCommand.FirstError(["build", project, "--output", output, .. options], cancellation) is not { } error)
            return output;
        string what = $"Training loop and monitor of {(commit is null ? "the working tree" : $"commit {commit}")}";
        throw commit is not null && error.IsInSources
            ? new SideBuildException($"{what} do not compile, or do not fit today's harness: {error.Line}", isOfCommit: true)
            : new SideBuildException($"{what} cannot be built: {error.Line}", isOfCommit: false);
    }

    /// <summary>A path for MSBuild, with its special characters escaped.</summary>
    private static string Escaped(string path) =>
        string.Concat(
            path.Select(letter => "%$@;'()*?,".Contains(letter, StringComparison.Ordinal) ? $"%{(int)letter:X2}" : letter.ToString())
        );
}
