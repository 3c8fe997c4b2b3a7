using System.Text.Json.Serialization;
using ThroughputBench.Grid;
using ThroughputBench.Monitoring;

namespace ThroughputBench.Records;

/// <summary>
/// The result of one cell: one line of <c>cells.jsonl</c>. A line names its run, so that it can leave its folder.
/// </summary>
internal sealed record CellRecord
{
    private const double MostDisturbance = 1.5;

    /// <summary>Version of the schema; see <see cref="RunRecord.CurrentSchemaVersion"/>.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = RunRecord.CurrentSchemaVersion;

    /// <summary>See <see cref="RunRecord.RunId"/>.</summary>
    public required string RunId { get; init; }

    /// <summary>See <see cref="RunRecord.CommitLabel"/>.</summary>
    public required string Commit { get; init; }

    /// <summary>See <see cref="MachineFingerprint.Id"/>.</summary>
    public required string Machine { get; init; }

    /// <summary>See <see cref="RunOptions.KeyOf"/>.</summary>
    public required string Options { get; init; }

    /// <inheritdoc cref="Cell.Device"/>
    public required string Device { get; init; }

    /// <inheritdoc cref="Cell.Workload"/>
    public required string Workload { get; init; }

    /// <inheritdoc cref="Cell.BatchSize"/>
    public required int BatchSize { get; init; }

    /// <summary>
    /// Shape of the workload's model; <see langword="null"/> in records that are older than the choice: see
    /// <see cref="WorkloadShape.DefaultOf"/>.
    /// </summary>
    public WorkloadShape? Shape { get; init; }

    /// <inheritdoc cref="Cell.Timing"/>
    public DeviceTiming? Timing { get; init; }

    /// <inheritdoc cref="Cell.Accumulate"/>
    public required int Accumulate { get; init; }

    /// <inheritdoc cref="Cell.LogEvery"/>
    public required int LogEvery { get; init; }

    /// <inheritdoc cref="Cell.LogUnit"/>
    public required LogUnit LogUnit { get; init; }

    /// <summary>What became of it.</summary>
    public required CellStatus Status { get; init; }

    /// <summary>
    /// Which measurement of the cell this is, from 1; more than 1 if an inconclusive or disturbed cell was measured again. Records of
    /// schema 1 leave it out for the first.
    /// </summary>
    public int? Attempt { get; init; }

    /// <summary>
    /// Why it was not measured, or a part of it was not (whole steps, agreement), in one line; <see langword="null"/> if all was.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The answers of the right and the reversed rule.</summary>
    public required RuleAnswers Rules { get; init; }

    /// <summary>
    /// Time of the control, which has no monitor: median over the pairs, in nanoseconds per optimizer step, its A micro-batches included.
    /// </summary>
    public double? StepNanoseconds { get; init; }

    /// <summary>What the monitor costs by whole steps; <see langword="null"/> if there was time for the direct cost only.</summary>
    public OverheadRecord? Overhead { get; init; }

    /// <summary>The effect that is indistinguishable from none.</summary>
    public NoiseFloorRecord? NoiseFloor { get; init; }

    /// <summary>Whether the monitor's rates are right; <see langword="null"/> if steps are too long for the cell's time.</summary>
    public AgreementRecord? Agreement { get; init; }

    /// <summary>How far the host ran ahead of the device; <see langword="null"/> on the CPU.</summary>
    public RunAheadRecord? RunAhead { get; init; }

    /// <summary>Whether the losses with and without the monitor are the same, bit for bit.</summary>
    public bool? SameLosses { get; init; }

    /// <summary>Managed bytes that the monitor allocates on the training thread, per micro-batch.</summary>
    public double? AllocatedBytesPerBatch { get; init; }

    /// <summary>Whether the GPU was slowed down meanwhile; <see langword="null"/> on the CPU, and if the driver does not report
    /// it.</summary>
    public ThrottlingRecord? Throttling { get; init; }

    /// <summary>
    /// Whether every figure that it logs is right; <see langword="null"/> in records that are older than the verification.
    /// </summary>
    public VerificationRecord? Verification { get; init; }

    /// <summary>
    /// What its hooks take, timed from inside the step; <see langword="null"/> in records of schema 1.
    /// </summary>
    public DirectCostRecord? DirectCost { get; init; }

    /// <summary>
    /// Whether two trainings without the monitor have the same losses; <see langword="null"/> if the losses with the monitor are the same as
    /// those without, so that it was not asked, and in records that are older than the question.
    /// </summary>
    public bool? TrainingRepeatsItself { get; init; }

    /// <summary>
    /// The shard that measured it, from 1, in a run that was merged; <see langword="null"/> in others. A shard is measured on one machine.
    /// </summary>
    public int? Shard { get; init; }

    /// <summary>
    /// Where it was measured: cells of one place were measured by the same machine. Two machines of one kind cannot be told apart by their
    /// records, so each shard of a merged run counts as a machine of its own.
    /// </summary>
    [JsonIgnore]
    public (string Machine, int? Shard) Place => (Machine, Shard);

    /// <summary>
    /// Whether the direct cost is only an upper bound of what a step pays: its hooks wait for a device, which the step would have waited for
    /// anyway, or the device is the bottleneck and hides what the host does.
    /// </summary>
    [JsonIgnore]
    public bool IsDirectCostAnUpperBound =>
        DirectCost is not null && (HooksWait || (Device != "cpu" && RunAhead is { IsDeviceTheBottleneck: true }));

