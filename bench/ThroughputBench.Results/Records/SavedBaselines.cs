using System.Text.RegularExpressions;

namespace ThroughputBench.Records;

/// <summary>
/// Runs that a user keeps under a name, to compare later ones with: <c>results/runs/.baselines/NAME</c>. Each is a copy of the records
/// alone, so the run's own folder may go.
/// </summary>
/// <param name="workplace">The folder that has, or gets, <c>results/</c>.</param>
internal sealed partial class SavedBaselines(string workplace)
{
    private const int LongestName = 64;
    private const int MostAttempts = 1000;
    private const string ReplacedEnding = "-old";

    private readonly string _folder = Path.Combine(workplace, "results", ResultsFolder.UnpublishedFolder, ".baselines");

    /// <summary>The names, in their order.</summary>
    public IReadOnlyList<string> Names =>
        Directory.Exists(_folder)
            ?
            [
                .. Directory
                    .EnumerateDirectories(_folder)
                    .Select(path => Path.GetFileName(path)!)
                    .Select(name => Replaced().Match(name) is { Success: true } replaced ? replaced.Groups["name"].Value : name)
                    .Where(IsName)
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>The folder of one; <see langword="null"/> if none is saved under this name.</summary>
    public string? Find(string name) =>
        !IsName(name) ? null
        : Directory.Exists(PathOf(name)) ? PathOf(name)
        : ReplacedOf(name).FirstOrDefault();

    /// <summary>Requires a name that can be saved under.</summary>
    /// <exception cref="InputException">It cannot be a folder's name everywhere, or means something else.</exception>
    public static void RequireName(string name)
    {
        if (!IsName(name))
        {
            throw new InputException(
                $"A baseline's name has up to {LongestName} letters, digits, '-', '_' and '.', begins with a letter or digit, and "
                    + $"is not 'none'; '{name}' is none."
            );
        }
    }

    /// <summary>Requires that a run can be saved under a name, before one is measured for it.</summary>
    /// <exception cref="InputException">The name cannot be one, or the folder cannot be written.</exception>
    public void RequireWritable(string name)
    {
        RequireName(name);
        RunFolder.Reaching(_folder, "written", () =>
        {
            if (File.Exists(PathOf(name)))
                throw new InputException($"A baseline is saved as a folder, and '{PathOf(name)}' is a file.");
            string trial = NewPathFor(name);
            Directory.CreateDirectory(trial);
            Directory.Delete(trial);
            return name;
        });
    }

    /// <summary>
    /// Saves a run. An earlier one of the same name is replaced, as a whole: it is renamed, and found by its new name if the process is
    /// killed before the run has its place. If two processes save under one name, one of their runs is saved.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The run's folder.</param>
    /// <exception cref="InputException">The name cannot be one, or the folder cannot be written.</exception>
    public void Save(string name, string path)
    {
        RequireName(name);
        RunFolder.Reaching(_folder, "written", () =>
        {
            string copy = NewPathFor(name);
            Directory.CreateDirectory(copy);
            foreach (string file in (string[])[RunFolder.RunFile, RunFolder.CellsFile])
                File.Copy(Path.Combine(path, file), Path.Combine(copy, file));
            for (int left = MostAttempts; !TryReplace(name, copy, isLast: left == 1); left--)
                continue;
            foreach (string replaced in ReplacedOf(name))
                Delete(replaced);
            return name;
        });
    }

    /// <returns>False if another process has renamed a folder meanwhile.</returns>
    private bool TryReplace(string name, string copy, bool isLast)
    {
        try
        {
            if (Directory.Exists(PathOf(name)))
                Directory.Move(PathOf(name), NewPathFor(name) + ReplacedEnding);
            Directory.Move(copy, PathOf(name));
            return true;
        }
        catch (IOException) when (!isLast)
        {
            return false;
        }
    }

    /// <summary>What was, or is being, replaced under a name.</summary>
    private IEnumerable<string> ReplacedOf(string name) =>
        Directory.Exists(_folder)
            ?
            [
                .. Directory
                    .EnumerateDirectories(_folder)
                    .Where(path => Replaced().Match(Path.GetFileName(path)) is { Success: true } it && it.Groups["name"].Value == name)
                    .OrderByDescending(Directory.GetLastWriteTimeUtc),
            ]
            : [];

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException) { } // another process that saves is deleting it too
    }

    /// <summary>A path that no other process uses; its name is no baseline's.</summary>
    private string NewPathFor(string name) => Path.Combine(_folder, $".{name}-{Guid.NewGuid():N}");

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name != "none"
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    [GeneratedRegex("^[.](?<name>.+)-[0-9a-f]{32}-old$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Replaced();
}
