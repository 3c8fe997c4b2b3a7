using ThroughputBench.Training;
using ThroughputBench.Workloads;

namespace ThroughputBench.Benchmarks.Verification;

/// <summary>What a monitor was asked for, in the harness's own words: a monitor whose defaults or options became others is found out.</summary>
/// <param name="WindowSteps">W.</param>
/// <param name="WarmupSteps">Steps at the start of training that no rate looks at.</param>
/// <param name="Options">The rest.</param>
internal sealed record MonitorPromise(int WindowSteps, int WarmupSteps, ThroughputMonitorOptions<Batch> Options);
