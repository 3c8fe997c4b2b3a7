using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class MethodPairTests
{
    [Fact]
    public void What_cannot_be_paired_is_refused_in_a_sentence()
    {
        Type[] refused =
        [
            typeof(WithoutBaseline),
            typeof(WithArguments),
            typeof(WithUnheldResult),
            typeof(WithLaterBaseline),
            typeof(WithUnequalOperations),
            typeof(WithIterationSetup),
            typeof(WithIterationCleanup),
            typeof(WithSetupOfOne),
            typeof(WithCleanupOfOne),
            typeof(WithImpossiblePlan),
        ];

        Wording.Matches(string.Join('\n', refused.Select(type => MethodPair.WhyNot(type, type.GetMethod("New")!))));
    }

    [Theory]
    [InlineData(typeof(Two))]
    [InlineData(typeof(WithSetupOfAll))]
    public void Two_methods_that_share_what_they_need_are_a_pair(Type type)
    {
        Assert.Null(MethodPair.WhyNot(type, type.GetMethod("New")!));
        Assert.Equal("Old", MethodPair.BaselineOf(type)!.Name);
    }

    [Fact]
    public void The_validator_lets_through_what_can_be_paired_and_classes_that_pair_themselves()
    {
        Assert.Empty(Errors(typeof(Two), PairedJob.InProcess()));
        Assert.Empty(Errors(typeof(Slow), Job.Dry));
    }

    [Fact]
    public void The_validator_says_which_job_or_diagnoser_is_in_the_way_or_why_methods_are_no_pair()
    {
        ValidationError[] errors =
        [
            .. Errors(typeof(Two), Job.Dry),
            .. Errors(typeof(Two), PairedJob.InProcess(), ThreadingDiagnoser.Default),
            .. Errors(typeof(Two), PairedJob.InProcess(), ExceptionDiagnoser.Default),
            .. Errors(typeof(WithUnequalOperations), PairedJob.InProcess(), MemoryDiagnoser.Default),
        ];

        Assert.All(errors, error => Assert.True(error.IsCritical));
        Assert.True(new MethodPairValidator().TreatsWarningsAsErrors);
        Wording.Matches(string.Join('\n', errors.Select(error => error.Message)));
    }

    [Fact]
    public void A_configuration_for_methods_has_no_case_for_the_baseline()
    {
        ManualConfig config = PairedConfig.CreateForMethods(PairedJob.InProcess(), _ => (1, 1, 1));

        BenchmarkCase[] cases = BenchmarkConverter.TypeToBenchmarks(typeof(Two), config).BenchmarksCases;

        Assert.Equal("New", Assert.Single(cases).Descriptor.WorkloadMethod.Name);
        Assert.Throws<ArgumentNullException>(() => PairedConfig.CreateForMethods(null!, _ => (1, 1, 1)));
        Assert.Throws<ArgumentNullException>(() => PairedConfig.CreateForMethods(PairedJob.InProcess(), null!));
        Assert.Empty(PairedConfig.Create(null).GetJobs());
    }

    [Fact]
    public void What_a_class_inherits_counts_as_its_own()
    {
        Type heir = typeof(Heir);

        Assert.Equal("Old", MethodPair.BaselineOf(heir)!.Name);
        Wording.Matches(MethodPair.WhyNot(heir, heir.GetMethod("New")!));
    }

    private static ValidationError[] Errors(Type type, Job job, params IDiagnoser[] diagnosers)
    {
        IConfig config = ManualConfig
            .CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(diagnosers);
        var info = BenchmarkConverter.TypeToBenchmarks(type, config);
        BenchmarkCase[] candidates = [.. info.BenchmarksCases.Where(one => !one.Descriptor.Baseline)];
        return [.. new MethodPairValidator().Validate(new ValidationParameters(candidates, info.Config))];
    }

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class ImpossibleAttribute : Attribute, IPairedPlanSource
    {
        public PairedPlan Plan => throw new ArgumentException("Seconds must be above 0. (Parameter 'seconds')");
    }

    public abstract class Ancestor
    {
        [Benchmark(Baseline = true)]
        public abstract object Old();

        [Benchmark]
        public virtual object New() => this;

        [IterationSetup]
        public abstract void Prepare();
    }

    public class Heir : Ancestor
    {
        public override object Old() => this;

        public override void Prepare() => GetHashCode();
    }

    public class Two
    {
        [Benchmark(Baseline = true)]
        public object Old() => this;

        [Benchmark]
        public object New() => this;
    }

    public abstract class WithBaseline
    {
        [Benchmark(Baseline = true)]
        public object Old() => this;
    }

    public class WithoutBaseline
    {
        [Benchmark]
        public object New() => this;
    }

    public class WithArguments : WithBaseline
    {
        [Benchmark]
        [Arguments(1)]
        public int New(int one) => one + GetHashCode();
    }

    public class WithUnheldResult : WithBaseline
    {
        [Benchmark]
        public IAsyncEnumerable<int> New() => AsyncEnumerable.Repeat(GetHashCode(), 1);
    }

    public class WithLaterBaseline
    {
        [Benchmark(Baseline = true)]
        public Lazy<int> Old() => new(GetHashCode);

        [Benchmark]
        public object New() => this;
    }

    public class WithUnequalOperations : WithBaseline
    {
        [Benchmark(OperationsPerInvoke = 2)]
        public object New() => this;
    }

    public class WithIterationSetup : Two
    {
        [IterationSetup]
        public void Prepare() => GetHashCode();
    }

    public class WithIterationCleanup : Two
    {
        [IterationCleanup]
        public void ClearAway() => GetHashCode();
    }

    public class WithSetupOfOne : Two
    {
        [GlobalSetup(Target = nameof(New))]
        public void Prepare() => GetHashCode();
    }

    public class WithCleanupOfOne : Two
    {
        [GlobalCleanup(Target = nameof(New))]
        public void ClearAway() => GetHashCode();
    }

    public class WithSetupOfAll : Two
    {
        [GlobalSetup]
        public void Prepare() => GetHashCode();

        [GlobalCleanup]
        public void ClearAway() => GetHashCode();
    }

    [Impossible]
    public class WithImpossiblePlan : Two;
}
