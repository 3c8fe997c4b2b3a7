using System.Runtime.CompilerServices;
using ThroughputBench.Devices;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Devices;

public sealed class DeviceNamesTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    public void A_device_that_is_there_is_accepted(string name) => new DeviceNames(new System()).Require(name);

    [Theory]
    [InlineData("tpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:x")]
    [InlineData("cuda:0:0")]
    [InlineData("cuda:-1")]
    public void What_is_no_device_is_refused(string name) => Refused(new System(), name, name);

    [Fact]
    public void A_libtorch_without_CUDA_is_named() => Refused(new System { LibtorchHasCuda = false }, "cuda");

    [Fact]
    public void Without_a_GPU_or_a_driver_it_says_so() => Refused(new System { DeviceCount = 0 }, "cuda");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_index_that_does_not_exist_is_refused(int count) => Refused(new System { DeviceCount = count }, "cuda:7", $"of {count}");

    [Fact]
    public void A_GPU_without_free_memory_is_refused() => Refused(new System { Free = 300L << 20 }, "cuda:1");

    [Fact]
    public void A_device_that_gives_wrong_numbers_is_refused() =>
        Refused(new System { Wrong = "the loss after one step is 0.7 instead of 0.686199" }, "cuda");

    [Fact]
    public void A_GPU_of_unknown_memory_is_tried() => new DeviceNames(new System { Free = null }).Require("cuda");

    [Fact]
    public void What_is_found_is_trained_on()
    {
        Assert.Equal(["cpu", "cuda"], new DeviceNames(new System()).Found());
        Assert.Equal(["cpu"], new DeviceNames(new System { DeviceCount = 0 }).Found());
    }

    private static void Refused(System system, string name, string? of = null, [CallerMemberName] string test = "")
    {
        string line = Assert.Throws<InputException>(() => new DeviceNames(system).Require(name)).Message;
        Assert.StartsWith("--device", line, StringComparison.Ordinal);
        Wording.Matches(line, of, test);
        Assert.DoesNotContain('\n', line);
    }

    private sealed class System : ICudaSystem
    {
        public bool LibtorchHasCuda { get; init; } = true;

        public string Libtorch => "2.10.0+cpu from /somewhere";

        public int DeviceCount { get; init; } = 2;

        public long? Free { get; init; } = 70L << 30;

        public string? Wrong { get; init; }

        public string? WhatIsWrong(int index) => Wrong;

        public long? FreeMemoryBytes(int index) => Free;
    }
}
