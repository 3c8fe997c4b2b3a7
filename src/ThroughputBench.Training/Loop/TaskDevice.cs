using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThroughputBench.Training;

/// <summary>
/// Where a task's module is. TorchSharp replaces a module's parameters when it moves it, and an optimizer that was there before has no
/// state for the new ones: so training moves nothing, and an evaluation only what is elsewhere.
/// </summary>
internal static class TaskDevice
{
    /// <summary>Refuses a module that is elsewhere.</summary>
    /// <exception cref="InvalidOperationException">A part of it is elsewhere; the message says which, and where.</exception>
    public static void Require(nn.Module module, Device? device)
    {
        if (device is not null && FirstElsewhere(module, device) is { } part)
        {
            throw new InvalidOperationException(
                $"{nameof(TrainerOptions)}.{nameof(TrainerOptions.Device)} is {device}, but the module's {part.Kind} '{part.Name}' is on "
                    + $"{part.Tensor.device}: move the module there, and then create its optimizer, because the move replaces the parameters."
            );
        }
    }

    /// <summary>The exception for an optimizer that does not know a parameter that it steps.</summary>
    public static InvalidOperationException Moved(optim.Optimizer optimizer, KeyNotFoundException cause) =>
        new(
            $"{optimizer.GetType().Name} has no state for a parameter that it steps: the module was moved after the optimizer was created. "
                + "Create the optimizer after the move.",
            cause
        );

    /// <summary>Moves a module that is elsewhere.</summary>
    public static void Move(nn.Module module, Device? device)
    {
        if (device is not null && FirstElsewhere(module, device) is not null)
            _ = module.to(device);
    }

    /// <summary>Whether a place is the one that is wanted; a wanted device without an index is any of its type.</summary>
    public static bool IsOn(Device place, Device wanted) =>
        place.type == wanted.type && (wanted.index < 0 || place.index < 0 || place.index == wanted.index);

    private static (string Kind, string Name, Tensor Tensor)? FirstElsewhere(nn.Module module, Device device)
    {
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            if (!IsOn(parameter.device, device))
                return ("parameter", name, parameter);
        }
        foreach ((string name, Tensor buffer) in module.named_buffers())
        {
            if (!IsOn(buffer.device, device))
                return ("buffer", name, buffer);
        }
        return null;
    }
}
