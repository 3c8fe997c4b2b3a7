using ThroughputBench.Grid;
using ThroughputBench.Records;
using Xunit;

namespace ThroughputBench.Tests.Grid;

/// <summary>How <c>--shard</c> is read, and what engines say.</summary>
public sealed class ShardRequestTests
{
    [Fact]
    public void A_shard_can_be_named() => Assert.Equal(new Shard(3, 16), ShardRequest.Read("3/16").Resolve(null, _ => null));

    [Theory]
    [InlineData("")]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("-1/4")]
    [InlineData("1/99999999999")]
    [InlineData("1/10001")]
    [InlineData(" 1/4")]
    public void What_is_none_is_refused(string text) =>
        Wording.Matches(Assert.Throws<InputException>(() => ShardRequest.Read(text)).Message, $"'{text}'");

    [Theory]
    // Slurm: the first array index may be any.
    [InlineData("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0", null, "1/4")]
    [InlineData("SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=1", null, "4/4")]
    [InlineData("SLURM_ARRAY_TASK_ID=20 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=10", null, "3/3")]
    // One task of an array is submitted again, alone.
    [InlineData("SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=2", 4, "3/4")]
    [InlineData("JOB_COMPLETION_INDEX=3", 8, "4/8")]
    [InlineData("CI_NODE_INDEX=1 CI_NODE_TOTAL=2", null, "1/2")]
    [InlineData("CI_NODE_INDEX=2 CI_NODE_TOTAL=2", null, "2/2")]
    public void Auto_is_what_the_engine_says(string environment, int? shards, string expected) =>
        Assert.Equal(expected, ShardRequest.Read("auto").Resolve(shards, Variables(environment)).ToString());

    [Theory]
    [InlineData("", null)]
    [InlineData("JOB_COMPLETION_INDEX=3", null)]
    [InlineData("JOB_COMPLETION_INDEX=8", 8)]
    [InlineData("CI_NODE_INDEX=0 CI_NODE_TOTAL=2", null)]
    [InlineData("CI_NODE_INDEX=x CI_NODE_TOTAL=2", null)]
    [InlineData("SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=10", null)]
    public void What_the_engine_says_must_name_a_shard(string environment, int? shards) =>
        Wording.Matches(
            Assert.Throws<InputException>(() => ShardRequest.Read("auto").Resolve(shards, Variables(environment))).Message,
            environment.Length == 0 ? "nothing" : environment
        );

    [Fact]
    public void Two_numbers_of_shards_must_be_the_same() =>
        Wording.Matches(Assert.Throws<InputException>(() => ShardRequest.Read("1/4").Resolve(5, _ => null)).Message);

    private static Func<string, string?> Variables(string environment)
    {
        Dictionary<string, string> variables = environment
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);
        return variables.GetValueOrDefault;
    }
}
