using TorchSharp;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Operators;
using Wfn.Reference;
using Wfn.Training.Networks;

namespace Wfn.Training.Tests.Networks;

public sealed class TorchNetworkTests
{
    private const int Batch = 3;

    private static NetworkGraph Recurrent(string cell, int gates)
    {
        var random = new Random(5);
        float[] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-8, 9) / 8f)];
        return new OnnxModel(14).Input("x", -1, 4, 2).Floats("w", [2, gates * 3, 2], Drawn(gates * 12)).Floats("r", [2, gates * 3, 3], Drawn(gates * 18))
            .Floats("b", [2, gates * 6], Drawn(gates * 12)).Floats("s", [1, 2, 3], Drawn(6))
            .Node(cell, ["x", "w", "r", "b", "", "s"], ["y", "h"], ("direction", "bidirectional"), ("layout", 1), ("clip", 1.5f)).Output("y").Import().Graph;
    }

    private static readonly SlidingWindow Uneven = new()
    {
        KernelHeight = 3,
        KernelWidth = 2,
        StrideHeight = 2,
        PadTop = 1,
        PadLeft = 1,
        PadBottom = 2,
    };

    private static readonly SlidingWindow Dilated = new() { KernelHeight = 2, KernelWidth = 3, DilationHeight = 3, DilationWidth = 2, PadRight = 1 };

    public static TheoryData<string> Kinds => [.. Networks.Keys];

    private static Dictionary<string, Func<NetworkGraph>> Networks { get; } = new()
    {
        ["convolution"] = () => new NetworkChain(2, 7, 6).Convolution(2, 3, 3).Build(),
        ["convolution, same padding, stride"] = () => new NetworkChain(2, 7, 6).Convolution(
            2, 4, 3, new SlidingWindow { KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 }).Build(),
        ["convolution, uneven padding, dilation, groups, no bias"] = () => new NetworkChain(4, 9, 8).Convolution(
            4, 6, 3, new SlidingWindow { KernelHeight = 3, KernelWidth = 3, DilationHeight = 2, PadTop = 2, PadRight = 1 }, groups: 2, bias: false).Build(),
        ["linear"] = () => new NetworkChain(5).Linear(5, 4).Relu().Linear(4, 3).Build(),
        ["linear over the last axis"] = () => new NetworkChain(4, 5).Linear(5, 3).Build(),
        ["batch norm"] = () => new NetworkChain(3, 4, 4).BatchNorm(3).Relu().Build(),
        ["max pool"] = () => Window(new NetworkChain(2, 7, 6), (w, n, i, o) => new MaxPoolNode { Name = n, Inputs = i, Output = o, Window = w }, Uneven),
        ["max pool, dilated"] = () => Window(new NetworkChain(2, 7, 6), (w, n, i, o) => new MaxPoolNode { Name = n, Inputs = i, Output = o, Window = w }, Dilated),
        ["average pool"] = () => Window(new NetworkChain(2, 7, 6), (w, n, i, o) => new AveragePoolNode { Name = n, Inputs = i, Output = o, Window = w }, Uneven),
        ["average pool, dilated"] = () => Window(new NetworkChain(2, 7, 6), (w, n, i, o) => new AveragePoolNode { Name = n, Inputs = i, Output = o, Window = w }, Dilated),
        ["average pool, padding counted"] = () => Window(
            new NetworkChain(2, 7, 6), (w, n, i, o) => new AveragePoolNode { Name = n, Inputs = i, Output = o, Window = w, CountPadding = true }, Uneven),
        ["average pool, padding counted in part"] = () => Window(
            new NetworkChain(2, 7, 6),
            (w, n, i, o) => new AveragePoolNode { Name = n, Inputs = i, Output = o, Window = w, CountPadding = true, UncountedBottom = 1 },
            Uneven),
        ["global average pool"] = () => new NetworkChain(3, 4, 5).Add((n, i, o) => new GlobalAveragePoolNode { Name = n, Inputs = i, Output = o }).Build(),
        ["add, subtract, multiply"] = Arithmetic,
        ["clip"] = () => new NetworkChain(6).Add((n, i, o) => new ClipNode { Name = n, Inputs = i, Output = o, Minimum = -0.2f, Maximum = 0.3f }).Build(),
        ["clip from below"] = () => new NetworkChain(6).Add(
            (n, i, o) => new ClipNode { Name = n, Inputs = i, Output = o, Minimum = -0.2f, Maximum = float.PositiveInfinity }).Build(),
        ["sigmoid"] = () => new NetworkChain(6).Add((n, i, o) => new UnaryNode { Function = UnaryFunctions.Sigmoid, Name = n, Inputs = i, Output = o }).Build(),
        ["softmax"] = () => new NetworkChain(3, 4).Softmax(1).Softmax(2).Build(),
        ["reshape, transpose"] = () => new NetworkChain(2, 3, 4).Reshape(4, 6).Add(
            (n, i, o) => new TransposeNode { Name = n, Inputs = i, Output = o, Permutation = [0, 2, 1] }).Build(),
        ["concat"] = () => new NetworkChain(2, 3).Relu().Add((n, i, o) => new ConcatNode { Name = n, Inputs = i, Output = o, Axis = 2 }, "x0", "y0").Build(),
        ["slice"] = () => new NetworkChain(5, 7).Add((n, i, o) => new SliceNode
        {
            Name = n,
            Inputs = i,
            Output = o,
            Starts = [0, 1, 6],
            Steps = [1, 1, -2],
            Shape = TensorShape.Of(TensorShape.Dynamic, 3, 4),
        }).Build(),
        ["pad with a constant"] = () => Padded(PadMode.Constant),
        ["pad by reflection"] = () => Padded(PadMode.Reflect),
        ["pad by the edge"] = () => Padded(PadMode.Edge),
        ["pad by wrapping"] = () => Padded(PadMode.Wrap),
        ["gather"] = () => new NetworkChain(5, 7).Add(
            (n, i, o) => new GatherNode { Name = n, Inputs = i, Output = o, Axis = 2, Indices = [6, 0, 0, 3] }).Build(),
        ["resample"] = Resampled,
        ["layer norm"] = () => Normalised((n, i, o) => new LayerNormNode { Name = n, Inputs = i, Output = o, Axis = 2, Epsilon = 1e-3f }, 2, 5),
        ["group norm"] = () => Normalised((n, i, o) => new GroupNormNode { Name = n, Inputs = i, Output = o, Axis = 1, Groups = 2, Epsilon = 1e-3f }, 4),
        ["local response norm"] = () => new NetworkChain(4, 2, 5).Add(
            (n, i, o) => new LocalResponseNormNode { Name = n, Inputs = i, Output = o, Axis = 1, Size = 4, Alpha = 0.5f }).Build(),
        ["transposed convolution"] = () => Transposed(Uneven, 0),
        ["transposed convolution, dilated, output padding"] = () => Transposed(Dilated, 2),
        ["steps first"] = () => new OnnxModel(13).Input("x", 3, -1, 4).Output("y").Ramp("w", 0.125f, 4, 2)
            .Node("MatMul", ["x", "w"], "p").Node("Softmax", ["p"], "s", ("axis", 0)).Node("Transpose", ["s"], "y", ("perm", new long[] { 2, 0, 1 })).Import().Graph,
        ["LSTM"] = () => Recurrent("LSTM", 4),
        ["GRU"] = () => Recurrent("GRU", 3),
        ["RNN"] = () => Recurrent("RNN", 1),
        ["matrix product"] = () => new NetworkChain(2, 3, 4).Add(
            (n, i, o) => new TransposeNode { Name = n, Inputs = i, Output = o, Permutation = [0, 1, 3, 2] })
            .Add((n, i, o) => new MatrixProductNode { Name = n, Inputs = i, Output = o }, "x0", "y0").Build(),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ComputesWhatTheReferenceComputes(string kind)
    {
        var graph = Networks[kind]();
        var input = RandomInput(graph);
        var expected = new float[Batch * graph.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(graph).Run(input, Batch, expected);

        using var network = new TorchNetwork(graph);
        using var scope = torch.NewDisposeScope();
        var output = network.Forward(Tensor(input, graph));

        Assert.Equal([Batch, .. graph.Outputs[0].Shape.Sample.Dimensions.Select(extent => (long)extent)], output.shape);
        var actual = output.contiguous().data<float>().ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5);
        }
    }

    [Theory]
    [InlineData("fashion-cnn.onnx")]
    [InlineData("fashion-resnet8.onnx")]
    [InlineData("fashion-resnet8-unfolded.onnx")]
    public void ComputesRealNetworksAsTheReferenceDoes(string model)
    {
        var path = Repository.Model(model);
        var graph = OnnxImporter.Import(path, new ImportOptions { FoldBatchNorm = false }).Graph;
        var input = RandomInput(graph);
        var expected = new float[Batch * 10];
        new FloatExecutor(graph).Run(input, Batch, expected);

        using var network = new TorchNetwork(graph);
        using var scope = torch.NewDisposeScope();
        var actual = network.Forward(Tensor(input, graph)).data<float>().ToArray();

        Assert.Equal(model.Contains("unfolded", StringComparison.Ordinal), network.HasStatistics);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void GradientsAreTheSlopesOfTheLoss()
    {
        var graph = new NetworkChain(2, 6, 6)
            .Convolution(2, 3, 3).Add((n, i, o) => new UnaryNode { Function = UnaryFunctions.Sigmoid, Name = n, Inputs = i, Output = o })
            .BatchNorm(3)
            .Add((n, i, o) => new AveragePoolNode { Name = n, Inputs = i, Output = o, Window = new SlidingWindow { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2 } })
            .Reshape(12).Linear(12, 4).Build();
        var input = RandomInput(graph);
        using var network = new TorchNetwork(graph);
        using var scope = torch.NewDisposeScope();
        var labels = torch.tensor(new long[] { 0, 3, 1 });
        torch.Tensor Loss() => torch.nn.functional.cross_entropy(network.Forward(Tensor(input, graph)), labels);

        Loss().backward();
        foreach (var parameter in network.TrainableParameters)
        {
            var gradient = network.Parameter(parameter.Name).grad!.data<float>().ToArray();
            for (var i = 0; i < gradient.Length; i += 5)
            {
                const float Step = 1e-2f;
                var values = TorchNetwork.Values(network.Parameter(parameter.Name));
                var value = values[i];
                values[i] = value + Step;
                var above = Loss().item<float>();
                values[i] = value - Step;
                var below = Loss().item<float>();
                values[i] = value;
                Assert.Equal((above - below) / (2 * Step), gradient[i], 2e-3);
            }
        }
    }

    [Fact]
    public void BatchNormTrainsOnTheBatchAndKeepsRunningStatistics()
    {
        var graph = new NetworkChain(2, 4, 4).BatchNorm(2).Build();
        var batchNorm = (BatchNormNode)graph.Nodes[0];
        var input = RandomInput(graph);
        using var network = new TorchNetwork(graph) { IsTraining = true, StatisticsMomentum = 1 };
        using var scope = torch.NewDisposeScope();
        network.Forward(Tensor(input, graph));

        var trained = network.ToGraph();
        var mean = trained.Parameters.Single(p => p.Name == batchNorm.Mean).Values;
        var variance = trained.Parameters.Single(p => p.Name == batchNorm.Variance).Values;
        for (var channel = 0; channel < 2; channel++)
        {
            var values = Enumerable.Range(0, Batch).SelectMany(b => input.Skip((b * 32) + (channel * 16)).Take(16)).ToArray();
            Assert.Equal(values.Average(), mean[channel], 1e-5);
            Assert.Equal(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1), variance[channel], 1e-5);
        }

        Assert.True(network.HasStatistics);
        network.IsTraining = false;
        var expected = new float[input.Length];
        new FloatExecutor(trained).Run(input, Batch, expected);
        var actual = network.Forward(Tensor(input, graph)).data<float>().ToArray();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void GivesBackTheParametersItWasGiven()
    {
        var graph = new NetworkChain(2, 4, 4).Convolution(2, 2, 3).BatchNorm(2).Build();
        using var network = new TorchNetwork(graph);
        Assert.Equal(graph, network.ToGraph());
    }

    private static NetworkGraph Window(
        NetworkChain builder, Func<SlidingWindow, string, EquatableArray<string>, string, Node> make, SlidingWindow window) =>
        builder.Add((name, inputs, output) => make(window, name, inputs, output)).Build();

    private static NetworkGraph Padded(PadMode mode) => new NetworkChain(2, 4, 5).Add((n, i, o) => new PadNode
    {
        Name = n,
        Inputs = i,
        Output = o,
        Mode = mode,
        Before = [0, 1, 0, 2],
        After = [0, 1, 3, 4],
        Value = 0.75f,
    }).Build();

    private static NetworkGraph Resampled()
    {
        var chain = new NetworkChain(2, 4, 3);
        var weights = chain.Parameter(ParameterRole.Constant, 5, 2);
        return chain.Add(
            (n, i, o) => new ResampleNode { Name = n, Inputs = i, Output = o, Axis = 2, Indices = [0, 1, 3, 3, 2, 0, 1, 2, 0, 0] }, "x0", weights).Build();
    }

    private static NetworkGraph Normalised(Func<string, EquatableArray<string>, string, Node> make, params int[] shape)
    {
        var chain = new NetworkChain(4, 2, 5);
        return chain.Add(make, "x0", chain.Parameter(ParameterRole.Scale, shape), chain.Parameter(ParameterRole.Shift, shape)).Build();
    }

    private static NetworkGraph Transposed(SlidingWindow window, int added)
    {
        var chain = new NetworkChain(4, 3, 5);
        var (weight, bias) = (chain.Parameter(ParameterRole.Weight, 6, 2, window.KernelHeight, window.KernelWidth), chain.Parameter(ParameterRole.Bias, 6));
        return chain.Add(
            (n, i, o) => new TransposedConvolutionNode { Name = n, Inputs = i, Output = o, Window = window, OutputPadding = [added, added], Groups = 2 },
            "x0",
            weight,
            bias).Build();
    }

    private static NetworkGraph Arithmetic()
    {
        var builder = new NetworkChain(2, 3);
        var constant = builder.Parameter(ParameterRole.Constant, 3);
        var column = builder.Parameter(ParameterRole.Constant, 1, 2, 1);
        return builder
            .Add((n, i, o) => new BinaryNode { Name = n, Inputs = i, Output = o, Operator = BinaryOperator.Add }, "x0", constant)
            .Add((n, i, o) => new BinaryNode { Name = n, Inputs = i, Output = o, Operator = BinaryOperator.Multiply }, column, "y0")
            .Add((n, i, o) => new BinaryNode { Name = n, Inputs = i, Output = o, Operator = BinaryOperator.Subtract }, "y1", "x0")
            .Build();
    }

    private static float[] RandomInput(NetworkGraph graph)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Batch * graph.Inputs[0].Shape.Sample.ElementCount).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private static torch.Tensor Tensor(float[] values, NetworkGraph graph) =>
        torch.tensor(values, [Batch, .. graph.Inputs[0].Shape.Sample.Dimensions.Select(extent => (long)extent)]);
}
