using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_READMEs_code_is_the_code_that_is_compiled_here()
    {
        string sources = Sources();
        string compiled = Normalized(File.ReadAllText(Path.Combine(sources, "ThroughputBench.Training.Tests", "ReadmeExample.cs")))
            .Replace("privatesealedclass", "sealedclass", StringComparison.Ordinal);
        string[] blocks =
        [
            .. File.ReadAllText(Path.Combine(sources, "ThroughputBench.Training", "README.md"))
                .Split("```csharp")
                .Skip(1)
                .Select(block => Normalized(block.Split("```")[0])),
        ];

        Assert.Equal(5, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(block, compiled, StringComparison.Ordinal));
    }

    [Fact]
    public void The_READMEs_example_trains_every_sample_of_its_data_loader()
    {
        using var output = new StringWriter();

        // 100 samples are 4 batches, so an epoch is one cycle; the last batch is short.
        Assert.Equal(new FitResult(Batches: 12, Steps: 3, Epochs: 3, StopReason.MaxEpochs), ReadmeExample.Train(new Noise(), output));
    }

    /// <summary>Code without white space and last commas: a README wraps its lines in another way than the formatter.</summary>
    private static string Normalized(string code) =>
        string.Concat(code.Where(character => !char.IsWhiteSpace(character))).Replace(",}", "}", StringComparison.Ordinal);

    private static string Sources()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ThroughputBench.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds the solution.");
        }

        return Path.Combine(folder, "src");
    }

    private sealed class Noise : utils.data.Dataset<(Tensor Image, long Class)>
    {
        public override long Count => 100;

        public override (Tensor Image, long Class) GetTensor(long index) => (full([64], (float)index), index % 10);
    }
}
