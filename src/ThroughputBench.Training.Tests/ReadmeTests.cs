using TorchSharp.Modules;
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

        Assert.Equal(6, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(block, compiled, StringComparison.Ordinal));
    }

    [Fact]
    public void The_READMEs_example_trains_every_sample_of_its_data_loader()
    {
        using var output = new StringWriter();

        // 100 samples are 4 batches, so an epoch is one cycle; the last batch is short.
        Assert.Equal(new FitResult(Batches: 12, Steps: 3, Epochs: 3, StopReason.MaxEpochs), ReadmeExample.Train(new Noise(), output));
    }

    [Fact]
    public void The_READMEs_data_loader_is_prepared_ahead_whole()
    {
        static (Tensor Images, Tensor Classes) Collate(IEnumerable<(Tensor Image, long Class)> samples, Device device)
        {
            (Tensor Image, long Class)[] all = [.. samples];
            return (stack(all.Select(one => one.Image)), tensor(all.Select(one => one.Class).ToArray()));
        }

        using var loader = new DataLoader<(Tensor Image, long Class), (Tensor Images, Tensor Classes)>(new Noise(), 32, Collate);
        using var net = nn.Linear(64, 10);
        using optim.Optimizer optimizer = optim.SGD(net.parameters(), 0.01);
        long samples = 0;
        var task = new TaskOf<(Tensor Images, Tensor Classes)>(
            net,
            optimizer,
            batch =>
            {
                samples += batch.Classes.size(0);
                return nn.functional.cross_entropy(net.call(batch.Images), batch.Classes);
            }
        );
        using var trainer = new Trainer<(Tensor Images, Tensor Classes)>(new TrainerOptions { MaxEpochs = 2 });

        Assert.Equal(new FitResult(8, 8, 2, StopReason.MaxEpochs), ReadmeExample.TrainAhead(trainer, task, loader));
        Assert.Equal(200, samples);
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
