using System.Globalization;
using Spectre.Console;

namespace ThroughputBench.Sweeping;

/// <summary>
/// Shows on standard error the progress of a sweep and the remaining time: a bar on a terminal, a line for each cell elsewhere.
/// </summary>
internal abstract class SweepProgress : IDisposable
{
    /// <summary>Chooses the form that suits standard error.</summary>
    public static SweepProgress For(TextWriter error, bool quiet)
    {
        if (quiet)
            return new Silent();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        bool terminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        return terminal ? new Bar(console) : new Lines(error);
    }

    /// <summary>Something other than a cell begins.</summary>
    public abstract void Say(string what);

    /// <summary>The first cell begins soon.</summary>
    /// <param name="cells">How many there are.</param>
    /// <param name="secondsPerCell">How long one is expected to take.</param>
    /// <param name="endBy">When the whole run has to be over; <see langword="null"/> if it may take its time.</param>
    public abstract void Expect(int cells, double secondsPerCell, DateTimeOffset? endBy = null);

    /// <summary>A cell begins.</summary>
    public abstract void Begin(string cell);

    /// <summary>A cell is done.</summary>
    /// <param name="outcome">The result in a few words; <see langword="null"/> if there is more of it to come.</param>
    public abstract void End(string? outcome);

    public abstract void Dispose();

    /// <summary>A duration as progress shows it.</summary>
    public static string InWords(double seconds) =>
        seconds < 90
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, seconds):F0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:F0} min");

    private sealed class Silent : SweepProgress
    {
        public override void Say(string what) { }

        public override void Expect(int cells, double secondsPerCell, DateTimeOffset? endBy = null) { }

        public override void Begin(string cell) { }

        public override void End(string? outcome) { }

        public override void Dispose() { }
    }

    private sealed class Lines(TextWriter error) : SweepProgress
    {
        private Estimate _estimate = new(0, 0, null);
        private string _cell = "";

        public override void Say(string what) => error.WriteLine(what);

        public override void Expect(int cells, double secondsPerCell, DateTimeOffset? endBy = null) =>
            _estimate = new Estimate(cells, secondsPerCell, endBy);

        public override void Begin(string cell) => _cell = cell;

        public override void End(string? outcome)
        {
            _estimate.CellDone();
            if (outcome is null)
                return;
            error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{_estimate.Done}/{_estimate.Cells}] {_cell}: {outcome} "
                        + $"({(_estimate.Done == _estimate.Cells ? "done" : $"about {InWords(_estimate.SecondsLeft)} left")})"
                )
            );
        }

        public override void Dispose() { }
    }

    private sealed class Bar : SweepProgress
    {
        // A bar's text must not be empty.
        private const string Starting = "starting";

        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _drawing;
        private readonly ProgressTask _bar;
        private readonly Timer _tick;
        private readonly Lock _gate = new();
        private Estimate _estimate = new(0, 0, null);
        private string _cell = Starting;

        public Bar(IAnsiConsole console)
        {
            var ready = new TaskCompletionSource<ProgressTask>(TaskCreationOptions.RunContinuationsAsynchronously);
            _drawing = console
                .Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(async context =>
                {
                    ready.SetResult(context.AddTask(Starting, maxValue: 1));
                    await _over.Task;
                });
            _bar = ready.Task.GetAwaiter().GetResult();
            _tick = new Timer(_ => Draw(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        }

        public override void Say(string what)
        {
            lock (_gate)
                _cell = what;
            Draw();
        }

        public override void Expect(int cells, double secondsPerCell, DateTimeOffset? endBy = null)
        {
            lock (_gate)
                _estimate = new Estimate(cells, secondsPerCell, endBy);
        }

        public override void Begin(string cell)
        {
            lock (_gate)
            {
                _cell = cell;
                _estimate.CellBegins();
            }
            Draw();
        }

        public override void End(string? outcome)
        {
            lock (_gate)
                _estimate.CellDone();
            Draw();
        }

        public override void Dispose()
        {
            _tick.Dispose();
            _over.TrySetResult();
            _drawing.GetAwaiter().GetResult();
        }

        private void Draw()
        {
            lock (_gate)
            {
                _bar.Description =
                    _estimate.Cells == 0
                        ? Markup.Escape(_cell)
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{_estimate.Done + 1}/{_estimate.Cells} {Markup.Escape(_cell)}, {InWords(_estimate.SecondsLeft)} left"
                        );
                _bar.Value = _estimate.Cells == 0 ? 0 : Math.Clamp(1 - _estimate.SecondsLeft / _estimate.SecondsInAll, _bar.Value, 1);
            }
        }
    }

    /// <summary>The time for the remaining cells, from the time that the others took; no longer than until a run has to be over.</summary>
    private sealed class Estimate(int cells, double secondsPerCell, DateTimeOffset? endBy)
    {
        private readonly long _start = TimeProvider.System.GetTimestamp();
        private long _cellStart = TimeProvider.System.GetTimestamp();

        public int Cells => cells;

        public int Done { get; private set; }

        public double SecondsLeft =>
            Math.Max(
                0,
                Math.Min(
                    (cells - Done) * PerCell - Math.Min(TimeProvider.System.GetElapsedTime(_cellStart).TotalSeconds, PerCell),
                    (endBy - DateTimeOffset.UtcNow)?.TotalSeconds ?? double.PositiveInfinity
                )
            );

        public double SecondsInAll => Math.Max(1e-9, TimeProvider.System.GetElapsedTime(_start).TotalSeconds + SecondsLeft);

        // The expected time counts like some measured cells, for the first one may have to wait until processes have started; but not for
        // ever.
        private double PerCell =>
            (Expected * secondsPerCell + (_cellStart - _start) / (double)TimeProvider.System.TimestampFrequency) / (Expected + Done);

        private double Expected => 1 + Math.Min(cells / 6.0, 3);

        public void CellBegins() => _cellStart = TimeProvider.System.GetTimestamp();

        public void CellDone()
        {
            Done++;
            CellBegins();
        }
    }
}
