using BenchmarkDotNet.Characteristics;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using BenchmarkDotNet.Validators;

namespace ThroughputBench.Pairing;

/// <summary>How BenchmarkDotNet reaches <see cref="PairedLaunchers"/>: there is nothing to build, and a launch is a request.</summary>
/// <param name="pool">The processes.</param>
/// <param name="before">The process before that of the first launch, from 1; 0 if that is the first process.</param>
/// <param name="all">How many processes there are, with those that measure other jobs' launches.</param>
internal sealed class LauncherToolchain(LauncherPool pool, int before, int all) : IToolchain, IGenerator, IBuilder, IExecutor
{
    public string Name => "Launchers";

    public IGenerator Generator => this;

    public IBuilder Builder => this;

    public IExecutor Executor => this;

    public bool IsInProcess => false;

    public IEnumerable<ValidationError> Validate(BenchmarkCase benchmarkCase, IResolver resolver) => [];

    public GenerateResult GenerateProject(BuildPartition buildPartition, ILogger logger, string rootArtifactsFolderPath) =>
        GenerateResult.Success(ArtifactsPaths.Empty, []);

    public BuildResult Build(GenerateResult generateResult, BuildPartition buildPartition, ILogger logger) =>
        BuildResult.Success(generateResult);

    public ExecuteResult Execute(ExecuteParameters executeParameters) =>
        pool.Execute(executeParameters, before + executeParameters.LaunchIndex, all);
}
