using ThroughputBench.Training.Tests.Monitor;

namespace ThroughputBench.Training.Tests.Cuda;

/// <summary>
/// A real training whose work is said to be done by a simulated device: the host's share and the device's of each piece of it.
/// </summary>
internal sealed class DeviceTask : IDisposable
{
    public DeviceTask(double hostSeconds, double forwardSeconds, double stepSeconds = 0, double evaluationSeconds = 0)
    {
        Cuda = new SimulatedCuda(Clock);
        Task = new ClockedTask
        {
            Forward = () => Work(forwardSeconds),
            OptimizerStep = () => Work(stepSeconds),
            Evaluation = () => Work(evaluationSeconds),
        };

        void Work(double deviceSeconds)
        {
            Clock.Pass(hostSeconds);
            Cuda.Launch((long)Math.Round(deviceSeconds * Clock.TimestampFrequency));
        }
    }

    public Clock Clock { get; } = new();

    public SimulatedCuda Cuda { get; }

    public ClockedTask Task { get; }

    public void Dispose() => Task.Dispose();
}
