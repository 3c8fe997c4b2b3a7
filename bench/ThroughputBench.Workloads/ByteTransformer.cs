using ThroughputBench.Training.Flops;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>A causal language model over bytes: int64 tokens of [batch, context] become scores of [batch × context, 256].</summary>
internal sealed class ByteTransformer : nn.Module<Tensor, Tensor>, ICountsFlops
{
    private const int Tokens = 256;

    private readonly Embedding _tokens;
    private readonly Parameter _positions;
    private readonly Sequential _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear _scores;

    public ByteTransformer(int context, int width, int blocks)
        : base(nameof(ByteTransformer))
    {
        _tokens = nn.Embedding(Tokens, width);
        _positions = new Parameter(zeros(context, width));
        _blocks = nn.Sequential([.. Enumerable.Range(0, blocks).Select(_ => new TransformerBlock(width))]);
        _norm = nn.LayerNorm(width);
        _scores = nn.Linear(width, Tokens);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor hidden = _blocks.call(_tokens.call(input) + _positions);
        return _scores.call(_norm.call(hidden)).view(-1, Tokens);
    }

    /// <summary>Positions are added, nothing is multiplied.</summary>
    public PassFlops OwnFlops(IReadOnlyList<long[]> inputShapes) => default;
}
