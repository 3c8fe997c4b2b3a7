using System.Security.Cryptography;
using System.Text;

namespace ThroughputBench.Records;

/// <summary>
/// Takes the raw data of a finished run away. Its records stay, so verdicts, comparisons and the history stay too; what only raw data show
/// is lost.
/// </summary>
internal sealed class RunThinning
{
    /// <summary>What is lost, in words.</summary>
    public const string Lost =
        "Lost for good: another estimator cannot be tried on these runs, drift and the times of single hooks cannot be shown, and no one "
        + "can prove the recorded figures from raw data.";

    private readonly RunRecord _run;

    private RunThinning(string path, RunRecord run, ThinnedRecord thinned, IReadOnlyList<string> files) =>
        (Path, _run, Thinned, Files) = (path, run, thinned, files);

    /// <summary>The run's folder.</summary>
    public string Path { get; }

    /// <summary>What the run's record will say.</summary>
    public ThinnedRecord Thinned { get; }

    /// <summary>The files that go, within the folder; none if it is thinned already.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Looks at a run.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InputException">It is not a run, is damaged, or is not finished.</exception>
    public static RunThinning Plan(string path, DateTimeOffset now)
    {
        RunRecord run = RunFolder.Read(path).Run;
        if (run.State != RunState.Finished)
            throw new InputException($"The run '{path}' is not finished: only finished runs are thinned.");
        return RunFolder.Reaching(path, "read", () =>
        {
            string[] files = [.. RawData.FilesIn(path)];
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long bytes = 0;
            foreach (string file in files)
            {
                byte[] content = File.ReadAllBytes(System.IO.Path.Combine(path, file));
                bytes += content.Length;
                digest.AppendData(Encoding.UTF8.GetBytes($"{System.IO.Path.GetFileName(file)} {content.Length}\n"));
                digest.AppendData(content);
            }
            return new RunThinning(
                path,
                run,
                run.Thinned
                    ?? new ThinnedRecord
                    {
                        ThinnedUtc = now.ToUniversalTime(),
                        Files = files.Length,
                        Bytes = bytes,
                        Sha256 = Convert.ToHexStringLower(digest.GetHashAndReset()),
                    },
                files
            );
        });
    }

    /// <summary>
    /// Does it. The record comes first, and from then on raw data count as gone: if the process is killed, the run is as it was or thinned,
    /// and thinning it again removes what is left.
    /// </summary>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public void Do() =>
        RunFolder.Reaching(Path, "written", () =>
        {
            if (_run.Thinned is null)
                RunFolder.WriteRun(Path, _run with { Thinned = Thinned });
            foreach (string file in Files)
                File.Delete(System.IO.Path.Combine(Path, file));
            return Path;
        });
}
