using Xunit;

namespace ThroughputBench.Tests.Commands;

/// <summary>
/// Input that is refused by the program as a process: one of each kind, and what only a process can show. <see cref="BadInputTests"/> has
/// the others.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class BadInputProcessTests : IDisposable
{
    private readonly RefusedInput _input = new(Program.RunAsync);

    public void Dispose() => _input.Dispose();

    [Theory]
    [InlineData("nonsense", "'nonsense'")]
    [InlineData("sweep --nonsense", "'--nonsense'")]
    [InlineData("sweep --workload resnet", "'resnet'")]
    [InlineData("sweep --accumulate 1,-2", "-2 is below 1")]
    [InlineData("sweep --data {folder}/missing.txt", "missing.txt does not exist")]
    [InlineData("sweep --output {folder}/empty.txt/below", "cannot be written")]
    [InlineData("sweep --resume {folder}", "has no run.json")]
    [InlineData("check --budget abc", "'abc'")]
    [InlineData("check --against no-such-branch", "no commit 'no-such-branch'")]
    [InlineData("calibrate --slowdowns {nothing}", "''")]
    public Task What_is_refused_is_refused_in_one_line_with_exit_code_2(string commandLine, string named) =>
        AssertRefusedAsync(commandLine, named);

    [Theory]
    [InlineData("sweep --device cuda", "--device cuda")]
    [InlineData("sweep --device cuda:99", "--device cuda:99")]
    public Task A_device_that_is_not_there_is_refused(string commandLine, string named) => AssertRefusedAsync(commandLine, named);

    [Theory]
    [InlineData("bdn", "--filter")]
    [InlineData("bdn --nonsense", "'nonsense'")]
    [InlineData("bdn --filter * --job tiny", "\"tiny\"")]
    public Task What_BenchmarkDotNet_does_not_know_is_refused(string commandLine, string named) => AssertRefusedAsync(commandLine, named);

    private async Task AssertRefusedAsync(string commandLine, string named) =>
        Assert.Contains(named, await _input.RefusedAsync(commandLine), StringComparison.Ordinal);
}
