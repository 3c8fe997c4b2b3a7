using MathNet.Numerics.Statistics;
using ThroughputBench.Monitoring;
using ThroughputBench.Records;
using ThroughputBench.Reports.Pages;

namespace ThroughputBench.Reports;

/// <summary>What other monitors cost on the same work, beside ours.</summary>
internal static class PeersSection
{
    /// <summary>Its blocks; none if no peer was measured.</summary>
    /// <param name="cells">The cells of the run.</param>
    /// <param name="peers">What <c>peers.jsonl</c> holds.</param>
    public static IEnumerable<Block> Of(IReadOnlyList<CellRecord> cells, IReadOnlyList<PeerRecord> peers)
    {
        foreach (var peer in peers.GroupBy(record => record.Peer, StringComparer.Ordinal))
        {
            PeerRecord[] records = [.. peer];
            yield return new Block.Heading(2, $"What the peer costs on the same work: {peer.Key}");
            yield return new Block.Paragraph(
                $"Measured beside this run with {string.Join(", ", records[0].Versions.OrderBy(version => version.Key, StringComparer.Ordinal).Select(version => $"{version.Key} {version.Value}"))}. "
                    + "It trains with its own loop, in its own program. So compare what each monitor adds to a micro-batch: a share "
                        + "depends on the step."
            );
            yield return new Block.Bullets([
                .. Sentences(records, [.. records.Select(record => (record, Ours(cells, record)))])
                    .Select(sentence => (IReadOnlyList<Span>)[sentence]),
            ]);
            yield return new Block.Tabular(
                new Table(
                    "Peer and ours, cell by cell",
                    [
                        "Cell",
                        " Peer: step without it",
                        " Peer adds per batch",
                        " Peer, time in its hook",
                        " Peer, share of a step",
                        " Interval",
                        " Ours: step without it",
                        " Ours adds per batch",
                        " Ours, time in its hooks",
                        " Ours, share of a step",
                        " Interval",
                    ],
                    [.. records.Select(record => Row(record, Ours(cells, record)))]
                )
            );
        }
    }

    private static IEnumerable<string> Sentences(PeerRecord[] records, (PeerRecord Peer, CellRecord? Ours)[] rows)
    {
        (double Peer, double Ours)[] both =
        [
            .. rows.Where(row => row is { Peer.NanosecondsPerBatch: not null, Ours.Overhead: not null })
                .Select(row => (row.Peer.NanosecondsPerBatch!.Value, row.Ours!.Overhead!.NanosecondsPerBatch)),
        ];
        yield return both.Length == 0
            ? "No cell was measured by both."
            : $"In {Figures.Count(both.Length, "cell")} measured by both, the peer adds {Figures.Time(both.Select(pair => pair.Peer).Median())} to a micro-batch, and ours {Figures.Time(both.Select(pair => pair.Ours).Median())} (medians over the cells).";
        if (records.FirstOrDefault(record => record.Status == PeerStatus.Refused) is { } refused)
            yield return $"The peer cannot do {Figures.Count(records.Count(record => record.Status == PeerStatus.Refused), "cell")}, the first of them {refused.ToCell()}: {refused.Reason}";
        foreach (PeerRecord failed in records.Where(record => record.Status == PeerStatus.Failed))
            yield return $"In {failed.ToCell()} the peer failed: {failed.Reason}";
    }

    private static IReadOnlyList<Field> Row(PeerRecord peer, CellRecord? ours) =>
        [
            peer.ToCell().ToString(),
            .. peer is { Status: PeerStatus.Measured, Overhead: { } share, Lower: { } lower, Upper: { } upper }
                ?
                [
                    Figures.Time(peer.StepNanoseconds!.Value),
                    Figures.Time(peer.NanosecondsPerBatch!.Value),
                    peer.DirectNanosecondsPerBatch is { } direct ? Figures.Time(direct) : "",
                    Figures.Signed(share),
                    Interval(lower, upper),
                ]
                : (Field[])[peer.Status == PeerStatus.Refused ? "refused" : new Field("failed", Tone.Bad), "", "", "", ""],
            .. ours?.Status == CellStatus.Measured
                ?
                [
                    ours.StepNanoseconds is { } step ? Figures.Time(step) : "",
                    Text(ours.Overhead, overhead => Figures.Time(overhead.NanosecondsPerBatch)),
                    Text(ours.DirectCost, direct => Figures.Time(direct.NanosecondsPerBatch)),
                    Text(ours.Overhead, overhead => Figures.Signed(overhead.Estimate)),
                    Text(ours.Overhead, overhead => Interval(overhead.Lower, overhead.Upper)),
                ]
                : (Field[])[ours?.Status == CellStatus.Rejected ? "refused" : "", "", "", "", ""],
        ];

    private static string Text<T>(T? figure, Func<T, string> words)
        where T : class => figure is null ? "" : words(figure);

    /// <summary>The same cell, in the monitor's default timing.</summary>
    private static CellRecord? Ours(IReadOnlyList<CellRecord> cells, PeerRecord peer) =>
        cells.FirstOrDefault(cell => (cell.Timing is null or DeviceTiming.Events) && (cell.Cell with { Timing = null }) == peer.ToCell());

    private static string Interval(double lower, double upper) => $"[{Figures.SignedNumber(lower)}, {Figures.SignedNumber(upper)}]";
}
