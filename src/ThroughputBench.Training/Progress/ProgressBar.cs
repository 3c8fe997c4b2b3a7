using TorchSharp;

namespace ThroughputBench.Training.Progress;

/// <summary>Shows live how far training is, its loss and its rates, and the time left.</summary>
/// <remarks>
/// <para>It is drawn ten times a second on a separate thread. On the training thread it costs a few counters per micro-batch, and never
/// waits for the terminal or for a device before training ends. If the terminal fails, the bar ends; training continues.</para>
/// <para>If the output is not a terminal, or <c>NO_COLOR</c> is set, it writes a plain line now and then instead.</para>
/// </remarks>
/// <typeparam name="TBatch">What the data source yields.</typeparam>
public sealed partial class ProgressBar<TBatch> : Callback<TBatch>, IDisposable
{
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromMilliseconds(100);

    private readonly ProgressBarOptions<TBatch> _options;
    private readonly TimeProvider _time;
    private readonly ProgressOutput _output;
    private readonly Lock _drawing = new();

    // Of the training thread.
    private readonly ProgressRate _rate;
    private Func<TBatch, long> _samplesOf;
    private long _samples;

    // Written on the training thread, read on the drawing one: each is a separate word, so a line may show one of them a batch older than
    // another.
    private string _sampleName = "samples";
    private long _beganAt,
        _steps,
        _epochBatches,
        _passBatches;
    private long _batchesPerEpoch = long.MaxValue; // not known
    private int _epoch;
    private string? _pass;
    private bool _trains;
    private long _startSteps,
        _startEpochBatches;
    private int _startEpoch;
    private readonly LatestFigures _figures = new();

    // Under _drawing.
    private long _shownAt;
    private TrainerState? _run;
    private ITimer? _timer;

    /// <summary>Creates a progress bar.</summary>
    /// <param name="options">What to show and where; <see langword="null"/> for the defaults.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and its value.</exception>
    public ProgressBar(ProgressBarOptions<TBatch>? options = null, TimeProvider? time = null)
    {
        _options = options ?? new ProgressBarOptions<TBatch>();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _output = new ProgressOutput(_options.Writer ?? Console.Error, _options.Redraw, _options.Columns);
        _rate = new ProgressRate(_time.TimestampFrequency);
        _samplesOf = _options.SamplesOf ?? BatchCounting.SamplesOf<TBatch>();
        LinesAbove = new LinesAbove(_output, _drawing);
    }

    /// <summary>
    /// Takes whole lines and writes them above the bar, to the same output: give it to a <see cref="Logging.ConsoleLogger"/> that shares
    /// the terminal.
    /// </summary>
    public TextWriter LinesAbove { get; }

    /// <inheritdoc/>
    public override void OnFitStart(TrainerState state) => Begin(state, trains: true);

    /// <inheritdoc/>
    public override void OnTrainStart(TrainerState state)
    {
        // Not before the sanity check: its time says nothing about training's. A checkpoint has been restored by now.
        (_startSteps, _startEpoch) = (_steps, _epoch) = (state.Steps, state.Epoch);
        _rate.Start(_beganAt = _time.GetTimestamp());
    }

    /// <inheritdoc/>
    public override void OnTrainEpochStart(TrainerState state)
    {
        _epochBatches = 0;
        _epoch = state.Epoch;
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(TrainerState state, TBatch batch, torch.Tensor loss)
    {
        _steps = state.Steps;
        _epochBatches = state.BatchIndex + 1;
        if (_options.Monitor is null)
            Count(batch);
        _batchesPerEpoch = state.BatchesInEpoch ?? _batchesPerEpoch;
        if (_figures.AreWanted && state.EndsCycle)
        {
            _figures.GiveLoss(loss);
            TakeRates();
        }
    }

    /// <inheritdoc/>
    public override void OnTrainPause(TrainerState state) => _rate.Pause(_time.GetTimestamp());

    /// <inheritdoc/>
    public override void OnTrainResume(TrainerState state)
    {
        // A resumed run has now skipped the batches that were trained before.
        if (state.Steps == _startSteps && _epochBatches == 0)
            _startEpochBatches = _epochBatches = state.BatchIndex + 1;
        _rate.Resume(_time.GetTimestamp());
    }

    /// <inheritdoc/>
    public override void OnTrainEpochEnd(TrainerState state) => _batchesPerEpoch = state.BatchesInEpoch ?? _batchesPerEpoch;

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainerState state) => TakeRates();

