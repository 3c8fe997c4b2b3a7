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
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedJob.InProcess(launches: 0));
    }

    [Fact]
    public void A_child_has_longer_to_build_than_BenchmarkDotNet_gives_it() =>
        Assert.True(PairedConfig.Create(PairedJob.OutOfProcess()).BuildTimeout > TimeSpan.FromMinutes(2));
}
