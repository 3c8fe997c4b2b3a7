namespace ThroughputBench.Tests.Records;

/// <summary>A folder of a test's own, gone when the test ends.</summary>
/// <param name="inMemory">
/// Whether it may be in memory, if this machine has room there: for tests that flush thousands of files, as the program must, and do not
/// start programs from the folder.
/// </param>
internal sealed class TemporaryFolder(bool inMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";
    private const long Room = 4L << 30;

    public string Path { get; } =
        inMemory && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room
            ? Directory
                .CreateDirectory(System.IO.Path.Combine(Memory, "throughputbench-" + System.IO.Path.GetRandomFileName()))
                .FullName
            : Directory.CreateTempSubdirectory("throughputbench-").FullName;

    public string this[params IEnumerable<string> parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file, with the folders above it.</summary>
    public void Write(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[file])!);
        File.WriteAllText(this[file], text);
    }

    /// <summary>A text that names files of this folder as they are called within it, on every system alike.</summary>
    public string Unrooted(string text) =>
        text.Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(System.IO.Path.DirectorySeparatorChar, '/');

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
