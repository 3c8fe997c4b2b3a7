using ThroughputBench.Training.Flops;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace ThroughputBench.Training.Tests.Flops;

/// <summary>Counts against products worked out by hand. Forward is 2 · (multiply-accumulates).</summary>
[Collection(nameof(TorchAlone))]
public sealed class FlopCounterLayerTests
{
    [Fact]
    public void A_linear_layer_multiplies_each_row_with_its_weight()
    {
        // 5 rows · 3 inputs · 4 outputs = 60 multiply-accumulates.
        using Linear layer = nn.Linear(3, 4);
        Expect(layer, zeros(5, 3), forward: 120, backward: 120);
        Expect(layer, zeros(5, 3, requires_grad: true), forward: 120, backward: 240);
    }

    [Fact]
    public void Leading_dimensions_of_a_linear_layers_input_are_rows_and_none_is_one_row()
    {
        using Linear layer = nn.Linear(3, 4, hasBias: false);
        Expect(layer, zeros(2, 6, 3), forward: 2 * 12 * 3 * 4, backward: 2 * 12 * 3 * 4);
        Expect(layer, zeros(3), forward: 2 * 3 * 4, backward: 2 * 3 * 4);
    }

    [Fact]
    public void A_frozen_layer_costs_only_the_gradient_of_its_input_and_nothing_if_that_needs_none()
    {
        using Linear layer = nn.Linear(3, 4);
        layer.weight.requires_grad = false;
        Expect(layer, zeros(5, 3, requires_grad: true), forward: 120, backward: 120);
        Expect(layer, zeros(5, 3), forward: 120, backward: 0);
    }

    [Fact]
    public void A_convolution_applies_its_kernel_at_each_place_of_the_output()
    {
        // (10 + 2 · 1 − 3) / 2 + 1 = 5 places; 2 samples · 5 places · 4 outputs · 3 inputs · 3 taps = 360 multiply-accumulates.
        using Conv1d line = nn.Conv1d(3, 4, kernel_size: 3, stride: 2, padding: 1);
        Expect(line, zeros(2, 3, 10), forward: 720, backward: 720);
        Expect(line, zeros(2, 3, 10, requires_grad: true), forward: 720, backward: 1440);

        // 8 − 2 · (3 − 1) = 4 rows and columns with dilation 2; 2 · 16 places · 6 outputs · (4 / 2) inputs of a group · 9 taps = 3456.
        using Conv2d plane = nn.Conv2d(4, 6, kernel_size: 3, dilation: 2, groups: 2, bias: false);
        Expect(plane, zeros(2, 4, 8, 8), forward: 6912, backward: 6912);

        // 4 − 1 = 3 in each direction; 27 places · 3 outputs · 2 inputs · 8 taps = 1296.
        using Conv3d space = nn.Conv3d(2, 3, kernel_size: 2);
        Expect(space, zeros([1, 2, 4, 4, 4]), forward: 2592, backward: 2592);
    }

    [Fact]
    public void A_convolution_counts_padding_like_anything_else_and_takes_one_sample_without_a_batch()
    {
        // "Same" keeps 8 × 6 places; 48 · 5 outputs · 2 inputs · 9 taps = 4320.
        using Conv2d layer = nn.Conv2d(2, 5, kernel_size: 3, padding: Padding.Same);
        Expect(layer, zeros(2, 8, 6), forward: 8640, backward: 8640);
        using Conv2d reflected = nn.Conv2d(2, 5, kernel_size: 3, padding: 1, padding_mode: PaddingModes.Reflect);
        Expect(reflected, zeros(1, 2, 8, 6), forward: 8640, backward: 8640);
    }

    [Fact]
    public void A_kernel_that_is_not_square_has_the_product_of_its_sides()
    {
        // (5 − 2 + 1) · (7 − 3 + 1) = 20 places · 4 outputs · 1 input · 6 taps = 480.
        using Conv2d layer = nn.Conv2d(1, 4, kernel_size: (2, 3));
        Expect(layer, zeros(1, 1, 5, 7), forward: 960, backward: 960);
    }

