using Xunit;

namespace ThroughputBench.Monitoring.Tests.RandomTraining;

public sealed class RandomTrainingTests
{
    private const int Trainings = 10_000;

    [Fact]
    public void Whatever_the_training_every_rate_total_and_step_time_is_that_of_the_slow_reference()
    {
        var coverage = new Coverage();
        for (int seed = 0; seed < Trainings; seed++)
        {
            Exception? wrong = Record.Exception(() => new RandomTrainer(seed, coverage).Train());
            Assert.True(wrong is null, $"Seed {seed}: {wrong}");
        }

        // Chance that met too little of what can go wrong would prove nothing.
        Assert.True(coverage.Logs > 10 * Trainings, $"{coverage.Logs} logs");
        Assert.True(coverage.FullWindows > Trainings, $"{coverage.FullWindows} full windows");
        Assert.True(coverage.FullWideWindows > Trainings, $"{coverage.FullWideWindows} full windows of more than 100 steps");
        Assert.True(coverage.ShortCycles > Trainings, $"{coverage.ShortCycles} short cycles");
        Assert.True(coverage.ChangesOfAccumulation > Trainings, $"{coverage.ChangesOfAccumulation} changes of accumulation");
        Assert.True(coverage.PausesAfterCycles > Trainings, $"{coverage.PausesAfterCycles} pauses after cycles");
        Assert.True(coverage.PausesInsideCycles > Trainings, $"{coverage.PausesInsideCycles} pauses inside cycles");
        Assert.True(coverage.Resumptions > Trainings, $"{coverage.Resumptions} resumptions");
        Assert.True(coverage.Refusals > Trainings, $"{coverage.Refusals} refusals");
    }
}
