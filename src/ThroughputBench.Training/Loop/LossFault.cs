using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace ThroughputBench.Training;

/// <summary>What is wrong with a loss that has no backward pass, in a sentence. libtorch says it in the words of its source code.</summary>
internal static class LossFault
{
    /// <summary>Refuses a loss that is not there.</summary>
    /// <exception cref="InvalidOperationException">It is <see langword="null"/> or disposed.</exception>
    public static void RefuseNone(torch.Tensor? loss)
    {
        if (loss is null || loss.IsInvalid)
            Refuse(loss);
    }

    /// <summary>Why a loss has no backward pass; <see langword="null"/> if the reason is not in the loss.</summary>
    public static string? Of(torch.Tensor loss)
    {
        if (loss.NumberOfElements != 1)
            return $"TrainingStep returned a loss of shape [{string.Join(", ", loss.shape)}]: return one number, such as its mean().";
        if (loss.requires_grad)
            return null;
        return "TrainingStep returned a loss that does not depend on a trained parameter: it was detached, or computed under no_grad, "
            + "or every parameter is frozen.";
    }

    [DoesNotReturn]
    private static void Refuse(torch.Tensor? loss) =>
        throw new InvalidOperationException(
            $"TrainingStep returned {(loss is null ? "null" : "a disposed tensor")}: return the loss, and leave its disposal to the trainer."
        );
}
