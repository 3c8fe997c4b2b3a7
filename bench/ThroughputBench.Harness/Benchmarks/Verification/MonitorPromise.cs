using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>
/// A monitor's configuration, stated by the harness: this reveals a monitor whose defaults or options have changed.
/// </summary>
/// <param name="WindowSteps">W.</param>
/// <param name="WarmupSteps">Steps at the start of training that no rate includes.</param>
/// <param name="Options">The rest.</param>
internal sealed record MonitorPromise(int WindowSteps, int WarmupSteps, ThroughputMonitorOptions<Batch> Options);
