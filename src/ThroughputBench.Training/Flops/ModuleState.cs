using TorchSharp;
using TorchSharp.Modules;
using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training.Flops;

/// <summary>What a forward pass can change in a module and around it, put back when disposed.</summary>
internal sealed class ModuleState : IDisposable
{
    private readonly torch.Tensor _random = torch.get_rng_state().DetachFromDisposeScope();
    private readonly (torch.Tensor Live, torch.Tensor Copy)[] _tensors;

    public ModuleState(Module module)
    {
        using IDisposable noGradients = torch.no_grad();
        // An embedding with max_norm rescales its weights as it reads them; no other module writes its parameters.
        IEnumerable<torch.Tensor> embeddings = module
            .modules()
            .Prepend(module)
            .Where(one => one is Embedding or EmbeddingBag)
            .SelectMany(one => one.parameters());
        _tensors = [.. module.buffers().Concat(embeddings).Select(tensor => (tensor, tensor.clone().DetachFromDisposeScope()))];
    }

    public void Dispose()
    {
        torch.set_rng_state(_random);
        _random.Dispose();
        using IDisposable noGradients = torch.no_grad();
        foreach ((torch.Tensor live, torch.Tensor copy) in _tensors)
        {
            // Even writing the same values would make autograd believe that a tensor saved for a pending backward pass has changed.
            if (!live.IsInvalid && !live.Equals(copy))
                live.copy_(copy);
            copy.Dispose();
        }
    }
}
