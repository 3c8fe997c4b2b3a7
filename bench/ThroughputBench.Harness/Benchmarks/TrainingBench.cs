using ThroughputBench.Devices;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Pairing;
using ThroughputBench.Training;
using ThroughputBench.Training.Cuda;
using ThroughputBench.Training.Flops;
using ThroughputBench.Training.Logging;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks;

/// <summary>One workload set up to be trained with and without the monitor: on the same model, optimizer and data.</summary>
internal sealed class TrainingBench : IDisposable
{
    /// <summary>W of the monitor that is measured: its default.</summary>
    public const int WindowSteps = 100;

    private readonly MeasurementPlan _plan;
    private readonly string _device;
    private readonly Workload _workload;
    private readonly Fault? _fault;
    private readonly Func<torch.Device, ICudaDriver?> _driverOf;
    private readonly List<Trainer<Batch>> _trainers = [];
    private WorkloadTask _task;
    private LoggerFailedEventArgs? _loggerFailed;

    /// <param name="plan">How to measure.</param>
    /// <param name="workload">The workload's name, or the label of one of the plan's sizes.</param>
    /// <param name="device">The model's device.</param>
    /// <param name="driverOf">What drives a device; the CUDA driver if <see langword="null"/>.</param>
    public TrainingBench(MeasurementPlan plan, string workload, string device, Func<torch.Device, ICudaDriver?>? driverOf = null)
    {
        (_plan, _device) = (plan, device);
        Libtorch.UseInherited();
        torch.set_num_threads(plan.Threads);
        _fault = plan.Fault is null ? null : Fault.Parse(plan.Fault);
        WorkloadSize? size = plan.SizeOf(workload);
        _workload = WorkloadCatalog.Create(
            size?.Name ?? workload,
            new WorkloadOptions
            {
                Seed = plan.Seed,
                DataPath = plan.DataPath,
                Device = torch.device(device),
                BatchSize = size?.BatchSize,
                Width = size?.ShapeInForce.Width,
                Depth = size?.ShapeInForce.Depth,
                Dtype = size?.ShapeInForce.Dtype.ToTorch(),
            }
        );
        _task = _workload.CreateTask();
        _driverOf = driverOf ?? CudaDriver.Of;
        Stream = _driverOf(torch.device(device)) is { } driver ? new CudaStream(driver) : null;
    }

    /// <summary>The device's stream, for times that are not the monitor's; <see langword="null"/> on the CPU.</summary>
    public CudaStream? Stream { get; }

    /// <summary>The model's device.</summary>
    public torch.Device Device => torch.device(_device);

    /// <summary>Micro-batch size.</summary>
    public int BatchSize => _workload.BatchSize;

    /// <summary>Whether the workload counts items.</summary>
    public bool HasItems => _workload.HasItems;

    /// <summary>What is trained.</summary>
    public WorkloadTask Task => _task;

    /// <summary>Resets the model to its initial state, bit for bit.</summary>
    public void StartOver()
    {
        _task.Dispose();
        _task = _workload.CreateTask();
    }

    /// <summary>The workload's data, epoch by epoch.</summary>
    public IEnumerable<Batch> CreateTrainingData() => _workload.CreateTrainingData();

    /// <summary>The workload's data, endlessly.</summary>
    public EndlessData Data() => new(_workload.CreateTrainingData());

    /// <summary>The same, with cycles that count for unequal numbers of samples; see <see cref="EndlessData.CountOf"/>.</summary>
    /// <param name="accumulate">Micro-batches in each.</param>
    /// <param name="timed">Whether to keep the time of each request.</param>
    public EndlessData UnequalData(int accumulate, bool timed) =>
        new(_workload.CreateTrainingData(), timed: timed, unequalCycles: accumulate);

    /// <summary>
    /// The same for the other of two trainings that take turns. If both were at the same micro-batch, the second would find it in the
    /// cache: that was 1 % of a step of mlp, five times the effect to be measured.
    /// </summary>
    public EndlessData DataApart() => new(_workload.CreateTrainingData(), skip: _workload.BatchesApart);

    /// <summary>Training without a callback or a logger.</summary>
    public FitRun<Batch> Control(int accumulate, IEnumerable<Batch>? data = null, params Callback<Batch>[] others) =>
        Begin(accumulate, LogInterval.Steps(1), others, [], data);

    /// <summary>Training with the monitor and a logger that does nothing.</summary>
    public FitRun<Batch> Monitored(
        int accumulate,
        LogInterval logEvery,
        ThroughputMonitor<Batch> monitor,
        IEnumerable<Batch>? data = null,
        params Callback<Batch>[] others
    ) => Begin(accumulate, logEvery, [.. Around(monitor, accumulate, logEvery.Every), .. others], [new NullLogger()], data);

    /// <summary>The same between two callbacks, whose hooks are called right before and right after the monitor's.</summary>
    public FitRun<Batch> MonitoredBetween(
        Callback<Batch> before,
        Callback<Batch> after,
        int accumulate,
        LogInterval logEvery,
        ThroughputMonitor<Batch> monitor,
        IEnumerable<Batch>? data = null
    ) => Begin(accumulate, logEvery, [before, .. Around(monitor, accumulate, logEvery.Every), after], [new NullLogger()], data);

    /// <summary>The same between two probes, which time the monitor's hooks and those of a fault beside it.</summary>
    public FitRun<Batch> MonitoredBetween(
        SectionTimes times,
        int accumulate,
        LogInterval logEvery,
        ThroughputMonitor<Batch> monitor,
        IEnumerable<Batch>? data = null
    ) => Begin(accumulate, logEvery, HookProbes.Around(times, Around(monitor, accumulate, logEvery.Every)), [new NullLogger()], data);

