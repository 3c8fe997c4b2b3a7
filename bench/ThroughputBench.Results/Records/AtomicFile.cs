namespace ThroughputBench.Records;

/// <summary>Writes a file as a whole or not at all: whoever reads it, at whatever moment, finds the old content or the new.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file, to the disk, and then takes its place.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string beside = path + ".tmp";
        try
        {
            using (FileStream file = new(beside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
