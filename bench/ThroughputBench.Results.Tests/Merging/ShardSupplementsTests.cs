using ThroughputBench.Grid;
using ThroughputBench.Merging;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Merging;

/// <summary>What lies beside the cells of shards: peers and the hot path.</summary>
public sealed class ShardSupplementsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public ShardSupplementsTests()
    {
        foreach (int index in (int[])[1, 2])
            SampleShard.Write(_folder["shards"], new Shard(index, 2), Samples.Options);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_peer_that_several_shards_measured_in_a_cell_the_first_record_stays()
    {
        WritePeers(1, Peer(4, 0.06), Peer(8, 0.05));
        WritePeers(2, Peer(4, 0.07), Peer(16, 0.04));

        Merge();

        Assert.Equal(
            [(4, 0.06), (8, 0.05), (16, 0.04)],
            PeersFile.Read(_folder["merged"]).Select(peer => (peer.LogEvery, peer.Overhead!.Value))
        );
    }

    [Fact]
    public void Damaged_peers_are_refused_before_anything_is_written()
    {
        _folder.Write("shards/shard-2-of-2/peers.jsonl", "{}\n");

        Wording.Matches(_folder.Unrooted(Assert.Throws<InputException>(Merge).Message));
        Assert.False(Path.Exists(_folder["merged"]));
    }

    [Fact]
    public void The_hot_path_that_one_shard_measured_is_kept_as_the_merged_runs()
    {
        RunRecord second = RunFolder.Read(_folder["shards", "shard-2-of-2"]).Run;
        HotPathFile.Write(
            _folder["shards", "shard-2-of-2"],
            new HotPathRecord
            {
                RunId = second.RunId,
                Commit = second.Commit,
                MeasuredUtc = Samples.Start,
                Confidence = 0.999,
                Benchmarks =
                [
                    new HotPathBenchmark
                    {
                        Type = "MonitorHotPath",
                        Method = "BetweenLogs",
                        Parameters = new Dictionary<string, string>(),
                        Baseline = false,
                        MeanNanoseconds = 40,
                        ErrorNanoseconds = 0.1,
                        AllocatedBytesPerCall = 0,
                        RatioToBaseline = null,
                    },
                ],
            }
        );

        RunRecord merged = Merge().Run;

        Assert.NotEqual(second.RunId, merged.RunId);
        Assert.Equal(40, Assert.Single(HotPathFile.Read(_folder["merged"], merged)!.Benchmarks).MeanNanoseconds);
    }

    private RecordedRun Merge() => ShardMerge.Read([_folder["shards"]], partial: false).WriteTo(_folder["merged"]);

    private void WritePeers(int shard, params PeerRecord[] peers) => PeersFile.Write(_folder["shards", $"shard-{shard}-of-2"], peers);

    private static PeerRecord Peer(int logEvery, double overhead) =>
        new()
        {
            Peer = "Lightning ThroughputMonitor",
            Versions = new Dictionary<string, string> { ["torch"] = "2.10.0" },
            Device = "cpu",
            Workload = "mlp",
            BatchSize = 32,
            Shape = WorkloadShape.DefaultOf("mlp"),
            Accumulate = 4,
            LogEvery = logEvery,
            Status = PeerStatus.Measured,
            StepNanoseconds = 240_000,
            NanosecondsPerBatch = overhead * 60_000,
            Overhead = overhead,
            Lower = overhead - 0.001,
            Upper = overhead + 0.001,
            Confidence = 0.95,
            Pairs = 300,
        };
}
