using System.Text.Json;

namespace ThroughputBench.Records;

/// <summary>The file of a calibration.</summary>
internal static class CalibrationFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="InputException">It is damaged or missing.</exception>
    public static CalibrationRecord Read(string path)
    {
        try
        {
            return RecordReader.Read(File.ReadAllBytes(path), RecordJson.Default.CalibrationRecord, CalibrationRules.ObjectionTo, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The calibration '{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public static void Write(string path, CalibrationRecord record) =>
        AtomicFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Indented.CalibrationRecord), (byte)'\n']);
}
