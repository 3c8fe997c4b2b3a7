namespace ThroughputBench.Workloads;

/// <summary>The bytes that a language model is trained on.</summary>
internal static class TrainingText
{
    /// <summary>The frozen text.</summary>
    public const string OwnText = "training.txt";

    private const long MaximumBytes = 1L << 30;

    /// <summary>Reads a file, or the project's frozen text, which is part of the library: an edit of it would change what is measured.</summary>
    /// <param name="path">The file; <see langword="null"/> for the frozen text.</param>
    /// <param name="minimumBytes">How many bytes are needed.</param>
    /// <exception cref="WorkloadException">The file is missing, unreadable, a folder, empty, too short or too long.</exception>
    public static byte[] Read(string? path, int minimumBytes)
    {
        if (path is null)
            return ReadWhole(typeof(TrainingText).Assembly.GetManifestResourceStream(OwnText)!, "The project's own text", minimumBytes);
        string option = $"--data {path}";
        if (Directory.Exists(path))
            throw new WorkloadException($"{option} is a folder: give a file to train on.");
        if (!File.Exists(path))
            throw new WorkloadException($"{option} does not exist: give a file to train on.");
        try
        {
            return ReadWhole(File.OpenRead(path), option, minimumBytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WorkloadException($"{option} cannot be read: {cause.Message}", cause);
        }
    }

    private static byte[] ReadWhole(Stream stream, string what, int minimumBytes)
    {
        using (stream)
        {
            if (stream.Length == 0)
                throw new WorkloadException($"{what} is empty: give a file of at least {minimumBytes} bytes.");
            if (stream.Length < minimumBytes)
                throw new WorkloadException($"{what} is too short, {stream.Length} bytes: give a file of at least {minimumBytes}.");
            if (stream.Length > MaximumBytes)
                throw new WorkloadException($"{what} is too long, {stream.Length} bytes: give a file of at most {MaximumBytes}.");
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}
