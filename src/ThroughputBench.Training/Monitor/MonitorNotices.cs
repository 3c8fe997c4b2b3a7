using System.Globalization;
using ThroughputBench.Monitoring;
using ThroughputBench.Monitoring.Peaks;

namespace ThroughputBench.Training;

/// <summary>A monitor's messages to the user: each kind once, when it first happens.</summary>
internal sealed class MonitorNotices
{
    /// <summary>The peak that MFU is a share of.</summary>
    public const string Peak = nameof(Peak);

    /// <summary>The figures of all devices are not known.</summary>
    public const string World = nameof(World);

    private const string Utilization = nameof(Utilization);

    private const string LeftOut = "What depends on it is left out of the logs until it is known again.";

    private readonly HashSet<string> _said = [];

    /// <summary>Sends a message, unless one of its kind was sent.</summary>
    /// <param name="run">The run to send it to; without one it is not sent.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="text">One line.</param>
    public void Say(TrainerState? run, string kind, string text)
    {
        if (run is not null && _said.Add(kind))
            run.Notice(text.ReplaceLineEndings(" "));
    }

    /// <summary>Reports that more was computed than the peak allows.</summary>
    /// <param name="run">Whom to tell.</param>
    /// <param name="utilization">MFU, above 1.</param>
    /// <param name="peak">The peak.</param>
    public void SayImpossible(TrainerState run, double utilization, PeakFlops peak)
    {
        if (_said.Contains(Utilization))
            return;
        Say(
            run,
            Utilization,
            Text(
                $"MFU would be {utilization:0.##}, and more than 1 is impossible: the FLOPs of a micro-batch are too many, or the peak, {peak}, is too low. It is left out while it is above 1."
            )
        );
    }

    /// <summary>Reports that a user's function failed for a micro-batch.</summary>
    /// <param name="run">Whom to tell.</param>
    /// <param name="function">The option's name.</param>
    /// <param name="failure">What it threw.</param>
    public void SayFailed(TrainerState run, string function, Exception failure) =>
        Say(
            run,
            function,
            $"{function} failed for a micro-batch, whose count is not known ({failure.GetType().Name}: {failure.Message}). {LeftOut}"
        );

    /// <summary>Reports a meter's doubt.</summary>
    /// <param name="run">Whom to tell.</param>
    /// <param name="doubt">The doubt.</param>
    /// <param name="counts">The counts.</param>
    public void Say(TrainerState? run, MeterDoubt doubt, in BatchCounts counts)
    {
        if (run is not null && !_said.Contains(doubt.ToString()))
            Say(run, doubt.ToString(), TextOf(doubt, counts));
    }

    private static string TextOf(MeterDoubt doubt, in BatchCounts counts) =>
        doubt switch
        {
            MeterDoubt.EmptyBatch => "A micro-batch holds no samples. It is counted all the same: its time, and 0 samples.",
            MeterDoubt.FewItems => Text(
                $"A micro-batch of {counts.Samples} samples holds only {counts.Items} items. They are counted as they are."
            ),
            MeterDoubt.UnknownSamples => Text(
                $"A micro-batch cannot hold {counts.Samples} samples: give the number of its samples, at least 0. {LeftOut}"
            ),
            MeterDoubt.UnknownItems => Text(
                $"A micro-batch cannot hold {counts.Items} items: give the number of its items, at least 0. {LeftOut}"
            ),
            MeterDoubt.UnknownFlops => Text(
                $"A micro-batch cannot cost {counts.Flops} FLOPs: give the number of its FLOPs, at least 0. {LeftOut}"
            ),
            MeterDoubt.TooMany => $"A total would exceed 63 bits with a micro-batch's count, which is not added. {LeftOut}",
            MeterDoubt.ClockStoodStill =>
                $"The clock stood still from one optimizer step to the next, so how long the step took is not known. {LeftOut}",
            _ => $"The clock went back, so how much time passed is not known. {LeftOut}",
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
