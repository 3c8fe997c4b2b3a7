using TorchSharp;
using TorchSharp.Modules;

namespace ThroughputBench.Training;

/// <summary>
/// The parameters that a task's optimizer steps: those of all its groups, each once. Only their gradients are corrected and clipped. The
/// module may have others, such as a backbone that no optimizer steps; their gradients are cleared with the rest, so that they do not grow,
/// and otherwise left alone.
/// </summary>
internal sealed class SteppedParameters(torch.nn.Module module, torch.optim.Optimizer optimizer)
{
    // An optimizer of the user's may clear in its own way.
    private readonly bool _clearsInItsOwnWay =
        optimizer.GetType().GetMethod(nameof(torch.optim.Optimizer.zero_grad), [])?.DeclaringType?.Assembly
        != typeof(torch.optim.Optimizer).Assembly;

    private Parameter[] _others = [];

    /// <summary>
    /// Looks for the module's other parameters; done at each epoch's beginning, because looking takes longer than clearing.
    /// </summary>
    /// <exception cref="NotSupportedException">The optimizer does not say which parameters it steps.</exception>
    public void FindOthers()
    {
        HashSet<nint> stepped;
        try
        {
            stepped = [.. optimizer.parameters().Select(parameter => parameter.Handle)];
        }
        catch (ArgumentNullException unknown)
        {
            throw new NotSupportedException(
                $"{optimizer.GetType().Name} does not say which parameters it steps: override its parameters().",
                unknown
            );
        }
        _others = [.. module.parameters().Where(parameter => parameter.requires_grad && !stepped.Contains(parameter.Handle))];
    }

    /// <summary>
    /// Clears all gradients: frees them, as PyTorch does by default. TorchSharp's <c>zero_grad</c> fills them with zeros, to which the
    /// backward pass then adds; in mlp, a tenth of a step. A parameter that a cycle does not use has no gradient then, and is not stepped.
    /// </summary>
    public void ClearGradients()
    {
        if (_clearsInItsOwnWay)
            optimizer.zero_grad();
        else
            Free(optimizer.parameters());
        Free(_others);
    }

    /// <summary>Multiplies the gradients by a factor.</summary>
    public void Scale(double factor)
    {
        using Scalar scalar = factor.ToScalar();
        using (torch.no_grad())
        {
            foreach (Parameter parameter in Distinct())
            {
                using torch.Tensor? gradient = parameter.grad;
                gradient?.mul_(scalar);
            }
        }
    }

    /// <summary>Shortens all gradients together to a 2-norm, if it is larger.</summary>
    public void ClipNorm(double largest) => torch.nn.utils.clip_grad_norm_(Distinct(), largest);

    /// <summary>Cuts each element of the gradients on its own.</summary>
    public void ClipValue(double largest) => torch.nn.utils.clip_grad_value_(Distinct(), largest);

    private static void Free(IEnumerable<Parameter> parameters)
    {
        foreach (Parameter parameter in parameters)
            parameter.grad = null;
    }

    // A parameter may be in two groups, or twice in one.
    private IEnumerable<Parameter> Distinct() => optimizer.parameters().DistinctBy(parameter => parameter.Handle);
}