    /// <summary>Whether its hooks wait for a device.</summary>
    [JsonIgnore]
    public bool HooksWait => Device != "cpu" && Timing is not (null or DeviceTiming.Events);

    /// <summary>Whether the monitor changes the training: its losses differ, and those without it do not.</summary>
    [JsonIgnore]
    public bool ChangesLosses => SameLosses == false && TrainingRepeatsItself != false;

    /// <summary>Whether the monitor reports something wrong, or changes the training.</summary>
    [JsonIgnore]
    public bool IsFalse => Agreement is { Agrees: false } || Verification is { Agrees: false } || ChangesLosses;

    /// <summary>
    /// Whether the monitor allocates memory at micro-batches. Bytes are counted, not timed, so this is certain.
    /// </summary>
    [JsonIgnore]
    public bool Allocates => AllocatedBytesPerBatch >= 1;

    /// <summary>Whether agreement was not measured in a cell that was; <see cref="Reason"/> says why.</summary>
    [JsonIgnore]
    public bool LacksAgreement => this is { Status: CellStatus.Measured, Agreement: null };

    /// <summary>
    /// Whether the machine was too busy for a verdict from whole steps: its steps took half as long again as those of the A/A control, or
    /// as the undisturbed ones of its own time. Whatever disturbs a machine so much hits the side that touches more memory harder, so that
    /// whole steps then lean upwards; the control, which has two equal sides, cannot show it.
    /// </summary>
    [JsonIgnore]
    public bool IsTooBusyForSteps =>
        StepNanoseconds / Accumulate is { } step
        && (step > MostDisturbance * NoiseFloor?.BatchNanoseconds || DirectCost?.BatchNanoseconds > MostDisturbance * step);

    /// <summary>Its key among the records of many runs.</summary>
    [JsonIgnore]
    public CellKey Key =>
        new(SchemaVersion, Commit, Machine, Device, Workload, BatchSize, Cell.Shape, Timing, Accumulate, LogEvery, LogUnit, Options);

    /// <summary>The point of the grid.</summary>
    [JsonIgnore]
    public Cell Cell =>
        new()
        {
            Device = Device,
            Workload = Workload,
            BatchSize = BatchSize,
            Shape = Shape ?? WorkloadShape.DefaultOf(Workload),
            Timing = Timing,
            Accumulate = Accumulate,
            LogEvery = LogEvery,
            LogUnit = LogUnit,
        };

    /// <summary>
    /// Whether this later record of a cell replaces an earlier one. Of two with intervals the narrower stays: choosing by width does not
    /// bias the position. A record of a failure, a disagreement or a changed training is never replaced.
    /// </summary>
    /// <param name="before">The cell's record so far.</param>
    public bool Replaces(CellRecord before)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (before.Overhead is not { } known || Status == CellStatus.Failed || IsFalse)
            return true;
        return Overhead is { } overhead && overhead.HalfWidth <= known.HalfWidth;
    }

    /// <summary>
    /// This record, with everything that an earlier measurement of the cell found wrong: a second attempt does not hide the findings of the
    /// first.
    /// </summary>
    /// <param name="before">The cell's record so far.</param>
    public CellRecord WithFaultsOf(CellRecord before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return this with
        {
            Agreement = before.Agreement is { Agrees: false } ? before.Agreement : Agreement,
            Verification = before.Verification is { Agrees: false } ? before.Verification : Verification,
            SameLosses = before.ChangesLosses ? false : SameLosses,
            TrainingRepeatsItself = before.ChangesLosses ? before.TrainingRepeatsItself : TrainingRepeatsItself,
        };
    }

    /// <summary>The record of a cell that has been run; add the measurements with <c>with</c>.</summary>
    public static CellRecord Measured(RunRecord run, Cell cell, OverheadRecord? overhead) =>
        Of(run, cell, CellStatus.Measured, null) with
        {
            Attempt = 1,
            Overhead = overhead,
        };

    /// <summary>The record of a cell that the right rule refuses.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="reason">The monitor's own message, in one line.</param>
    public static CellRecord Rejected(RunRecord run, Cell cell, string reason) => Of(run, cell, CellStatus.Rejected, reason);

    /// <summary>The record of a cell that went wrong.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="reason">How, in one line.</param>
    public static CellRecord Failed(RunRecord run, Cell cell, string reason) => Of(run, cell, CellStatus.Failed, reason);

    /// <summary>The record of a cell whose time was too short for a single pair.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="reason">How long it had and would have needed, in one line.</param>
    public static CellRecord TimedOut(RunRecord run, Cell cell, string reason) => Of(run, cell, CellStatus.TimedOut, reason);

    private static CellRecord Of(RunRecord run, Cell cell, CellStatus status, string? reason) =>
        new()
        {
            RunId = run.RunId,
            Commit = run.CommitLabel(),
            Machine = run.Machine.Id,
            Options = run.Options.KeyOf(cell.Workload),
            Device = cell.Device,
            Workload = cell.Workload,
            BatchSize = cell.BatchSize,
            Shape = cell.Shape,
            Timing = cell.Timing,
            Accumulate = cell.Accumulate,
            LogEvery = cell.LogEvery,
            LogUnit = cell.LogUnit,
            Status = status,
            Reason = reason is null ? null : MachinePaths.Hide(reason.ReplaceLineEndings(" ").Trim()),
            Rules = RuleAnswers.Of(cell),
        };
}
