using ThroughputBench.Training.Flops;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ThroughputBench.Workloads;

/// <summary>A causal language model over bytes: int64 tokens of [batch, context] become scores of [batch × context, 256].</summary>
internal sealed class ByteTransformer : nn.Module<Tensor, Tensor>, ICountsFlops
{
    private const int Tokens = 256, Width = 64, Layers = 2;

    private readonly Embedding _tokens;
    private readonly Parameter _positions;
    private readonly Sequential _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear _scores;

    public ByteTransformer(int context)
        : base(nameof(ByteTransformer))
    {
        _tokens = nn.Embedding(Tokens, Width);
        _positions = new Parameter(zeros(context, Width));
        _blocks = nn.Sequential([.. Enumerable.Range(0, Layers).Select(_ => new TransformerBlock(Width))]);
        _norm = nn.LayerNorm(Width);
        _scores = nn.Linear(Width, Tokens);
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
