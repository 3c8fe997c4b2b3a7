namespace ThroughputBench.Records;

/// <summary>A calibration under <c>results/</c>.</summary>
/// <param name="Machine">The folder of its machine.</param>
/// <param name="Name">Its file in that.</param>
/// <param name="Record">What it says.</param>
internal sealed record PublishedCalibration(string Machine, string Name, CalibrationRecord Record)
{
    /// <summary>How the names of such files begin.</summary>
    public const string Prefix = "calibration-";

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is damaged, or in the wrong folder.</exception>
    public static PublishedCalibration Read(string machine, string path)
    {
        CalibrationRecord record = CalibrationFile.Read(path);
        return record.Baseline.Machine.Name == machine
            ? new PublishedCalibration(machine, Path.GetFileName(path), record)
            : throw new InputException(
                $"The calibration '{path}' belongs in the folder {record.Baseline.Machine.Name}, by its content."
            );
    }
}
