using System.Text.Json;
using ThroughputBench.Records;

namespace ThroughputBench.Machine;

/// <summary>
/// The project's folder: that of its solution. A bundle runs elsewhere, and brings the necessary facts along.
/// </summary>
internal static class Repository
{
    /// <summary>The file beside a bundled program that names its commit.</summary>
    public const string CommitFile = "commit.json";

    private static readonly Lazy<string?> Found = new(Find);

    private static readonly string BundledCommit = Path.Combine(AppContext.BaseDirectory, CommitFile);

    /// <summary>Whether this program runs from a bundle: with no repository around it, and perhaps no .NET SDK.</summary>
    public static bool IsBundle { get; } = File.Exists(BundledCommit);

    /// <summary>What the user starts.</summary>
    public static string Program => IsBundle ? "./throughputbench" : "./run.sh";

    /// <summary>The repository's root.</summary>
    /// <exception cref="InputException">The program does not run from inside a repository.</exception>
    public static string Root =>
        Found.Value
        ?? throw new InputException(
            IsBundle
                ? "This needs a clone of ThroughputBench and a .NET SDK: a bundle can sweep, check, calibrate and show info."
                : "This program must lie in a clone of ThroughputBench: no ThroughputBench.sln was found above it."
        );

    /// <summary>
    /// The folder that contains <c>results/</c>: the repository's root, or for a bundle the folder that it was started in.
    /// </summary>
    /// <exception cref="InputException">There is neither.</exception>
    public static string Workplace => IsBundle ? Environment.CurrentDirectory : Root;

    /// <summary>Git's facts on the measured tree; in a bundle, those from when it was made.</summary>
    /// <param name="except">See <see cref="GitTree.Read(string, string?)"/>.</param>
    /// <exception cref="InputException">There is no repository, or the bundle is damaged.</exception>
    public static GitFacts Commit(string? except = null)
    {
        if (!IsBundle)
            return GitTree.Read(Root, except);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(BundledCommit), RecordJson.Default.GitFacts)
                ?? throw new JsonException("It is empty.");
        }
        catch (JsonException wrong)
        {
            throw new InputException($"The bundle is damaged: {CommitFile} beside the program cannot be read. Unpack it again.", wrong);
        }
    }

    /// <summary>
    /// Makes the root the current directory, if there is one: BenchmarkDotNet looks for the project of its child build from there.
    /// </summary>
    public static void EnterRoot()
    {
        if (!IsBundle)
            Environment.CurrentDirectory = Root;
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = IsBundle ? null : new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ThroughputBench.sln")))
                return folder.FullName;
        }
        return null;
    }
}
