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

    [Paired(InProcess = true)]
    public class WithLaterBaseline
    {
        [Benchmark(Baseline = true)]
        public IEnumerable<int> Old() => Enumerable.Range(0, 10).Select(number => number + GetHashCode());

        [Benchmark]
        public int[] New() => [.. Old()];
    }

    [Paired(InProcess = true)]
    public class WithLazyBaseline : WithLater<Lazy<int>>;

    [Paired(InProcess = true)]
    public class WithQueryBaseline : WithLater<IQueryable<int>>;

    [Paired(InProcess = true)]
    public class WithSortedBaseline : WithLater<Task<IOrderedEnumerable<int>>>;

    [Paired(InProcess = true)]
    public class WithLater : WithBaseline
    {
        [Benchmark]
        public IEnumerable<int> New() => Enumerable.Range(0, GetHashCode());
    }

    [Paired(InProcess = true)]
    [ThreadingDiagnoser]
    public class WithThreads : WithTwo;

    [Paired(InProcess = true)]
    [ExceptionDiagnoser]
    public class WithExceptions : WithTwo;

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

    public abstract class WithLater<T>
        where T : class
    {
        [Benchmark(Baseline = true)]
        public T? Old() => this as T;

        [Benchmark]
        public object New() => this;
    }

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