    [Fact]
    public void A_transposed_convolution_applies_its_kernel_at_each_place_of_the_input()
    {
        // 2 samples · 5 places · 4 inputs · 6 outputs · 3 taps = 720, for any stride.
        using ConvTranspose1d line = nn.ConvTranspose1d(4, 6, kernel_size: 3, stride: 2, output_padding: 1);
        Expect(line, zeros(2, 4, 5), forward: 1440, backward: 1440);

        // 1 · 9 places · 4 inputs · (6 / 2) outputs of a group · 4 taps = 432.
        using ConvTranspose2d plane = nn.ConvTranspose2d(4, 6, kernel_size: 2, stride: 2, groups: 2, bias: false);
        Expect(plane, zeros(1, 4, 3, 3, requires_grad: true), forward: 864, backward: 1728);

        // 8 places · 2 inputs · 3 outputs · 8 taps = 384.
        using ConvTranspose3d space = nn.ConvTranspose3d(2, 3, kernel_size: 2, padding: 1);
        Expect(space, zeros([1, 2, 2, 2, 2]), forward: 768, backward: 768);
    }

    [Theory]
    [InlineData(4)] // LSTM: input, forget and output gate, cell
    [InlineData(3)] // GRU: reset and update gate, candidate
    [InlineData(1)] // RNN
    public void A_recurrent_layer_multiplies_input_and_hidden_state_at_each_step(int gates)
    {
        // 7 steps, 2 sequences, 3 inputs, 5 hidden. Input: 7 · 2 · (5 · gates) · 3; hidden state: 7 · 2 · (5 · gates) · 5.
        long input = 2 * 7 * 2 * 5 * gates * 3,
            hidden = 2 * 7 * 2 * 5 * gates * 5,
            firstHidden = 2 * 2 * 5 * gates * 5;
        // Backward: gradients of both weights, and of the hidden state but for the first, which is a constant 0; the input's if it needs
        // one.
        using nn.Module layer = Recurrent(gates, inputSize: 3, hiddenSize: 5);
        Expect(layer, () => Run(layer, zeros(7, 2, 3)), forward: input + hidden, backward: input + hidden + (hidden - firstHidden));
        Expect(
            layer,
            () => Run(layer, zeros(7, 2, 3, requires_grad: true)),
            forward: input + hidden,
            backward: 2 * input + hidden + (hidden - firstHidden)
        );
    }

    [Fact]
    public void Further_layers_of_a_recurrent_module_read_both_directions_of_the_one_below()
    {
        // 4 steps · 2 sequences, one gate, 5 hidden. Layer 0: two directions of (3 + 5) · 5; layer 1: two directions of (10 + 5) · 5.
        const long forward = 2 * 8 * 2 * (8 * 5 + 15 * 5);
        // All weights' gradients (= forward); all hidden states' but the first of each of 4 (= 4 · 2 · 3 steps · 2 · 25); layer 1's
        // inputs'.
        const long backward = forward + 4 * 2 * 3 * 2 * 25 + 2 * (2 * 8 * 10 * 5);
        using RNN layer = nn.RNN(3, 5, numLayers: 2, bidirectional: true);
        Expect(layer, () => layer.call(zeros(4, 2, 3)), forward, backward);
    }

    [Fact]
    public void The_order_of_batch_and_time_makes_no_difference_and_a_given_state_may_need_a_gradient()
    {
        using GRU timeFirst = nn.GRU(3, 5),
            batchFirst = nn.GRU(3, 5, batchFirst: true);
        PassFlops expected = FlopCounter.Count(timeFirst, () => timeFirst.call(zeros(7, 2, 3))).Total;
        Assert.Equal(expected, FlopCounter.Count(batchFirst, () => batchFirst.call(zeros(2, 7, 3))).Total);
        Assert.Equal(expected, FlopCounter.Count(timeFirst, () => timeFirst.call(zeros(7, 2, 3), zeros(1, 2, 5))).Total);

        PassFlops withState = FlopCounter.Count(timeFirst, () => timeFirst.call(zeros(7, 2, 3), zeros(1, 2, 5, requires_grad: true))).Total;
        Assert.Equal(expected with { Backward = expected.Backward + 2 * 2 * 15 * 5 }, withState);
    }

