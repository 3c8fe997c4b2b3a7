using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyPlot;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Publishing;

/// <summary>
/// From what this checkout made its pages, so that they are made again only if something changed: a digest of the records and of the
/// program that made the pages, and the digest of each page. Raw data are not read for it: as in git, a file of the same size that was
/// changed at the same time counts as the same. It is a note of this checkout, in the git-ignored <c>results/runs/</c>: without it every
/// page is made again, and <c>publish --check</c> does not trust it.
/// </summary>
internal sealed class PageStamps
{
    private const string FileName = ".pages.jsonl";

    /// <summary>The builds of all that makes a page.</summary>
    private static readonly string Generator = string.Join(
        ' ',
        new[] { typeof(PageStamps), typeof(RatioEstimate), typeof(Monitoring.LogInterval), typeof(PlotModel) }.Select(type =>
            type.Assembly.ManifestModule.ModuleVersionId
        )
    );

    private readonly Dictionary<string, PageStamp> _stamps;

    private PageStamps(IEnumerable<PageStamp> stamps) =>
        _stamps = stamps.GroupBy(stamp => stamp.Run).ToDictionary(same => same.Key, same => same.Last());

    /// <summary>Reads them; what cannot be read counts as nothing.</summary>
    /// <param name="results">The folder <c>results/</c>.</param>
    public static PageStamps Read(string results)
    {
        string file = FileIn(results);
        return new PageStamps(File.Exists(file) ? File.ReadLines(file).Select(Parse).OfType<PageStamp>() : []);
    }

    /// <summary>A digest of all that a run's pages are made from.</summary>
    /// <param name="run">The run's path within <c>results/</c>.</param>
    /// <param name="folder">The folder of its records.</param>
    /// <returns><see langword="null"/> if a file cannot be read.</returns>
    public static string? DigestOf(string run, string folder)
    {
        try
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Append(digest, $"{Generator}\n{run}\n");
            foreach (string name in RunCopy.RecordFiles(folder, withRawData: false))
                AppendFile(digest, Path.Combine(folder, name));
            foreach (string name in RawData.FilesIn(folder))
            {
                var file = new FileInfo(Path.Combine(folder, name));
                Append(digest, string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}\n"));
            }
            return Convert.ToHexStringLower(digest.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A digest of all that the pages of several runs are made from.</summary>
    /// <param name="results">The folder <c>results/</c>.</param>
    /// <param name="digests">The digests of all runs.</param>
    public static string DigestOfAll(string results, IEnumerable<string?> digests)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(digest, $"{Generator}\n{string.Join('\n', digests.Order(StringComparer.Ordinal))}\n");
        foreach (string file in ResultsFolder.FilesOfCalibrations(results))
        {
            Append(digest, Path.GetRelativePath(results, file));
            AppendFile(digest, file);
        }
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>Pages, if they are those that were made, from what is there now.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="run">See <see cref="PageStamp.Run"/>.</param>
    /// <param name="digest">A digest of what they are made from.</param>
    /// <returns><see langword="null"/> if they must be made again.</returns>
    public IReadOnlyList<StagedFile>? Find(string root, string run, string? digest) =>
        digest is not null
        && _stamps.TryGetValue(run, out PageStamp? stamp)
        && stamp.Digest == digest
        && stamp.Pages.All(page => Path.Combine(root, page.Key) is var path && File.Exists(path) && page.Value == Sha256(path))
            ? [.. stamp.Pages.Select(page => new StagedFile(page.Key, page.Value))]
            : null;

    /// <summary>Writes those of the pages that there are now.</summary>
    /// <param name="results">The folder <c>results/</c>.</param>
    /// <param name="stamps">One for each run, and one for the pages of all.</param>
    public static void Write(string results, IEnumerable<PageStamp> stamps)
    {
        var lines = new StringBuilder();
        foreach (PageStamp stamp in stamps)
            lines.Append(JsonSerializer.Serialize(stamp, RecordJson.Default.PageStamp)).Append('\n');
        AtomicFile.WriteText(FileIn(results), lines.ToString());
    }

    private static string FileIn(string results) => Path.Combine(results, ResultsFolder.UnpublishedFolder, FileName);

    private static PageStamp? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RecordJson.Default.PageStamp);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Append(IncrementalHash digest, string text) => digest.AppendData(Encoding.UTF8.GetBytes(text));

    private static void AppendFile(IncrementalHash digest, string path)
    {
        using var content = FileContent.Read(path);
        Append(digest, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} {content.Memory.Length}\n"));
        digest.AppendData(content.Memory.Span);
    }

    private static string Sha256(string path)
    {
        using var content = FileContent.Read(path);
        return Convert.ToHexStringLower(SHA256.HashData(content.Memory.Span));
    }
}
