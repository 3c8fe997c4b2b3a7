using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using ThroughputBench.Devices;
using ThroughputBench.Monitoring;
using ThroughputBench.Training;
using ThroughputBench.Training.Logging;
using TorchSharp;

namespace ThroughputBench.Benchmarks.HotPath;

/// <summary>One call of the monitor's <c>OnTrainBatchEnd</c>, between logs and at a log, against a bare timestamp.</summary>
[MemoryDiagnoser]
public class MonitorBenchmarks
{
    private readonly torch.Tensor _batch = Zeros();
    private readonly MetricLog _log = new([new NullLogger()], (_, _) => { }, TimeProvider.System);
    private readonly ThroughputMonitor<torch.Tensor> _given = new(new() { SamplesOf = _ => 32, ItemsOf = _ => 2048 });
    private readonly ThroughputMonitor<torch.Tensor> _counting = new();
    private readonly ThroughputMonitor<torch.Tensor> _givenAtLog = new(new() { SamplesOf = _ => 32, ItemsOf = _ => 2048 });
    private TrainerState _quiet = null!;
    private TrainerState _logging = null!;

    /// <summary>Starts the monitors.</summary>
    [GlobalSetup]
    public void Start()
    {
        Begin(LogInterval.Steps(int.MaxValue), _counting);
        _quiet = Begin(LogInterval.Steps(int.MaxValue), _given);
        _logging = Begin(LogInterval.Steps(1), _givenAtLog);
    }

    /// <summary>Ends the logging thread.</summary>
    [GlobalCleanup]
    public void Stop() => _log.Dispose();

    /// <summary>The cost of the cheapest possible monitor.</summary>
    [Benchmark(Baseline = true)]
    public long Timestamp() => Stopwatch.GetTimestamp();

    /// <summary>A micro-batch between logs; a user's function counts its samples.</summary>
    [Benchmark]
    public void BetweenLogs() => _given.OnTrainBatchEnd(_quiet, _batch, _batch);

    /// <summary>A micro-batch between logs; samples are read from the tensor's shape.</summary>
    [Benchmark]
    public void BetweenLogsCountingTensor() => _counting.OnTrainBatchEnd(_quiet, _batch, _batch);

    /// <summary>A micro-batch that is logged.</summary>
    [Benchmark]
    public void AtLog()
    {
        _logging.Steps++;
        _givenAtLog.OnTrainBatchEnd(_logging, _batch, _batch);
    }

    private static torch.Tensor Zeros()
    {
        Libtorch.UseInherited();
        return torch.zeros(32, 64);
    }

    private TrainerState Begin(LogInterval interval, ThroughputMonitor<torch.Tensor> monitor)
    {
        var state = new TrainerState(new TrainerOptions { LogEvery = interval }, _log) { EndsCycle = true };
        monitor.OnFitStart(state);
        monitor.OnTrainStart(state);
        return state;
    }
}
