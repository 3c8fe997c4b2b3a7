using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training;

/// <summary>Which of a module and its submodules are in training mode, put back when disposed: a frozen norm, for example, stays in evaluation mode.</summary>
internal sealed class ModuleModes(Module module) : IDisposable
{
    // A module comes before its submodules, whose mode is set with its own.
    private readonly (Module Module, bool Training)[] _modes = [.. module.modules().Prepend(module).Select(one => (one, one.training))];

    public void Dispose()
    {
        foreach ((Module one, bool training) in _modes)
        {
            if (one.training != training)
                one.train(training);
        }
    }
}
