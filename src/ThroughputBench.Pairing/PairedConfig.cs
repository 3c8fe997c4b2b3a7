using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;

namespace ThroughputBench.Pairing;

/// <summary>A BenchmarkDotNet configuration whose summary makes sense for pairs.</summary>
public static class PairedConfig
{
    /// <summary>
    /// Building a child project with large native assets on a busy machine takes longer than BenchmarkDotNet's two minutes.
    /// </summary>
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Makes a configuration with the job's case, its parameters and the paired columns. Mean, Error, StdDev and Ratio are left out: they
    /// would know nothing of the control. Loggers and exporters are the caller's to add.
    /// </summary>
    /// <param name="job">
    /// A job from <see cref="PairedJob"/>; <see langword="null"/> if the runner of the benchmarks adds it, as with <see cref="PairedLaunchers"/>.
    /// </param>
    /// <param name="estimate">
    /// Gives candidate / control with the ends of its confidence interval, each as a ratio (1 means equal). Called only if there are pairs.
    /// Without it no ratio is shown.
    /// </param>
    public static ManualConfig Create(Job? job, Func<PairedResult, (double Estimate, double Lower, double Upper)>? estimate = null)
    {
        ManualConfig config = job is null ? ManualConfig.CreateEmpty() : ManualConfig.CreateEmpty().AddJob(job);
        return config
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Job, DefaultColumnProviders.Params)
            .AddColumn(PairedColumn.All(estimate))
            .AddValidator([.. DefaultConfig.Instance.GetValidators()])
            .WithBuildTimeout(BuildTimeout);
    }

    /// <summary>
    /// Makes what is added to any configuration, so that a class's <c>[Benchmark]</c> methods are paired with the one that has
    /// <c>Baseline = true</c>. Each other method is a row. Methods that cannot be paired are refused before anything is built.
    /// </summary>
    /// <param name="job">A job from <see cref="PairedJob"/>.</param>
    /// <param name="estimate">As for <see cref="Create"/>; +∞ as the upper end says that there is no interval.</param>
    public static ManualConfig CreateForMethods(Job job, Func<PairedResult, (double Estimate, double Lower, double Upper)> estimate)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(estimate);
        return ManualConfig
            .CreateEmpty()
            .AddJob(job)
            .AddColumn(PairedColumn.OfMethods(estimate))
            .HideColumns(new OnlyPairedColumns())
            .AddFilter(new SimpleFilter(benchmark => !benchmark.Descriptor.Baseline))
            .AddValidator(new MethodPairValidator());
    }
}
