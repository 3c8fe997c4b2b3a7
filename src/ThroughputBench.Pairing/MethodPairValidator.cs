using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;

namespace ThroughputBench.Pairing;

/// <summary>Says before anything is built which methods cannot be paired, and why.</summary>
internal sealed class MethodPairValidator : IValidator
{
    public bool TreatsWarningsAsErrors => true;

    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters)
    {
        ArgumentNullException.ThrowIfNull(validationParameters);
        return
        [
            .. from benchmark in validationParameters.Benchmarks
            where !typeof(IPaired).IsAssignableFrom(benchmark.Descriptor.Type)
            let reason = WhyNot(benchmark)
            where reason is not null
            select new ValidationError(isCritical: true, reason, benchmark),
        ];
    }

    private static string? WhyNot(BenchmarkCase benchmark) =>
        benchmark.Job.Infrastructure.EngineFactory is not PairedEngineFactory
            ? $"{benchmark.Descriptor.Type.Name} is measured in pairs, and its job {benchmark.Job.ResolvedId} is not: leave out that job."
            : benchmark.Config.GetDiagnosers().FirstOrDefault(one => one is ThreadingDiagnoser or ExceptionDiagnoser) is { } diagnoser
                ? $"{benchmark.Descriptor.Type.Name} is measured in pairs, in which {diagnoser.GetType().Name} counts nothing: "
                    + "leave it out."
            : MethodPair.WhyNot(benchmark.Descriptor.Type, benchmark.Descriptor.WorkloadMethod);
}
