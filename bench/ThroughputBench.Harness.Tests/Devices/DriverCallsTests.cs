using ThroughputBench.Devices;
using ThroughputBench.Records;
using ThroughputBench.Training.Cuda;
using Xunit;

namespace ThroughputBench.Tests.Devices;

public sealed class DriverCallsTests
{
    [Fact]
    public void Each_call_is_timed_in_the_state_that_it_is_named_for_and_every_event_is_given_back()
    {
        var driver = new QueueingDriver();

        IReadOnlyList<DriverCall> calls = new DriverCalls(driver, driver.Work, driver.Step).Measure();

        Assert.Equal(
            ["for scale", "idle device", "idle device", "passed", "both passed", "idle device", "idle device", "busy device", "not passed", .. Enumerable.Repeat("after a training step", 7)],
            calls.Select(call => call.State)
        );
        Assert.All(calls, call =>
            Assert.True(
                call.LowerNanoseconds > 0
                    && call.LowerNanoseconds <= call.MedianNanoseconds
                    && call.MedianNanoseconds <= call.UpperNanoseconds,
                call.ToString()
            )
        );
        Assert.Equal(7 * 250, driver.Steps);
        Assert.Equal(0, driver.Alive);
    }

    [Fact]
    public void A_device_that_cannot_be_kept_busy_has_no_figure_for_it() =>
        Assert.DoesNotContain(new DriverCalls(new QueueingDriver(), _ => { }, () => { }).Measure(), call =>
            call.State is "busy device" or "not passed"
        );

    [Fact]
    public void A_driver_that_fails_ends_it() =>
        Assert.Throws<CudaException>(() => new DriverCalls(new QueueingDriver { IsLost = true }, _ => { }, () => { }).Measure());

    /// <summary>A device that does a hundredth of a piece of work at each call of its driver.</summary>
    private sealed class QueueingDriver : ICudaDriver
    {
        private const CudaResult Lost = (CudaResult)719;
        private readonly Dictionary<nint, int> _events = [];
        private nint _made;
        private int _asked;
        private int _done;

        public bool IsLost { get; init; }

        public int Alive => _events.Count;

        public int Steps { get; private set; }

        public void Step() => Steps++;

        public void Work(int pieces) => _asked = Math.Max(_asked, _done) + 100 * pieces;

        public CudaResult CreateEvent(out nint created)
        {
            _events.Add(created = ++_made, 0);
            return Called();
        }

        public CudaResult RecordEvent(nint recorded)
        {
            _events[recorded] = _asked;
            return Called();
        }

        public CudaResult QueryEvent(nint queried) =>
            Called() is var failed and not CudaResult.Success ? failed
            : _events[queried] > _done ? CudaResult.NotReady
            : CudaResult.Success;

        public CudaResult SynchronizeEvent(nint awaited) => Called();

        public CudaResult ElapsedTime(out float milliseconds, nint start, nint end)
        {
            milliseconds = 1;
            return Called();
        }

        public CudaResult QueryStream() =>
            Called() is var failed and not CudaResult.Success ? failed
            : _asked > _done ? CudaResult.NotReady
            : CudaResult.Success;

        public CudaResult SynchronizeStream()
        {
            _done = Math.Max(_done, _asked);
            return Called();
        }

        public CudaResult DestroyEvent(nint destroyed)
        {
            _events.Remove(destroyed);
            return CudaResult.Success;
        }

        public string? NameOf(CudaResult result) => null;

        private CudaResult Called()
        {
            _done++;
            return IsLost ? Lost : CudaResult.Success;
        }
    }
}
