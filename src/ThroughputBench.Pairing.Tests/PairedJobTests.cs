using BenchmarkDotNet.Jobs;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class PairedJobTests
{
    [Fact]
    public void A_job_has_one_launch_by_default()
    {
        Assert.Equal(1, PairedJob.OutOfProcess().Run.LaunchCount);
        Assert.Equal(3, PairedJob.OutOfProcess(launches: 3).Run.LaunchCount);
        Assert.Equal(1, PairedJob.InProcess().Run.LaunchCount);
    }

    [Fact]
    public void A_job_without_launches_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedJob.OutOfProcess(launches: 0));
        Wording.Matches(Assert.Throws<ArgumentOutOfRangeException>(() => PairedJob.InProcess(launches: 0)).Message);
    }

    [Fact]
    public void Jobs_are_named_apart_and_environment_variables_are_for_the_children()
    {
        Job alone = PairedJob.OutOfProcess(environment: new Dictionary<string, string>()),
            told = PairedJob.OutOfProcess(environment: new Dictionary<string, string> { ["ONE"] = "1" });

        Assert.Equal(["Paired", "PairedInProcess"], [PairedJob.OutOfProcess().Id, PairedJob.InProcess().Id]);
        Assert.False(alone.HasValue(EnvironmentMode.EnvironmentVariablesCharacteristic));
        Assert.Equal(new EnvironmentVariable("ONE", "1"), Assert.Single(told.Environment.EnvironmentVariables));
    }

    [Fact]
    public void A_child_has_longer_to_build_than_BenchmarkDotNet_gives_it() =>
        Assert.True(PairedConfig.Create(PairedJob.OutOfProcess()).BuildTimeout > TimeSpan.FromMinutes(2));
}
