using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using ThroughputBench.Machine;
using ThroughputBench.Records;

namespace ThroughputBench.Commands;

/// <summary>Makes the archive of <c>bundle</c>. Nothing in the tree changes: it is built in a separate folder.</summary>
/// <param name="root">The repository's root.</param>
/// <param name="git">What git says of it.</param>
internal sealed class Bundle(string root, GitFacts git)
{
    /// <summary>The largest size of an archive, so that it stays easy to copy.</summary>
    private const long MaximumBytes = 60_000_000;

    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    // Leaves out files that only the building machine needs: the compiler's documentation, and a package's debugging interface of Windows.
    private static readonly string[] LeftOut = ["ThroughputBench*.xml", "amd64", "arm64", "x86"];

    /// <summary>Builds, packs and writes it.</summary>
    /// <param name="folder">The archive's folder; it is created if it is missing.</param>
    /// <param name="cancellation">Ends it early, without leaving files.</param>
    /// <returns>The archive.</returns>
    /// <exception cref="BundleException">The build failed, or the archive is too large.</exception>
    public string Write(string folder, CancellationToken cancellation)
    {
        string name = $"throughputbench-{git.Commit}{(git.Dirty == true ? "-dirty" : "")}-linux-x64";
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("throughputbench-bundle-");
        try
        {
            string top = Path.Combine(scratch.FullName, "bundle", name),
                program = Path.Combine(top, "program");
            Build(program, Path.Combine(scratch.FullName, "build"), cancellation);
            foreach (string file in LeftOut.SelectMany(pattern => Directory.EnumerateFileSystemEntries(program, pattern)).ToArray())
                Remove(file);
            File.WriteAllBytes(
                Path.Combine(program, Repository.CommitFile),
                JsonSerializer.SerializeToUtf8Bytes(git, RecordJson.Indented.GitFacts)
            );
            WriteScript(Path.Combine(top, "throughputbench"));
            File.WriteAllText(Path.Combine(top, "README.txt"), BundleNotes.Readme(name, git));
            File.WriteAllText(Path.Combine(top, "NOTICES.txt"), BundleNotes.Notices(Path.Combine(program, "ThroughputBench.deps.json")));
            string packed = Path.Combine(scratch.FullName, name + ".tar.gz");
            Pack(Path.GetDirectoryName(top)!, packed);
            cancellation.ThrowIfCancellationRequested();
            if (new FileInfo(packed) is { Length: > MaximumBytes } heavy)
            {
                throw new BundleException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The archive has {heavy.Length / 1e6:0} MB, more than the {MaximumBytes / 1e6:0} MB allowed."
                    )
                );
            }

            Directory.CreateDirectory(folder);
            string archive = Path.Combine(folder, name + ".tar.gz");
            File.Copy(packed, archive, overwrite: true);
            return archive;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>With the runtime, without libtorch, and independent of the other machine's locales.</summary>
    private void Build(string program, string artifacts, CancellationToken cancellation)
    {
        BuildError? error = DotnetCommand.FirstError(
            [
                "publish",
                Path.Combine(root, "bench", "ThroughputBench", "ThroughputBench.csproj"),
                "--runtime",
                "linux-x64",
                "--self-contained",
                "--output",
                program,
                $"-p:ArtifactsPath={artifacts}",
                "-p:LibtorchPackage=none",
                "-p:InvariantGlobalization=true",
                "-p:DisableTransitiveFrameworkReferenceDownloads=true",
            ],
            cancellation
        );
        if (error is not null)
            throw new BundleException($"The program cannot be built: {error.Line}");
    }

    private static void WriteScript(string path)
    {
        File.WriteAllText(path, "#!/bin/sh\nexec \"$(dirname -- \"$(readlink -f -- \"$0\")\")/program/ThroughputBench\" \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Executable);
    }

    private static void Pack(string folder, string archive)
    {
        using FileStream file = File.Create(archive);
        using var gzip = new GZipStream(file, CompressionLevel.Optimal);
        TarFile.CreateFromDirectory(folder, gzip, includeBaseDirectory: false);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }
}
