using System.Text.Json;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Training;

/// <content>What a checkpoint in the middle of a run keeps, and how a resumed run continues it.</content>
public sealed partial class ThroughputMonitor<TBatch>
{
    /// <summary>What the run that begins is to continue from, once the trainer has taken the whole checkpoint.</summary>
    private Checkpoint? _resumed;

    /// <summary>
    /// The lifetime and, on the CPU, the window of training, so that a resumed run reports as if it had never been interrupted. On a
    /// CUDA device, or with another clock, the window begins empty.
    /// </summary>
    /// <param name="state">Where the trainer stands.</param>
    public override string? SaveState(TrainerState state)
    {
        ThroughputMonitorState lifetime = Save();
        return JsonSerializer.Serialize(
            new Checkpoint(
                _watched.EpochsBefore,
                lifetime,
                _deviceTraining is null && _trains ? _training.SaveRun() : null,
                _train.LoggedBatches
            ),
            CheckpointJson.Options
        );
    }

    /// <inheritdoc/>
    public override void LoadState(TrainerState state, string saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        Checkpoint checkpoint = JsonSerializer.Deserialize<Checkpoint>(saved, CheckpointJson.Options)!;
        checkpoint.Lifetime.RequirePossible();
        _resumed = checkpoint;
    }

    /// <summary>Continues the lifetime of a checkpoint, if there is one, and its run, if its times are this clock's.</summary>
    /// <returns>Whether the run continues.</returns>
    private bool TryContinue(TrainerState state)
    {
        (Checkpoint? resumed, _resumed) = (_resumed, null);
        if (resumed is null)
            return false;
        _watched.EpochsBefore = resumed.EpochsBefore;
        _stages.Load(resumed.Lifetime);
        Loaded?.Invoke(resumed.Lifetime);
        if (
            resumed.Train is not { } run
            || _device.IsThere
            || !_training.CanContinue(run, _options.CountItems, _options.CountFlops)
        )
        {
            return false;
        }
        _train.Continue(state, ChoiceFor(Stage.Train, state), _time, run, resumed.LoggedBatches);
        return true;
    }

    /// <summary>
    /// When logs are due. The schedule counts with the trainer's counts, which a resumed run does not begin at 0; a checkpoint lies at an
    /// end of a cycle, where what was due has been logged.
    /// </summary>
    private LogSchedule ScheduleFrom(TrainerState state)
    {
        (long batches, long steps) = (_train.Before.Batches, _train.Before.Steps);
        if (!_paused)
            (batches, steps) = (Math.Max(0, batches - state.Batches), Math.Max(0, steps - state.Steps));
        var schedule = new LogSchedule(IntervalOf(state), batches, steps);
        schedule.IsDue(state.Batches, state.Steps);
        return schedule;
    }

    /// <param name="EpochsBefore">Epochs of the runs before.</param>
    /// <param name="Lifetime">What was counted in all.</param>
    /// <param name="Train">Training's run; <see langword="null"/> if a device timed it.</param>
    /// <param name="LoggedBatches">Batches in the run as of the latest log.</param>
    private sealed record Checkpoint(int EpochsBefore, ThroughputMonitorState Lifetime, MeterRun? Train, long LoggedBatches);
}
