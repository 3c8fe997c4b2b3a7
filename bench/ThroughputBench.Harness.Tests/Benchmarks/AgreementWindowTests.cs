using ThroughputBench.Benchmarks;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Benchmarks;

public class AgreementWindowTests
{
    [Theory]
    [InlineData(100_000, 100)]
    [InlineData(800, 100)]
    [InlineData(240, 30)]
    [InlineData(3, 2)]
    public void The_window_is_as_wide_as_can_leave_the_start_in_time_and_never_wider_than_the_monitors_own(
        double stepsExpected,
        int steps
    ) => Assert.Equal(steps, AgreementWindow.For(stepsExpected).Steps);

    [Fact]
    public void If_all_steps_are_alike_a_window_makes_no_difference() =>
        Assert.False(new AgreementWindow(5).Tells(50, (from, to) => 100));

    [Fact]
    public void A_window_that_has_not_left_the_start_makes_no_difference() => Assert.False(new AgreementWindow(5).Tells(5, Unequal));

    [Fact]
    public void A_window_whose_rate_differs_from_that_of_its_neighbours_and_of_the_totals_makes_a_difference() =>
        Assert.True(new AgreementWindow(5).Tells(50, Unequal));

    [Fact]
    public void Cycles_count_one_to_four_times_in_an_order_without_a_short_period()
    {
        int[] counts = [.. Enumerable.Range(0, 4000).Select(cycle => EndlessData.CountOf(cycle))];

        Assert.All(counts.CountBy(count => count), count => Assert.InRange(count.Value, 900, 1100));
        Assert.All(Enumerable.Range(1, 200), period => Assert.NotEqual(counts[..1000], counts[period..(1000 + period)]));
    }

    [Fact]
    public void Later_tries_do_not_hide_a_first_that_was_far_off_in_most_of_its_logs()
    {
        AgreementResult wrong = Result([.. Enumerable.Repeat(0.02, 20)]),
            right = Result([.. Enumerable.Repeat(0.00001, 20)]);

        Assert.True(CellAgreement.Judge([right]).Agrees);
        Assert.False(CellAgreement.Judge([wrong]).Agrees);
        AgreementRecord together = CellAgreement.Judge([wrong, right, right]);
        Assert.Equal((false, 60, 3, 0.02), (together.Agrees, together.Logs, together.Tries!.Value, together.WorstError));
    }

    [Fact]
    public void A_log_or_two_that_a_busy_machine_spoiled_are_made_up_for()
    {
        AgreementResult spoiled = Result([.. Enumerable.Repeat(0.00001, 18), 0.3, 0.3]),
            right = Result([.. Enumerable.Repeat(0.00001, 20)]);

        Assert.False(CellAgreement.Judge([spoiled]).Agrees);
        Assert.True(CellAgreement.Judge([spoiled, right, right]).Agrees);
    }

    [Fact]
    public void One_disturbed_log_of_few_is_no_disagreement_if_it_stays_alone_and_one_in_each_training_is()
    {
        AgreementResult right = Result([0.00001, 0.00001]),
            disturbed = Result([0.00001, 0.01]);

        Assert.False(CellAgreement.Judge([disturbed]).Agrees);
        Assert.True(CellAgreement.Judge([disturbed, right, right]).Agrees);
        Assert.Equal(0.01, CellAgreement.Judge([disturbed, right, right]).WorstError);
        Assert.False(CellAgreement.Judge([disturbed, disturbed, right]).Agrees);
        Assert.False(CellAgreement.Judge([disturbed, disturbed, disturbed]).Agrees);
    }

    [Fact]
    public void Logs_without_a_moved_window_are_no_agreement() =>
        Assert.False(CellAgreement.Judge([Result([.. Enumerable.Repeat(0.00001, 20)]) with { MovedLogs = 10 }]).Agrees);

    private static double Unequal(long from, long to) =>
        Enumerable.Range((int)from, (int)(to - from)).Sum(cycle => EndlessData.CountOf(cycle)) / (double)(to - from);

    private static AgreementResult Result(double[] errors) =>
        new(errors, 1000, 1000)
        {
            WindowSteps = 5,
            MovedLogs = errors.Length,
            Steps = 100,
            HostSamplesPerSecond = 1000,
        };

    [Theory]
    [InlineData(800, 32, 128)]
    [InlineData(800, 100, 100)]
    [InlineData(0, 8, 8)]
    public void A_monitor_that_waits_at_logs_only_gets_a_window_from_log_to_log(double steps, int stepsPerLog, int window) =>
        Assert.Equal(window, AgreementWindow.For(steps).FromLogToLog(stepsPerLog).Steps);
}
