using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThroughputBench.Devices;

/// <summary>
/// A training so small that its numbers were worked out by hand, in double precision and without libtorch: what shows that a libtorch of
/// any release does under TorchSharp what it should. It takes some milliseconds on a CPU.
/// </summary>
internal static class SmallTraining
{
    private const int Steps = 3;
    private const double Tolerance = 1e-4;

    // Four samples of three features in three classes; two layers with a ReLU between them.
    private static readonly float[,] Inputs =
    {
        { 1, 2, -1 },
        { 0.5f, -1, 2 },
        { -2, 1, 0.5f },
        { 1.5f, 0.25f, -0.5f },
    };
    private static readonly long[] Classes = [0, 2, 1, 0];
    private static readonly float[,] First =
    {
        { 0.5f, -0.25f, 1, 0.75f },
        { -0.5f, 1, 0.25f, -1 },
        { 0.25f, 0.5f, -0.75f, 1 },
    };
    private static readonly float[,] Second =
    {
        { 1, -0.5f, 0.25f },
        { -0.25f, 0.5f, 1 },
        { 0.5f, -1, 0.75f },
        { -0.75f, 0.25f, 0.5f },
    };

    // The loss before each step and after the last (cross-entropy; SGD with a rate of 0.25 and a momentum of 0.5), the sum of all weights'
    // absolute values after it, and the sum of the squares of Inputs × First, of which bfloat16 holds every element exactly.
    private static readonly (string What, double Value)[] Known =
    [
        ("the loss before the first step", 1.1927261121155959),
        ("the loss after one step", 0.6861986764597929),
        ("the loss after two steps", 0.3638538259330453),
        ("the loss after three steps", 0.2360078971886013),
        ("the sum of the weights", 14.79074969443215),
        ("a product in bfloat16", 44.53515625),
    ];

    /// <summary>Trains, and says what came out wrong.</summary>
    /// <param name="device">Where.</param>
    /// <returns>One sentence; <see langword="null"/> if every number is right.</returns>
    public static string? WhatIsWrong(Device device)
    {
        try
        {
            return WhatIsWrong(Train(device));
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            return $"it failed: {failed.Message.Split('\n', 2)[0].Trim()}";
        }
    }

    /// <summary>Says what is wrong about the numbers of a training.</summary>
    /// <param name="numbers">In the order in which the training makes them.</param>
    /// <returns>One sentence; <see langword="null"/> if every number is right.</returns>
    internal static string? WhatIsWrong(IReadOnlyList<double> numbers)
    {
        foreach (((string what, double value), double found) in Known.Zip(numbers))
        {
            if (!(Math.Abs(found - value) <= Tolerance * value))
                return string.Create(CultureInfo.InvariantCulture, $"{what} is {found:G6} instead of {value:G6}");
        }
        return null;
    }

    internal static double[] Train(Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor inputs = tensor(Inputs, device: device),
            classes = tensor(Classes, device: device);
        var first = new Parameter(tensor(First, device: device));
        var second = new Parameter(tensor(Second, device: device));
        using SGD optimizer = optim.SGD([first, second], 0.25, momentum: 0.5);
        List<double> numbers = [];
        for (int step = 0; step <= Steps; step++)
        {
            Tensor loss = nn.functional.cross_entropy(nn.functional.relu(inputs.mm(first)).mm(second), classes);
            numbers.Add(Number(loss));
            if (step == Steps)
                break;
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
        numbers.Add(Number(first.abs().sum() + second.abs().sum()));
        numbers.Add(Number(inputs.to(bfloat16).mm(tensor(First, device: device).to(bfloat16)).to(float32).square().sum()));
        return [.. numbers];
    }

    private static double Number(Tensor tensor) => tensor.to(float64).cpu().item<double>();
}
