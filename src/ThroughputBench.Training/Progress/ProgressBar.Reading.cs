namespace ThroughputBench.Training.Progress;

/// <content>What a line shows, and the time left.</content>
public sealed partial class ProgressBar<TBatch>
{
    private ProgressReading Read()
    {
        TrainerOptions trainer = _run!.Options;
        TimeSpan elapsed = _time.GetElapsedTime(_beganAt);
        double ofTime = _trains && _options.MaxTime is { } maxTime ? Math.Min(1, elapsed / maxTime) : double.NaN;
        double ofWork = _trains ? Fraction(trainer, _steps, _epoch, _epochBatches) : double.NaN;
        double doneHere = ofWork - double.MaxNumber(0, Fraction(trainer, _startSteps, _startEpoch, _startEpochBatches));
        double secondsLeft = elapsed.TotalSeconds * double.MinNumber(Left(ofTime, ofTime), Left(ofWork, doneHere));
        var reading = new ProgressReading
        {
            Trains = _trains,
            Pass = _pass,
            PassBatches = _passBatches,
            Epoch = _epoch,
            MaxEpochs = trainer.MaxEpochs,
            EpochBatches = _epochBatches,
            BatchesPerEpoch = _trains && _batchesPerEpoch < long.MaxValue ? _batchesPerEpoch : null,
            Steps = _steps,
            MaxSteps = trainer.MaxSteps,
            Fraction = double.MaxNumber(ofTime, ofWork),
            SampleName = _sampleName,
            ItemName = _options.ItemName,
            Elapsed = elapsed,
            Left = double.IsNaN(secondsLeft) ? null : TimeSpan.FromSeconds(Math.Min(secondsLeft, 1e9)),
        };
        return _figures.AddTo(reading, _options.Monitor?.Peak);
    }

    /// <summary>What is left, as a multiple of what took the time so far; NaN if that is not known.</summary>
    /// <param name="done">What is done of the whole.</param>
    /// <param name="doneHere">What of it this run did.</param>
    private static double Left(double done, double doneHere) => doneHere > 0 ? (1 - done) / doneHere : double.NaN;

    /// <summary>What is done of the limit that will be reached first; NaN if no limit is known.</summary>
    private double Fraction(TrainerOptions trainer, long steps, int epoch, long epochBatches)
    {
        double ofSteps = trainer.MaxSteps is { } maxSteps ? (double)steps / maxSteps : double.NaN;
        double ofEpochs =
            trainer.MaxEpochs is { } maxEpochs && _batchesPerEpoch is < long.MaxValue and var batches
                ? (epoch + Math.Min(1, (double)epochBatches / batches)) / maxEpochs
                : double.NaN;
        return Math.Min(1, double.MaxNumber(ofSteps, ofEpochs));
    }
}
