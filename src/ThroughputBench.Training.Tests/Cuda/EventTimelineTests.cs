using ThroughputBench.Training.Cuda;
using ThroughputBench.Training.Tests.Monitor;
using Xunit;

namespace ThroughputBench.Training.Tests.Cuda;

public sealed class EventTimelineTests
{
    private const long Millisecond = 10_000;
    private readonly Clock _clock = new();
    private readonly SimulatedCuda _cuda;
    private readonly EventTimeline _timeline;

    public EventTimelineTests()
    {
        _cuda = new SimulatedCuda(_clock);
        _timeline = new EventTimeline(new CudaStream(_cuda), _clock.TimestampFrequency);
    }

    [Fact]
    public void A_mark_is_given_out_when_the_device_has_passed_it_and_not_before()
    {
        Place();
        _cuda.Launch(3 * Millisecond);
        Place();

        Assert.Equal(0, Take());
        Assert.Null(Take());
        _clock.PassTicks(3 * Millisecond - 1);
        Assert.Null(Take());
        _clock.PassTicks(1);
        Assert.Equal(3 * Millisecond, Take());
        Assert.Null(Take());
        Assert.Equal(0, _cuda.Count("wait") + _cuda.Count("synchronize"));
    }

    [Fact]
    public void The_time_is_that_of_the_device_however_late_it_is_asked_for()
    {
        Place();
        _cuda.Launch(2 * Millisecond);
        Place();
        _cuda.Launch(5 * Millisecond);
        Place();
        _clock.PassTicks(100 * Millisecond);

        Assert.Equal([0, 2 * Millisecond, 7 * Millisecond], TakeAll());
    }

    [Fact]
    public void Who_waits_gets_the_mark_and_the_host_has_spent_the_time()
    {
        Place();
        _cuda.Launch(4 * Millisecond);
        Place();

        Take();
        Assert.Equal(4 * Millisecond, Take(waits: true));
        Assert.Equal(_cuda.FreeAt, _clock.Ticks);
    }

    [Fact]
    public void A_mark_without_an_event_waits_for_the_next_that_has_one_and_shares_its_time()
    {
        Place();
        Take();
        _timeline.Add(new StreamMark(StreamMarkKind.Batch, new(1)));
        _timeline.Add(new StreamMark(StreamMarkKind.Batch, new(2)));
        _clock.PassTicks(Millisecond);
        Assert.Null(Take());
        _cuda.Launch(Millisecond);
        _timeline.Record(new StreamMark(StreamMarkKind.CycleEnd, new(3)));
        _clock.PassTicks(Millisecond);

        for (int samples = 1; samples <= 3; samples++)
        {
            Assert.True(_timeline.TryTake(false, out StreamMark mark, out long ticks));
            Assert.Equal((samples, 2 * Millisecond), (mark.Counts.Samples, ticks));
        }
        Assert.Equal(2, _cuda.Count("record"));
    }

    [Fact]
    public void Closing_gives_the_newest_mark_an_event_where_it_has_none()
    {
        Place();
        _timeline.Add(new StreamMark(StreamMarkKind.Batch, new(1)));
        _cuda.Launch(Millisecond);

        _timeline.Close();
        _timeline.Close();

        Assert.Equal(2, _cuda.Count("record"));
        Assert.Equal([0, Millisecond], TakeAll(waits: true));
        _timeline.Close();
        Assert.Equal(2, _cuda.Count("record"));
    }

    [Fact]
    public void There_are_only_as_many_events_as_were_in_flight_at_once()
    {
        Place();
        for (int i = 0; i < 10_000; i++)
        {
            _cuda.Launch(Millisecond);
            Place();
            if (i % 50 == 0)
            {
                _clock.PassTicks(49 * Millisecond);
                TakeAll();
            }
        }

        // Up to 51 ends and the beginning are in flight when the host stops to look; some are still in flight then. One is the anchor.
        Assert.InRange(_cuda.Alive, 51, 400);
        int alive = _cuda.Alive;
        TakeAll(waits: true);
        for (int i = 0; i < 1000; i++)
        {
            Place();
            TakeAll(waits: true);
        }
        Assert.Equal(alive, _cuda.Alive);
        _timeline.Clear();
        Assert.Equal(0, _cuda.Alive);
        Assert.Equal(_cuda.Count("create"), _cuda.Count("destroy"));
    }

