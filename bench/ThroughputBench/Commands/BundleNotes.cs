using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using ThroughputBench.Devices;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>The notes in a bundle.</summary>
internal static class BundleNotes
{
    // Elements of a package's description with its authors and licence.
    private static readonly string[] Saying = ["license", "licenseUrl", "projectUrl", "copyright"];

    /// <summary>What to do with it.</summary>
    public static string Readme(string name, GitFacts git) =>
        $"""
            ThroughputBench, commit {git.Commit}{(git.Dirty == true ? " with changes that are not in it" : "")}, for Linux on x64.

            It needs a PyTorch, or an unpacked libtorch with the C++11 ABI; on a GPU one built with CUDA, and NVIDIA's driver. It is built for release {LibtorchFolder.BuiltFor}, and 2.11 is known to
            work; any other is loaded and tried with a small training first.
            It needs no .NET, no network and no repository. Everything on this machine's GPU, in one command:

                ./throughputbench sweep --device cuda --libtorch "$(python3 -c 'import torch; print(torch.__path__[0])')"

            Without a GPU: --device cpu. What this machine is and what disturbs it: ./throughputbench info --libtorch ...; all options: ./throughputbench --help.

            The run's folder appears under results/runs/ in the folder that you are in. Carry it back to a clone of the project, and publish it there:

                ./run.sh publish PATH

            {name}.tar.gz holds the program (program/), its launcher (throughputbench), and NOTICES.txt, which says what it is made of and under which terms.

            """;

    /// <summary>Every package in it with the licence that the package states.</summary>
    /// <param name="dependencies">The program's <c>.deps.json</c>.</param>
    public static string Notices(string dependencies)
    {
        var notices = new StringBuilder(
            "This bundle holds ThroughputBench, the .NET runtime (MIT, https://github.com/dotnet/runtime), and these packages in "
                + "the versions given:\n\n"
        );
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(dependencies));
        foreach (
            JsonProperty library in document
                .RootElement.GetProperty("libraries")
                .EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package")
        )
        {
            notices
                .Append(library.Name.Replace('/', ' '))
                .Append(": ")
                .Append(Terms(library.Value.GetProperty("path").GetString()!))
                .Append('\n');
        }
        return notices
            .Append(
                "\nlibLibTorchSharp.so is TorchSharp's, with one byte changed: its need for the version GLIBCXX_3.4.32, to which "
                    + "nothing in it refers, is marked as weak.\nlibtorch is not part of the bundle.\n"
            )
            .ToString();
    }

    private static string Terms(string path)
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string folder = Path.Combine(packages, path.Replace('/', Path.DirectorySeparatorChar));
        string? description = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.nuspec").FirstOrDefault() : null;
        XElement? metadata = description is null
            ? null
            : XDocument.Load(description).Root!.Elements().FirstOrDefault(element => element.Name.LocalName == "metadata");
        string[] terms =
        [
            .. Saying
                .Select(name => metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim())
                .OfType<string>()
                .Where(text => text.Length > 0)
                .Distinct(),
        ];
        return terms.Length == 0 ? "see the package" : string.Join(", ", terms);
    }
}
