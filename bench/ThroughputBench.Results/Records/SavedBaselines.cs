namespace ThroughputBench.Records;

/// <summary>
/// Runs that a user keeps under a name, to compare later ones with: <c>results/runs/.baselines/NAME</c>. Each is a copy of the records
/// alone, so the run's own folder may go.
/// </summary>
/// <param name="workplace">The folder that has, or gets, <c>results/</c>.</param>
internal sealed class SavedBaselines(string workplace)
{
    private const int LongestName = 64;

    private readonly string _folder = Path.Combine(workplace, "results", ResultsFolder.UnpublishedFolder, ".baselines");

    /// <summary>The names, in their order.</summary>
    public IReadOnlyList<string> Names =>
        Directory.Exists(_folder)
            ? [.. Directory.EnumerateDirectories(_folder).Select(path => Path.GetFileName(path)!).Where(IsName).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The folder of one; <see langword="null"/> if none is saved under this name.</summary>
    public string? Find(string name) => IsName(name) && Directory.Exists(PathOf(name)) ? PathOf(name) : null;

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

    /// <summary>Saves a run. An earlier one of the same name is replaced, as a whole.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The run's folder.</param>
    /// <exception cref="InputException">The name cannot be one, or the folder cannot be written.</exception>
    public void Save(string name, string path)
    {
        RequireName(name);
        RunFolder.Reaching(_folder, "written", () =>
        {
            string copy = Path.Combine(_folder, $".{name}-{Guid.NewGuid():N}"),
                replaced = copy + "-old";
            Directory.CreateDirectory(copy);
            foreach (string file in (string[])[RunFolder.RunFile, RunFolder.CellsFile])
                File.Copy(Path.Combine(path, file), Path.Combine(copy, file));
            if (Directory.Exists(PathOf(name)))
                Directory.Move(PathOf(name), replaced);
            Directory.Move(copy, PathOf(name));
            if (Directory.Exists(replaced))
                Directory.Delete(replaced, recursive: true);
            return name;
        });
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name != "none"
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