    [Fact]
    public void A_hundred_thousand_marks_in_flight_come_out_in_order()
    {
        var random = new Random(1);
        List<long> expected = [];
        Place();
        long began = _cuda.FreeAt;
        for (int i = 0; i < 100_000; i++)
        {
            _cuda.Launch(625 * random.Next(1, 100)); // multiples of 1/16 ms, which single precision holds exactly
            expected.Add(_cuda.FreeAt - began);
            Place();
        }

        Assert.Equal([0, .. expected], TakeAll(waits: true));
    }

    [Fact]
    public void Times_stay_exact_to_the_drivers_resolution_over_days()
    {
        const int Steps = 300_000;
        var random = new Random(2);
        Place();
        Take();
        long began = _cuda.FreeAt,
            worst = 0,
            previous = 0,
            previousTruth = 0;
        for (int i = 0; i < Steps; i++)
        {
            _cuda.Launch(random.Next(1, 20_000_000)); // up to 2 s: three days and a half in all
            Place();
            long ticks = Take(waits: true)!.Value,
                truth = _cuda.FreeAt - began;
            worst = Math.Max(worst, Math.Abs(ticks - previous - (truth - previousTruth)));
            (previous, previousTruth) = (ticks, truth);
        }

        Assert.True(_cuda.FreeAt - began > 3 * TimeSpan.TicksPerDay);
        Assert.InRange(worst, 0, 5); // half a microsecond, of steps of up to two seconds
        Assert.InRange(Math.Abs(previous - previousTruth), 0, 10_000); // a millisecond, in days
    }

    [Fact]
    public void Marks_nearer_to_each_other_than_the_clock_can_tell_come_in_order_too()
    {
        Place();
        Place();
        Place();
        _cuda.Launch(Millisecond);
        Place();

        Assert.Equal([0, 0, 0, Millisecond], TakeAll(waits: true));
    }

    [Theory]
    [InlineData("create", "create an event")]
    [InlineData("record", "record an event")]
    [InlineData("query", "query an event")]
    [InlineData("elapsed", "read the time between two events")]
    [InlineData("wait", "wait for an event")]
    public void An_error_names_itself_and_what_was_tried_and_what_was_known_stays(string call, string attempt)
    {
        Place();
        TakeAll();
        _cuda.Launch(Millisecond);
        Place();
        _clock.PassTicks(Millisecond);
        _cuda.Fault = name => name == call ? SimulatedCuda.LaunchFailed : null;

        CudaException error = Assert.Throws<CudaException>(() =>
        {
            Place();
            TakeAll(waits: call == "wait");
        });

        Assert.Equal($"The CUDA driver could not {attempt}: CUDA_ERROR_LAUNCH_FAILED (719).", error.Message);
        _cuda.Fault = null;
        Assert.Equal(Millisecond, Take());
        _timeline.Clear();
        Assert.Equal(0, _cuda.Alive);
    }

    [Fact]
    public void An_error_that_the_driver_has_no_name_for_is_told_by_its_number()
    {
        _cuda.Fault = _ => (CudaResult)12345;

        Wording.Matches(Assert.Throws<CudaException>(Place).Message);
    }

    private void Place() => _timeline.Record(new StreamMark(StreamMarkKind.CycleEnd, new(1)));

    private long? Take(bool waits = false) => _timeline.TryTake(waits, out _, out long ticks) ? ticks : null;

    private List<long> TakeAll(bool waits = false)
    {
        List<long> all = [];
        while (Take(waits) is { } ticks)
            all.Add(ticks);
        return all;
    }
}