    [Fact]
    public void A_recurrent_cell_is_one_step()
    {
        // 2 sequences · (4 · 5) · (3 + 5) = 320; backward the two weights' gradients, and the state's if it needs one: 2 · 2 · 20 · 5 =
        // 400.
        using LSTMCell lstm = nn.LSTMCell(3, 5);
        Expect(lstm, () => lstm.call(zeros(2, 3), (zeros(2, 5), zeros(2, 5))), forward: 640, backward: 640);
        Expect(lstm, () => lstm.call(zeros(2, 3), (zeros(2, 5, requires_grad: true), zeros(2, 5))), forward: 640, backward: 1040);
        using GRUCell gru = nn.GRUCell(3, 5);
        Expect(gru, () => gru.call(zeros(2, 3), zeros(2, 5)), forward: 480, backward: 480);
        using RNNCell rnn = nn.RNNCell(3, 5);
        Expect(rnn, () => rnn.call(zeros(2, 3, requires_grad: true), zeros(2, 5)), forward: 160, backward: 160 + 60);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attention_projects_scores_weighs_and_projects(bool needWeights)
    {
        // 3 queries, 5 keys, 2 sequences, width 8, 4 heads of 2.
        const long query = 2 * 3 * 2 * 8 * 8,
            key = 2 * 5 * 2 * 8 * 8,
            value = key,
            scores = 2 * 2 * 4 * (3 * 2 * 5),
            context = scores,
            result = query;
        const long forward = query + key + value + scores + context + result;
        using MultiheadAttention attention = nn.MultiheadAttention(8, 4);
        // Backward: both operands of every product, but the inputs need no gradient.
        Expect(
            attention,
            () => attention.call(zeros(3, 2, 8), zeros(5, 2, 8), zeros(5, 2, 8), need_weights: needWeights),
            forward,
            backward: 2 * forward - query - key - value
        );
    }

    [Fact]
    public void Attention_to_an_input_that_needs_a_gradient_costs_twice_its_forward_pass_backward()
    {
        // One sequence of 4, width 6, 3 heads of 2: four projections of 4 · 6 · 6, scores and context of 3 · (4 · 2 · 4).
        const long forward = 2 * (4 * (4 * 6 * 6) + 2 * (3 * 4 * 2 * 4));
        using MultiheadAttention attention = nn.MultiheadAttention(6, 3);
        Tensor x = zeros(4, 1, 6, requires_grad: true);
        Expect(attention, () => attention.call(x, x, x), forward, backward: 2 * forward);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attention_to_keys_of_another_width_and_to_added_keys_counts_them(bool needWeights)
    {
        // 3 queries of 8; 5 keys and values of 6, and two keys added: a bias and a zero. The added ones are not projected.
        const long query = 2 * 3 * 8 * 8,
            key = 2 * 5 * 6 * 8,
            value = key,
            scores = 2 * 3 * 8 * 7,
            context = scores,
            result = query;
        const long forward = query + key + value + scores + context + result;
        using MultiheadAttention attention = nn.MultiheadAttention(8, 2, add_bias_kv: true, add_zero_attn: true, kdim: 6, vdim: 6);
        Expect(
            attention,
            () => attention.call(zeros(3, 1, 8), zeros(5, 1, 6), zeros(5, 1, 6), need_weights: needWeights),
            forward,
            backward: 2 * forward - query - key - value
        );
    }

    [Fact]
    public void What_multiplies_no_matrices_is_known_and_counts_nothing()
    {
        Expect(nn.ReLU(), zeros(2, 8), 0, 0);
        Expect(nn.GELU(), zeros(2, 8, requires_grad: true), 0, 0);
        Expect(nn.PReLU(1), zeros(2, 8), 0, 0);
        Expect(nn.Softmax(1), zeros(2, 8), 0, 0);
        Expect(nn.Dropout(), zeros(2, 8), 0, 0);
        Expect(nn.MaxPool2d(2), zeros(1, 1, 4, 4), 0, 0);
        Expect(nn.AdaptiveAvgPool2d(1), zeros(1, 1, 4, 4), 0, 0);
        Expect(nn.ZeroPad2d(1), zeros(1, 1, 4, 4), 0, 0);
        Expect(nn.Flatten(), zeros(2, 2, 2), 0, 0);
        Expect(nn.Identity(), zeros(2, 2), 0, 0);
        Expect(nn.Embedding(10, 4), zeros([2, 3], int64), 0, 0);
        Expect(nn.BatchNorm1d(8), zeros(2, 8), 0, 0);
        Expect(nn.LayerNorm(8), zeros(2, 8), 0, 0);
        CrossEntropyLoss loss = nn.CrossEntropyLoss();
        Expect(loss, () => loss.call(zeros(2, 8), zeros([2], int64)), 0, 0);
    }

    [Fact]
    public void Norms_count_by_the_element_if_they_are_switched_on()
    {
        // 24 elements. Own statistics 5, weight and bias 2; backward 7 for the input, 1 for the weight in it, 3 for weight and bias.
        Tensor x = zeros(2, 4, 3),
            needs = zeros(2, 4, 3, requires_grad: true);
        ExpectNorm(nn.LayerNorm(3), x, forward: 24 * 7, backward: 24 * 3);
        ExpectNorm(nn.LayerNorm(3), needs, forward: 24 * 7, backward: 24 * 11);
        ExpectNorm(nn.LayerNorm(3, elementwise_affine: false), needs, forward: 24 * 5, backward: 24 * 7);
        ExpectNorm(nn.GroupNorm(2, 4), needs, forward: 24 * 7, backward: 24 * 11);
        ExpectNorm(nn.InstanceNorm1d(4), needs, forward: 24 * 5, backward: 24 * 7);

        using BatchNorm1d batch = nn.BatchNorm1d(4);
        ExpectNorm(batch, needs, forward: 24 * 7, backward: 24 * 11);
        batch.eval(); // Running statistics: centre and scale.
        ExpectNorm(batch, needs, forward: 24 * 4, backward: 24 * 5);
    }

    /// <summary>
    /// If a new TorchSharp brings a module without parameters that multiplies matrices, the counter's rule for such modules must change.
    /// </summary>
    [Fact]
    public void TorchSharps_modules_without_parameters_are_those_whose_operations_were_looked_at()
    {
        string[] lookedAt =
        [
            "AdaptiveAvgPool1d",
            "AdaptiveAvgPool2d",
            "AdaptiveAvgPool3d",
            "AdaptiveMaxPool1d",
            "AdaptiveMaxPool2d",
            "AdaptiveMaxPool3d",
            "AlphaDropout",
            "AvgPool1d",
            "AvgPool2d",
            "AvgPool3d",
            "CELU",
            "ChannelShuffle",
            "ConstantPad1d",
            "ConstantPad2d",
            "ConstantPad3d",
            "CosineSimilarity",
            "Dropout",
            "Dropout1d",
            "Dropout2d",
            "Dropout3d",
            "ELU",
            "FeatureAlphaDropout",
            "Flatten",
            "Fold",
            "FractionalMaxPool2d",
            "FractionalMaxPool3d",
            "GELU",
            "GLU",
            "Hardshrink",
            "Hardsigmoid",
            "Hardswish",
            "Hardtanh",
            "Identity",
            "LPPool1d",
            "LPPool2d",
            "LeakyReLU",
            "LocalResponseNorm",
            "LogSigmoid",
            "LogSoftmax",
            "MaxPool1d",
            "MaxPool2d",
            "MaxPool3d",
            "MaxUnpool1d",
            "MaxUnpool2d",
            "MaxUnpool3d",
            "Mish",
            "PairwiseDistance",
            "PixelShuffle",
            "PixelUnshuffle",
            "RReLU",
            "ReLU",
            "ReLU6",
            "ReflectionPad1d",
            "ReflectionPad2d",
            "ReflectionPad3d",
            "ReplicationPad1d",
            "ReplicationPad2d",
            "ReplicationPad3d",
            "SELU",
            "SiLU",
            "Sigmoid",
            "Softmax",
            "Softmax2d",
            "Softmin",
            "Softplus",
            "Softshrink",
            "Softsign",
            "Tanh",
            "Tanhshrink",
            "Threshold",
            "Unflatten",
            "Unfold",
            "Upsample",
            "ZeroPad2d",
        ];
        IEnumerable<string> present = typeof(torch)
            .Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(IParameterLessModule).IsAssignableFrom(type))
            .Select(type => type.Name)
            .Order(StringComparer.Ordinal);
        Assert.Equal(lookedAt.Order(StringComparer.Ordinal), present);
    }

    private static nn.Module Recurrent(int gates, long inputSize, long hiddenSize) =>
        gates switch
        {
            4 => nn.LSTM(inputSize, hiddenSize),
            3 => nn.GRU(inputSize, hiddenSize),
            _ => nn.RNN(inputSize, hiddenSize),
        };

    private static void Run(nn.Module recurrent, Tensor input)
    {
        switch (recurrent)
        {
            case LSTM lstm:
                lstm.call(input);
                break;
            case GRU gru:
                gru.call(input);
                break;
            case RNN rnn:
                rnn.call(input);
                break;
        }
    }

    private static void Expect(nn.Module<Tensor, Tensor> module, Tensor input, long forward, long backward) =>
        Expect(module, () => module.call(input), forward, backward);

    private static void Expect(nn.Module module, Action run, long forward, long backward) =>
        Expect(FlopCounter.Count(module, run), forward, backward);

    private static void ExpectNorm(nn.Module<Tensor, Tensor> module, Tensor input, long forward, long backward) =>
        Expect(FlopCounter.Count(module, input, countNorms: true), forward, backward);

    private static void Expect(FlopCount count, long forward, long backward)
    {
        Assert.Null(count.NotCounted);
        Assert.Equal(new PassFlops(forward, backward), count.Total);
        Assert.Equal(1, Assert.Single(count.Modules).Calls);
    }
}
