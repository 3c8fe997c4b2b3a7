namespace ThroughputBench.Records;

/// <summary>
/// A folder for a run that begins: new, empty, or with nothing in it but what a process left that was killed as it began one.
/// </summary>
internal static class FreshFolder
{
    /// <summary>Requires that a path can become the folder of a new run.</summary>
    /// <exception cref="InputException">It is a file, or something is in it.</exception>
    public static void Require(string path)
    {
        if (File.Exists(path))
            throw new InputException($"The output folder '{path}' is a file; name a folder that is new or empty.");
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).All(IsLeftover))
        {
            throw new InputException(
                $"The output folder '{path}' is not empty; name one that is new or empty, or resume the run in it: --resume '{path}'."
            );
        }
    }

    /// <summary><see cref="RunFolder.Create"/> writes <c>run.json</c> last, so without it nothing was measured.</summary>
    private static bool IsLeftover(string entry) =>
        Path.GetFileName(entry) switch
        {
            RunFolder.LockFile => true,
            RunFolder.CellsFile => new FileInfo(entry) is { Exists: true, Length: 0 },
            RawData.Folder => Directory.Exists(entry) && !Directory.EnumerateFileSystemEntries(entry).Any(),
            var name => name.StartsWith(RunFolder.RunFile, StringComparison.Ordinal) && AtomicFile.IsTemporary(name),
        };
}
