using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyPlot;
using ThroughputBench.Records;
using ThroughputBench.Statistics;

namespace ThroughputBench.Publishing;

/// <summary>
/// From what this checkout made each run's pages, so that they are made again only if something changed: a digest of the run's records and
/// raw data and of the program that made the pages, and the digest of each page. It is a note of this checkout, in the git-ignored
/// <c>results/runs/</c>: without it every page is made again, and <c>publish --check</c> does not trust it.
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

    private readonly string _file;
    private readonly Dictionary<string, PageStamp> _stamps;

    private PageStamps(string file, IEnumerable<PageStamp> stamps) =>
        (_file, _stamps) = (file, stamps.GroupBy(stamp => stamp.Run).ToDictionary(same => same.Key, same => same.Last()));

    /// <summary>Reads them; what cannot be read counts as nothing.</summary>
    /// <param name="results">The folder <c>results/</c>.</param>
    public static PageStamps Read(string results)
    {
        string file = Path.Combine(results, ResultsFolder.UnpublishedFolder, FileName);
        return new PageStamps(file, File.Exists(file) ? File.ReadLines(file).Select(Parse).OfType<PageStamp>() : []);
    }

    /// <summary>A digest of all that a run's pages are made from.</summary>
    /// <param name="run">The run.</param>
    public static string DigestOf(PublishedRun run)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes($"{Generator}\n{run.Path}\n"));
        foreach (string name in RunCopy.RecordFiles(run.Folder))
        {
            byte[] content = File.ReadAllBytes(Path.Combine(run.Folder, name));
            digest.AppendData(Encoding.UTF8.GetBytes($"{name.Replace('\\', '/')} {content.Length}\n"));
            digest.AppendData(content);
        }
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>A run's pages, if they are those that were made, from what is there now.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="run">The run's path.</param>
    /// <param name="digest">See <see cref="DigestOf"/>.</param>
    /// <returns><see langword="null"/> if they must be made again.</returns>
    public IReadOnlyList<StagedFile>? Find(string root, string run, string digest) =>
        _stamps.TryGetValue(run, out PageStamp? stamp)
        && stamp.Digest == digest
        && stamp.Pages.All(page => Path.Combine(root, page.Key) is var path && File.Exists(path) && page.Value == Sha256(path))
            ? [.. stamp.Pages.Select(page => new StagedFile(page.Key, page.Value))]
            : null;

    /// <summary>Writes those of the runs that there are now.</summary>
    public void Write(IEnumerable<PageStamp> stamps)
    {
        var lines = new StringBuilder();
        foreach (PageStamp stamp in stamps)
            lines.Append(JsonSerializer.Serialize(stamp, RecordJson.Default.PageStamp)).Append('\n');
        AtomicFile.WriteText(_file, lines.ToString());
    }

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

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