    /// <summary>The smallest model on the same device, without a fault: for code that has to run often and soon.</summary>
    public TrainingBench Tiny() =>
        new(
            _plan with
            {
                Sizes = [new WorkloadSize(WorkloadCatalog.Names[0], 1, new WorkloadShape(1, 1, WorkloadDtype.Float32))],
                Fault = null,
            },
            WorkloadCatalog.Names[0],
            _device,
            _driverOf
        );

    /// <summary>The same, with a time ledger.</summary>
    public FitRun<Batch> MonitoredWithLedger(int accumulate, LogInterval logEvery, ThroughputMonitor<Batch> monitor) =>
        Begin(accumulate, logEvery, Around(monitor, accumulate, logEvery.Every), [new NullLogger()], data: null, keepLedger: true);

    /// <summary>Training with all features of the monitor.</summary>
    /// <param name="accumulate">Micro-batches per optimizer step.</param>
    /// <param name="logEvery">How often the monitor logs.</param>
    /// <param name="known">Which figures on the use of time are measured and logged.</param>
    /// <param name="logger">The logger for its records.</param>
    /// <param name="data">The training data.</param>
    public FitRun<Batch> MonitoredInFull(
        int accumulate,
        LogInterval logEvery,
        TimeKnown known,
        IMetricLogger logger,
        IEnumerable<Batch>? data = null
    )
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Batch example = _workload.CreateTrainingData().First();
        var monitor = new ThroughputMonitor<Batch>(
            new ThroughputMonitorOptions<Batch>
            {
                WindowSteps = WindowSteps,
                SamplesOf = static batch => batch.Samples,
                ItemsOf = static batch => batch.Items,
                FlopsPerBatch = FlopCounter.Count(_task.Module, () => _task.TrainingStep(example)).Total,
                Peak = PeakFlops.GivenByUser(
                    1e12,
                    _workload.Shape.Dtype == torch.ScalarType.BFloat16 ? FlopDtype.BFloat16 : FlopDtype.Float32
                ),
                World = new World(2),
                StepTimes = true,
                DataWait = known == TimeKnown.DataWait,
            }
        );
        return Begin(accumulate, logEvery, [monitor], [logger], data, keepLedger: known == TimeKnown.Ledger);
    }

    /// <summary>Refuses a measurement in which a logger failed: the rest of it measured something else.</summary>
    /// <exception cref="InvalidOperationException">A logger failed.</exception>
    public void RequireLoggersHealthy()
    {
        if (_loggerFailed is { } failed)
        {
            throw new InvalidOperationException(
                $"{failed.Logger.GetType().Name} failed while it was measured: {failed.Exception.Message}",
                failed.Exception
            );
        }
    }

    /// <summary>
    /// The monitor as the suite measures it: the default window, samples counted, and items if the workload counts them.
    /// </summary>
    /// <param name="timing">How it times work on a CUDA device; <see langword="null"/> for its default.</param>
    /// <param name="windowSteps">W.</param>
    public ThroughputMonitor<Batch> Monitor(DeviceTiming? timing, int windowSteps = WindowSteps) =>
        Monitor(
            new ThroughputMonitorOptions<Batch>
            {
                WindowSteps = windowSteps,
                SamplesOf = static batch => batch.Samples,
                ItemsOf = _workload.HasItems ? static batch => batch.Items : null,
                DeviceTiming = timing ?? default,
            },
            TimeProvider.System,
            _driverOf
        );

    /// <summary>Any monitor, with the fault that was put into this side.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="driverOf">What drives a device.</param>
    public ThroughputMonitor<Batch> Monitor(
        ThroughputMonitorOptions<Batch> options,
        TimeProvider clock,
        Func<torch.Device, ICudaDriver?> driverOf
    ) =>
        new(_fault?.Options(options) ?? options, _fault?.Clock(clock) ?? clock, device =>
            driverOf(device) is { } driver ? _fault?.Driver(driver) ?? driver : null
        );

    /// <summary>A monitor's callback: itself, or its faulty replacement if a fault was put into this side.</summary>
    public IEnumerable<Callback<Batch>> Around(ThroughputMonitor<Batch> monitor, int accumulate, int logEvery) =>
        _fault?.Around(monitor, accumulate, logEvery) ?? [monitor];

    /// <summary>A loop written by hand, with only what training needs.</summary>
    public TrainingSide HandWritten(int accumulate, IEnumerable<Batch> batches, bool freesGradients)
    {
        var loop = new HandWrittenLoop(_task, batches, accumulate, freesGradients);
        return new TrainingSide(loop.Advance, loop.Dispose);
    }

    public void Dispose()
    {
        foreach (Trainer<Batch> trainer in _trainers)
            trainer.Dispose();
        _task.Dispose();
        _workload.Dispose();
    }

    private FitRun<Batch> Begin(
        int accumulate,
        LogInterval logEvery,
        IEnumerable<Callback<Batch>> callbacks,
        IEnumerable<IMetricLogger> loggers,
        IEnumerable<Batch>? data,
        bool keepLedger = false
    )
    {
        var options = new TrainerOptions
        {
            Accumulate = accumulate,
            LogEvery = logEvery,
            MaxEpochs = int.MaxValue,
            KeepLedger = keepLedger,
        };
        var trainer = new Trainer<Batch>(options, callbacks, loggers);
        _trainers.Add(trainer);
        trainer.LoggerFailed += (_, failed) => _loggerFailed ??= failed;
        return trainer.Begin(_task, data ?? Data());
    }
}