    /// <inheritdoc/>
    public override void OnFitEnd(TrainerState state) => End();

    /// <inheritdoc/>
    public override void OnEvaluationStart(TrainerState state)
    {
        if (!_trains)
            Begin(state, trains: false);
        _passBatches = 0;
        _pass = (state.Stage, state.IsSanityCheck) switch
        {
            (_, true) => "sanity check",
            (Stage.Validate, _) => "validating",
            (Stage.Test, _) => "testing",
            _ => "predicting",
        };
    }

    /// <inheritdoc/>
    public override void OnEvaluationBatchEnd(TrainerState state, TBatch batch, torch.Tensor output)
    {
        _passBatches++;
        if (_trains)
            return;
        Count(batch);
        if (_figures.AreWanted)
            TakeRates();
    }

    /// <inheritdoc/>
    public override void OnEvaluationEnd(TrainerState state)
    {
        if (_trains)
        {
            _pass = null;
            return;
        }
        TakeRates();
        End();
    }

    /// <inheritdoc/>
    public override void OnException(TrainerState state, Exception exception)
    {
        // An evaluation between two advances may fail, and training continue; a run that failed ends right after this.
        _pass = null;
    }

    /// <summary>Ends the bar if a run was dropped before its end.</summary>
    public void Dispose() => End();

    private void Count(TBatch batch)
    {
        try
        {
            _samples += _samplesOf(batch);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Only the user can count this batch's samples, or the function fails: no reason to stop training.
            _samplesOf = static _ => 1;
            (_samples, _sampleName) = (1, "batches");
        }
    }

    private void TakeRates()
    {
        if (!_trains || _options.Monitor is not { } monitor)
            _figures.Give(_rate.Read(_time.GetTimestamp(), _samples));
        else if (monitor.Training.Rates is { } rates)
            _figures.Give(rates.SamplesPerSecond, rates.ItemsPerSecond, rates.FlopsPerSecond);
        else
            _figures.Give(double.NaN);
    }

    private void Begin(TrainerState state, bool trains)
    {
        lock (_drawing)
        {
            StopDrawing();
            (_run, _trains, _pass) = (state, trains, null);
            (_samples, _steps, _epoch, _epochBatches) = (0, state.Steps, state.Epoch, 0);
            (_startSteps, _startEpoch, _startEpochBatches) = (_steps, _epoch, 0);
            _batchesPerEpoch = Math.Min(_options.BatchesPerEpoch ?? long.MaxValue, state.Options.MaxBatchesPerEpoch ?? long.MaxValue);
            _rate.Start(_beganAt = _shownAt = _time.GetTimestamp());
            _timer = _time.CreateTimer(static bar => ((ProgressBar<TBatch>)bar!).Draw(), this, RefreshEvery, RefreshEvery);
        }
        state.Ended += EndWith;
    }

    private void EndWith(TrainerState run)
    {
        if (run == _run)
            End();
    }

    private void Draw()
    {
        // A slow terminal blocks one thread, not one more with each tick.
        if (!_drawing.TryEnter())
            return;
        try
        {
            if (_timer is null)
                return;
            if (_output.Redraws || _time.GetElapsedTime(_shownAt) >= _options.LineEvery)
            {
                _shownAt = _time.GetTimestamp();
                Attempt(() => _output.Show(Read()));
            }
            else
            {
                _figures.Want(); // so that the next line's are new
            }
        }
        finally
        {
            _drawing.Exit();
        }
    }

    private void End()
    {
        lock (_drawing)
        {
            if (_timer is not null)
            {
                Attempt(() => _output.Show(Read() with { Left = null }));
                Attempt(_output.End);
            }
            StopDrawing();
            _trains = false;
        }
    }

    private void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The terminal is gone, so there is no place to report it.
            StopDrawing();
        }
    }

    private void StopDrawing()
    {
        _timer?.Dispose();
        _timer = null;
        _figures.Clear();
    }
}
