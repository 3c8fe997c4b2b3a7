using Microsoft.Extensions.Time.Testing;
using ThroughputBench.Training;
using TorchSharp;
using TorchSharp.Modules;

namespace ThroughputBench.Workloads.Tests.Monitor;

/// <summary>
/// A workload's real training, in which the work moves a fake clock: a micro-batch takes 10 ms, an optimizer step 30 ms, a batch of
/// validation 7 ms. It writes down what was done and reads no clock.
/// </summary>
internal sealed class TimedTask : TrainingTask<Batch>, IDisposable
{
    private static readonly TimeSpan MicroBatchTime = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan ValidationTime = TimeSpan.FromMilliseconds(7);

    private readonly WorkloadTask _task;
    private readonly FakeTimeProvider _clock;
    private readonly TimedOptimizer _optimizer;
    private readonly List<Work> _cycles = [];
    private readonly List<List<Work>> _validations = [];
    private readonly List<Work> _open = [];

    public TimedTask(WorkloadTask task, FakeTimeProvider clock)
    {
        (_task, _clock) = (task, clock);
        _optimizer = new TimedOptimizer(this);
    }

    public override torch.nn.Module Module => _task.Module;

    public override torch.optim.Optimizer Optimizer => _optimizer;

    /// <summary>Each accumulation cycle that ended with an optimizer step.</summary>
    public IReadOnlyList<Work> Cycles => _cycles;

    /// <summary>Each pass over validation data, batch by batch; the sanity check is none.</summary>
    public IReadOnlyList<IReadOnlyList<Work>> Validations => _validations;

    /// <summary>A pass over validation data begins.</summary>
    public void BeginValidation() => _validations.Add([]);

    public override torch.Tensor TrainingStep(Batch batch)
    {
        _open.Add(Done(batch, MicroBatchTime));
        return _task.TrainingStep(batch);
    }

    public override torch.Tensor ValidationStep(Batch batch)
    {
        Work done = Done(batch, ValidationTime);
        if (_validations.Count > 0)
            _validations[^1].Add(done);
        return _task.ValidationStep(batch);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _task.Dispose();
    }

    private Work Done(Batch batch, TimeSpan time)
    {
        _clock.Advance(time);
        return new Work((decimal)time.TotalSeconds, 1, batch.Samples, batch.Items);
    }

    private void EndCycle()
    {
        _clock.Advance(StepTime);
        _cycles.Add(Work.Of([.. _open, new Work((decimal)StepTime.TotalSeconds, 0, 0, 0)]));
        _open.Clear();
    }

    private sealed class TimedOptimizer(TimedTask timed) : torch.optim.Optimizer(IntPtr.Zero)
    {
        public override IEnumerable<Parameter> parameters() => timed._task.Optimizer.parameters();

        public override void zero_grad() => timed._task.Optimizer.zero_grad();

        public override torch.Tensor step(Func<torch.Tensor>? closure = null)
        {
            timed.EndCycle();
            return timed._task.Optimizer.step(closure);
        }
    }
}
