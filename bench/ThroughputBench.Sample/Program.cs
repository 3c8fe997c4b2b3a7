// Trains bytelm, the small language model of the benchmark, for a minute: with a progress bar, TensorBoard, MFU and a time ledger.
// A program to copy from: put your own TrainingTask and data in place of the workload's.

using System.CommandLine;
using System.Globalization;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;
using ThroughputBench.Sample;
using ThroughputBench.Training;
using ThroughputBench.Training.Flops;
using ThroughputBench.Training.Logging;
using ThroughputBench.Training.Progress;
using ThroughputBench.Workloads;
using TorchSharp;

var seconds = new Option<double>("--seconds") { Description = "How long to train.", DefaultValueFactory = _ => 60 };
var output = new Option<string>("--output")
{
    Description = "Folder for TensorBoard's files.",
    DefaultValueFactory = _ => Path.Combine("runs", $"bytelm-{DateTime.UtcNow:yyyyMMdd-HHmmss}"),
};
seconds.Validators.Add(given =>
{
    if (
        given.Tokens is [var token]
        && !(double.TryParse(token.Value, CultureInfo.InvariantCulture, out double value) && value is > 0 and < 1e6)
    )
    {
        given.AddError($"--seconds must be a number above 0 and below a million, not {token.Value}.");
    }
});
var command = new RootCommand("Trains bytelm with a progress bar, TensorBoard and MFU.") { seconds, output };
command.SetAction(parsed => Train(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(output)!));
ParseResult arguments = command.Parse(args);
if (arguments.Errors is [var wrong, ..])
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
try
{
    return arguments.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (IOException refused)
{
    Console.Error.WriteLine(refused.Message);
    return 2;
}

static int Train(TimeSpan time, string folder)
{
    CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
    torch.set_num_threads(1); // a model this small trains fastest on one thread
    using Workload workload = WorkloadCatalog.Create("bytelm", new WorkloadOptions { BatchesPerEpoch = 500 });
    using WorkloadTask task = workload.CreateTask();

    // The FLOPs of a micro-batch are counted, and the processor's peak is measured: MFU is the achieved share of that peak.
    Batch example = workload.CreateTrainingData().First();
    FlopCount flops = FlopCounter.Count(task.Module, () => task.TrainingStep(example));
    PeakFlops peak = PeakFlopsMeasurement.Measure(torch.CPU, FlopDtype.Float32, sizes: [512, 1024]);

    var options = new TrainerOptions
    {
        Accumulate = 4,
        LogEvery = LogInterval.Steps(10),
        KeepLedger = true,
    };
    var monitor = new ThroughputMonitor<Batch>(
        new()
        {
            SamplesOf = batch => batch.Samples,
            ItemsOf = batch => batch.Items,
            FlopsPerBatch = flops.Total,
            Peak = peak,
            StepTimes = true,
        }
    );
    using var bar = new ProgressBar<Batch>(new() { Monitor = monitor, ItemName = "tokens", MaxTime = time });
    using var trainer = new Trainer<Batch>(options, [monitor, new LossLog(options.LogEvery), bar], [new TensorBoardLogger(folder)]);
    trainer.LoggerFailed += (_, failed) =>
        Console.Error.WriteLine($"{failed.Logger.GetType().Name} failed and is left out: {failed.Exception.Message}");

    using var end = new CancellationTokenSource(time);
    Console.CancelKeyPress += (_, pressed) =>
    {
        end.Cancel();
        pressed.Cancel = true;
    }; // Ctrl-C ends training, not the program: nothing is lost
    using FitRun<Batch> run = trainer.Begin(task, workload.CreateTrainingData(), cancellation: end.Token);
    run.Advance(long.MaxValue);
    FitResult result = run.Finish();

    ThroughputSnapshot all = monitor.Training;
    Console.WriteLine(
        $"{result.Steps:N0} steps in {all.Seconds:N1} s: {all.Totals.Samples / all.Seconds:N0} samples/s, "
            + $"{all.Totals.Items / all.Seconds:N0} tokens/s"
    );
    if (all is { Rates: { } rates, StepTimes: { } steps })
    {
        Console.WriteLine(
            $"in the last {rates.Steps} steps: {rates.FlopsPerSecond / 1e9:N2} GFLOP/s, MFU "
                + $"{peak.Utilization(rates.FlopsPerSecond ?? 0):P1} of {peak}"
        );
        Console.WriteLine(
            $"a step took {1e3 * steps.P50Seconds:N2} ms (p50), {1e3 * steps.P95Seconds:N2} ms (p95), {1e3 * steps.MaxSeconds:N2} "
                + "ms at most"
        );
    }
    TimeBreakdown spent = run.ReadLedger()!.Value;
    Console.WriteLine(
        $"of {spent.TotalSeconds:N1} s: {string.Join(", ", Enum.GetValues<TimePhase>().Select(phase => $"{phase} {spent.Share(phase):P1}"))}"
    );
    Console.WriteLine($"TensorBoard: tensorboard --logdir {folder}");
    return 0;
}
