using ThroughputBench.Devices;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Tests.Devices;

public sealed class SmallTrainingTests
{
    [Fact]
    public void This_libtorch_gives_the_numbers_that_were_worked_out_by_hand() => Assert.Null(SmallTraining.WhatIsWrong(torch.CPU));

    [Theory]
    [InlineData(0, "the loss before the first step")] // the forward pass
    [InlineData(1, "the loss after one step")] // the backward pass, or the optimizer
    [InlineData(3, "the loss after three steps")]
    [InlineData(4, "the sum of the weights")] // a reduction
    [InlineData(5, "a product in bfloat16")]
    public void A_libtorch_with_one_wrong_number_is_found_out_and_the_number_is_named(int number, string what)
    {
        foreach (double factor in (double[])[1.001, 0.999, 0, double.NaN, double.PositiveInfinity])
        {
            double[] numbers = SmallTraining.Train(torch.CPU);
            numbers[number] *= factor;

            Assert.StartsWith(what, SmallTraining.WhatIsWrong(numbers), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(
        "/x/lib/libtorch_cpu.so: undefined symbol: _ZN3c10a, version V1",
        "the symbol _ZN3c10a is missing, which libtorch_cpu.so needs"
    )]
    [InlineData(
        "/x/libLibTorchSharp.so: undefined symbol: _ZNK2at6Tensor3fooEv",
        "the symbol _ZNK2at6Tensor3fooEv is missing, which libLibTorchSharp.so needs"
    )]
    [InlineData("/x/libc10.so: file too short", "/x/libc10.so: file too short")]
    public void What_the_loader_says_is_put_in_one_line(string said, string words) => Assert.Equal(words, BoundLibrary.Words(said));
}
