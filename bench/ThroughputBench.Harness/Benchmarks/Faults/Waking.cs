using ThroughputBench.Training;
using ThroughputBench.Workloads;
using TorchSharp;

namespace ThroughputBench.Benchmarks.Faults;

/// <summary>
/// Wakes a thread at each micro-batch, as a logger that writes at once would. The hook itself takes a microsecond or two; the thread
/// touches memory beside the training.
/// </summary>
/// <param name="kibibytes">How much memory the thread touches each time.</param>
internal sealed class Waking(int kibibytes) : Callback<Batch>
{
    private readonly SemaphoreSlim _work = new(0);
    private readonly Touching _memory = new(kibibytes);
    private bool _isStarted;

    public override void OnTrainBatchEnd(TrainerState state, Batch batch, torch.Tensor loss)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            new Thread(Work) { IsBackground = true }.Start();
        }
        _work.Release();
    }

    private void Work()
    {
        while (true)
        {
            _work.Wait();
            _memory.Touch();
        }
    }
}
