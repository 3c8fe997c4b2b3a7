using ThroughputBench.Training.Cuda;
using Xunit;

namespace ThroughputBench.Training.Tests.Cuda;

public sealed class EventRouteTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_stops_at_each_end_that_the_plan_has_an_event_for_and_at_the_log_and_nowhere_else(bool isBehind)
    {
        var random = new Random(7);
        foreach (int window in (int[])[1, 2, 3, 7, 25, 100, 1000])
        {
            var plan = new EventPlan(window, warmupSteps: 0);
            var route = new EventRoute(plan);
            for (long apart = 1; apart <= 70; apart++)
            {
                plan.Log(isBehind ? apart : 0, new NextLog(0, apart));
                Assert.Equal(isBehind && apart > 1, plan.IsBehind);
                for (long away = 1; away <= apart; away++)
                {
                    // The latest event is as old as a short cycle, a resumed training or a changed interval may have left it.
                    long steps = random.Next(1, 3 * window + 100),
                        latest = random.Next(3) == 0 ? steps : random.NextInt64(0, steps);
                    Follow(plan, route, away, apart, steps, latest);
                }
            }
        }
    }

    [Fact]
    public void It_is_found_again_when_the_device_falls_behind_catches_up_or_the_interval_changes()
    {
        var plan = new EventPlan(windowSteps: 100, warmupSteps: 0);
        var route = new EventRoute(plan);

        Assert.Equal([30, 20, 10, 0], AwayOf(apart: 40, isBehind: true));
        Assert.Equal([30, 10, 0], AwayOf(apart: 40, isBehind: false));
        Assert.Equal([5, 0], AwayOf(apart: 20, isBehind: false));
        Assert.Equal([30, 20, 10, 0], AwayOf(apart: 40, isBehind: true));

        List<long> AwayOf(long apart, bool isBehind)
        {
            plan.Log(isBehind ? apart : 0, new NextLog(0, apart));
            route.Begin(apart, apart, steps: 1000, latest: 1000);
            List<long> all = [route.Away];
            while (route.Away > 0)
            {
                route.Next(1000 + apart - route.Away, 1000 + apart - route.Away);
                all.Add(route.Away);
            }
            return all;
        }
    }

    private static void Follow(EventPlan plan, EventRoute route, long away, long apart, long steps, long latest)
    {
        string where = $"{away} of {apart} before a log, {steps} steps, latest {latest}";
        route.Begin(away, apart, steps, latest);
        while (--away >= 0)
        {
            steps++;
            StreamMarkKind? kind = away == 0 ? null : plan.KindOf(new NextLog(away, apart), steps, latest, latestToTell: latest);
            Assert.True(route.Away <= away, $"The route stays behind: {where}");
            if (kind is null && away > 0)
            {
                Assert.True(route.Away < away, $"A needless stop at {away}: {where}");
                continue;
            }
            Assert.True(route.Away == away, $"No stop at {away}: {where}");
            if (away == 0)
                return;

            // If the route does not know it, the plan is asked, and the route begins again.
            Assert.True(route.Kind is null || route.Kind == kind, $"{route.Kind} at {away}, but the plan has {kind}: {where}");
            latest = steps;
            if (route.Kind is null)
                route.Begin(away, apart, steps, latest);
            else
                Assert.Equal(away - route.Next(steps, latest), route.Away);
        }
    }
}
