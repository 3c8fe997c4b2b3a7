using BenchmarkDotNet.Attributes;

namespace ThroughputBench.Comparing.Tests;

/// <summary>Classes whose methods cannot be paired, each for one reason.</summary>
public static class Refused
{
    [Paired(InProcess = true)]
    public class WithoutBaseline
    {
        [Benchmark]
        public object New() => this;
    }

    [Paired(InProcess = true)]
    public class WithArguments : WithBaseline
    {
        [Benchmark]
        [Arguments(1)]
        public int New(int one) => one + GetHashCode();
    }

    [Paired(InProcess = true)]
    public class WithManyResults : WithBaseline
    {
        [Benchmark]
        public IAsyncEnumerable<int> New() => AsyncEnumerable.Repeat(GetHashCode(), 1);
    }

    [Paired(InProcess = true)]
    public class WithIterationSetup : WithTwo
    {
        [IterationSetup]
        public void Prepare() => GetHashCode();
    }

    [Paired(InProcess = true)]
    public class WithSetupOfOne : WithTwo
    {
        [GlobalSetup(Target = nameof(New))]
        public void Prepare() => GetHashCode();
    }

    [Paired(InProcess = true)]
    public class WithUnequalOperations : WithBaseline
    {
        [Benchmark(OperationsPerInvoke = 2)]
        public object New() => this;
    }

    [Paired(InProcess = true, Launches = 0)]
    public class WithoutLaunches : WithTwo;

    [Paired(InProcess = true, Seconds = double.PositiveInfinity)]
    public class WithEndlessSeconds : WithTwo;

    [Paired(InProcess = true, Seconds = 1e-9)]
    public class WithoutTime : WithTwo;

    [Paired(InProcess = true, Precision = double.NaN)]
    public class WithoutPrecision : WithTwo;

    [Paired(InProcess = true)]
    [DryJob]
    public class WithAnotherJob : WithTwo;

    public abstract class WithTwo : WithBaseline
    {
        [Benchmark]
        public object New() => this;
    }

    public abstract class WithBaseline
    {
        [Benchmark(Baseline = true)]
        public object Old() => this;
    }
}
