using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Testing.Networks;

/// <summary>Artifacts for the tests of the format.</summary>
internal static class SampleNetworks
{
    /// <summary>A small network with one node of every kind and names that need escaping.</summary>
    public static WfnArtifact EveryNode()
    {
        var codebook = Codebook.FromValues([-0.5f, -0.0390625f, 0f, 0.0078125f, 0.25f, 0.75f]);
        var random = new Random(7);
        var parameters = new List<Parameter>();
        string Fixed(string name, ParameterRole role, params int[] shape) => Add(name, role, shape, () => codebook.Value(Skewed(random, codebook.Count)));
        string Stored(string name, ParameterRole role, params int[] shape) => Add(name, role, shape, () => (float)(random.NextDouble() + 0.1));
        string Add(string name, ParameterRole role, int[] shape, Func<float> value)
        {
            var tensorShape = TensorShape.Of(shape);
            var values = Enumerable.Range(0, tensorShape.ElementCount).Select(_ => value()).ToEquatableArray();
            parameters.Add(new Parameter(name, role, tensorShape, values));
            return name;
        }

        var nodes = new EquatableArray<Node>(
        [
            new ConvolutionNode
            {
                Name = "conv \"one\"", Inputs = ["image"], Output = "c1",
                Weight = Fixed("conv.weight", ParameterRole.Weight, 4, 1, 3, 3),
                Bias = Fixed("conv.bias", ParameterRole.Bias, 4),
                Window = new SlidingWindow { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
            },
            new BatchNormNode
            {
                Name = "bn\\\n", Inputs = ["c1"], Output = "b1",
                Scale = Fixed("bn.scale", ParameterRole.Scale, 4), Shift = Fixed("bn.shift", ParameterRole.Shift, 4),
                Mean = Stored("bn.mean", ParameterRole.Statistic, 4), Variance = Stored("bn.variance", ParameterRole.Statistic, 4),
                Epsilon = 1e-5f,
            },
            new ReluNode { Name = "relu", Inputs = ["b1"], Output = "r1" },
            new ConvolutionNode
            {
                Name = "depthwise", Inputs = ["r1"], Output = "c2",
                Weight = Fixed("depthwise.weight", ParameterRole.Weight, 4, 1, 3, 1), Groups = 4,
                Window = new SlidingWindow { KernelHeight = 3, KernelWidth = 1, DilationHeight = 2, PadTop = 2, PadBottom = 2 },
            },
            new BinaryNode { Name = "add", Inputs = ["r1", "c2"], Output = "a1", Operator = BinaryOperator.Add },
            new BinaryNode
            {
                Name = "scale", Inputs = ["a1", Stored("шкала", ParameterRole.Constant, 4, 1, 1)], Output = "m1", Operator = BinaryOperator.Multiply,
            },
            new MaxPoolNode
            {
                Name = "max", Inputs = ["m1"], Output = "p1",
                Window = new SlidingWindow { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2 },
            },
            new AveragePoolNode
            {
                Name = "average", Inputs = ["m1"], Output = "p2", CountPadding = true, UncountedBottom = 1,
                Window = new SlidingWindow { KernelHeight = 3, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2, PadBottom = 1 },
            },
            new ConcatNode { Name = "concat", Inputs = ["p1", "p2"], Output = "cat", Axis = 1 },
            new PadNode
            {
                Name = "pad", Inputs = ["cat"], Output = "padded", Mode = PadMode.Constant, Before = [0, 0, 1, 0], After = [0, 0, 0, 1], Value = -0.1f,
            },
            new SliceNode
            {
                Name = "slice", Inputs = ["padded"], Output = "sliced", Starts = [0, 7, 0, 0], Steps = [1, -1, 2, 1],
                Shape = TensorShape.Of(TensorShape.Dynamic, 8, 3, 5),
            },
            new ClipNode { Name = "clip", Inputs = ["sliced"], Output = "clipped", Minimum = float.NegativeInfinity, Maximum = 6.1f },
            new TransposeNode { Name = "transpose", Inputs = ["clipped"], Output = "t1", Permutation = [0, 1, 3, 2] },
            new MatrixProductNode { Name = "product", Inputs = ["clipped", "t1"], Output = "mp" },
            new UnaryNode { Function = UnaryFunctions.Sigmoid, Name = "sigmoid", Inputs = ["mp"], Output = "s1" },
            new GatherNode { Name = "gather", Inputs = ["s1"], Output = "gathered", Axis = 2, Indices = [2, 0, 0, 1] },
            new LayerNormNode
            {
                Name = "layerNorm", Inputs = ["gathered", Fixed("layer.scale", ParameterRole.Scale, 4, 3)], Output = "layer", Axis = 2, Epsilon = 1e-5f,
            },
            new GroupNormNode
            {
                Name = "groupNorm", Output = "group", Axis = 1, Groups = 2, Epsilon = 1e-3f,
                Inputs = ["layer", Fixed("group.scale", ParameterRole.Scale, 8), Fixed("group.shift", ParameterRole.Shift, 8)],
            },
            new LocalResponseNormNode { Name = "response", Inputs = ["group"], Output = "response", Axis = 1, Size = 5, Beta = 0.5f },
            new ResampleNode
            {
                Name = "resample", Inputs = ["response", Stored("resample.weights", ParameterRole.Constant, 2, 2)], Output = "resampled", Axis = 2, Indices = [0, 1, 2, 3],
            },
            new TransposedConvolutionNode
            {
                Name = "transposed", Inputs = ["resampled", Fixed("transposed.weight", ParameterRole.Weight, 8, 4, 3, 2)], Output = "transposed", Groups = 2,
                Window = new SlidingWindow { KernelHeight = 3, KernelWidth = 2, StrideWidth = 2, PadTop = 1 }, OutputPadding = [0, 1],
            },
            new GlobalAveragePoolNode { Name = "global", Inputs = ["transposed"], Output = "g1" },
            new ReshapeNode { Name = "steps", Inputs = ["g1"], Output = "steps", Shape = TensorShape.Of(1, TensorShape.Dynamic, 8) },
            new RecurrentNode
            {
                Name = "recurrent", Output = "states", Cell = RecurrentCell.Rnn, Activations = [new(GateFunction.Relu)], Clip = 6, IsReverse = true,
                Inputs = ["steps", Fixed("rnn.weight", ParameterRole.Weight, 8, 8), Fixed("rnn.recurrence", ParameterRole.Weight, 8, 8)],
            },
            new ReshapeNode { Name = "flatten", Inputs = ["states"], Output = "flat", Shape = TensorShape.Of(TensorShape.Dynamic, 8) },
            new LinearNode
            {
                Name = "fc", Inputs = ["flat"], Output = "logits",
                Weight = Fixed("fc.weight", ParameterRole.Weight, 3, 8), Bias = Stored("fc.bias", ParameterRole.Bias, 3),
            },
            new ReductionNode { Name = "largest", Inputs = ["logits"], Output = "largest", Operator = ReductionOperator.Max, Axes = [1], KeepsAxes = true },
            new BinaryNode { Name = "centre", Inputs = ["logits", "largest"], Output = "centred", Operator = BinaryOperator.Subtract },
            new ArgumentNode
            {
                Name = "where", Inputs = ["logits"], Output = "index", Operator = ArgumentOperator.Max, Axis = 1,
                KeepsAxis = true, TakesLast = true,
            },
            new LookupNode { Name = "lookup", Inputs = ["index"], Output = "label", Values = [2, 0, -1], Missing = 7 },
            new BinaryNode { Name = "labelled", Inputs = ["centred", "label"], Output = "labelled", Operator = BinaryOperator.Add },
            new TopNode { Name = "best", Inputs = ["logits"], Output = "best", Operator = TopOperator.Max, Axis = 1, Count = 2 },
            new PickAlongNode { Name = "of the best", Inputs = ["logits", "best"], Output = "top", Axis = 1 },
            new ReductionNode { Name = "least", Inputs = ["top"], Output = "least", Operator = ReductionOperator.Min, Axes = [1], KeepsAxes = true },
            new PickNode { Name = "embed", Inputs = [Fixed("table", ParameterRole.Weight, 3, 3), "index"], Output = "embedded", Axis = 0 },
            new ReshapeNode { Name = "row", Inputs = ["embedded"], Output = "row", Shape = TensorShape.Of(TensorShape.Dynamic, 3) },
            new GridSampleNode
            {
                Name = "sample", Inputs = ["r1", Stored("grid", ParameterRole.Constant, 1, 1, 2)], Output = "sampled",
                Mode = SampleMode.Cubic, Padding = SamplePadding.Reflection, AlignsCorners = true,
            },
            new ReductionNode { Name = "pixel", Inputs = ["sampled"], Output = "pixel", Operator = ReductionOperator.Sum, Axes = [1, 2], KeepsAxes = false },
            new BinaryNode { Name = "with the row", Inputs = ["labelled", "row"], Output = "with row", Operator = BinaryOperator.Add },
            new BinaryNode { Name = "with the least", Inputs = ["with row", "least"], Output = "with least", Operator = BinaryOperator.Add },
            new BinaryNode { Name = "with the pixel", Inputs = ["with least", "pixel"], Output = "with pixel", Operator = BinaryOperator.Add },
            new ReshapeNode { Name = "column", Inputs = ["with pixel"], Output = "column", Shape = TensorShape.Of(TensorShape.Dynamic, 3, 1) },
            new PutNode { Name = "put", Inputs = ["column", "index", Stored("put.row", ParameterRole.Constant, 1, 1)], Output = "put", Join = PutJoin.Maximum },
            new ReshapeNode { Name = "row again", Inputs = ["put"], Output = "put row", Shape = TensorShape.Of(TensorShape.Dynamic, 3) },
            new SoftmaxNode { Name = "softmax", Inputs = ["put row"], Output = "scores", Axis = 1 },
        ]);
        var graph = new NetworkGraph
        {
            Name = "every node",
            Inputs = [new TensorInfo("image", TensorShape.Of(TensorShape.Dynamic, 1, 8, 8))],
            Outputs = [new TensorInfo("scores", TensorShape.Of(TensorShape.Dynamic, 3)), new TensorInfo("logits", TensorShape.Of(TensorShape.Dynamic, 3))],
            Nodes = nodes,
            Parameters = parameters.ToEquatableArray(),
        };
        return ArtifactBuilder.Build(
            graph,
            codebook,
            ["fc.bias"],
            Source,
            [new ArtifactProperty("delta", "0.01"), new ArtifactProperty("exclude", "fc.bias, \"quoted\"\r\n")],
            [new ActivationFormat("image", new FixedPointFormat(8, true, 5)), new ActivationFormat("r1", new FixedPointFormat(8, false, -2))],
            [new Measurement("accuracyOriginal", 0.9267, 10000, "t10k 0123456789abcdef"), new Measurement("accuracyFloat", 1.0 / 3, 3, "")]);
    }

    /// <summary>A fully connected layer of the given number of weights, and the values of a realistic distribution (about 2.5 bits).</summary>
    public static WfnArtifact OneLayer(int outputs, int inputs)
    {
        var codebook = RealisticCodebook();
        var random = new Random(11);
        var some = Enumerable.Range(0, 100_000).Select(_ => codebook.Value(Realistic(random, codebook))).ToArray();
        var values = new float[outputs * inputs];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = some[i % some.Length];
        }

        return OneLayer(outputs, inputs, codebook, values);
    }

    /// <summary>A fully connected layer.</summary>
    public static WfnArtifact OneLayer(int outputs, int inputs, Codebook codebook, float[] weights, bool isFixed = true)
    {
        var graph = new NetworkGraph
        {
            Name = "",
            Inputs = [new TensorInfo("x", TensorShape.Of(TensorShape.Dynamic, inputs))],
            Outputs = [new TensorInfo("y", TensorShape.Of(TensorShape.Dynamic, outputs))],
            Nodes = [new LinearNode { Name = "fc", Inputs = ["x"], Output = "y", Weight = "w" }],
            Parameters = [new Parameter("w", ParameterRole.Weight, TensorShape.Of(outputs, inputs), EquatableArray.TakeOwnership(weights))],
        };
        return ArtifactBuilder.Build(graph, codebook, isFixed ? [] : ["w"], Source, [], [], []);
    }

    public static SourceModel Source { get; } = new("модель.onnx", string.Concat(Enumerable.Repeat("0123456789abcdef", 4)));

    /// <summary>Zero and the powers of two from 2^-7 to 2^1 of both signs, and a few sums of two of them.</summary>
    public static Codebook RealisticCodebook()
    {
        var positive = Enumerable.Range(-7, 9).Select(e => (float)Math.Pow(2, e)).Concat([0.375f, 0.046875f, 0.75f]).ToArray();
        return Codebook.FromValues([0f, .. positive, .. positive.Select(v => -v)]);
    }

    // The nearest value of the codebook to a normal number of standard deviation 0.016, as layers have.
    private static int Realistic(Random random, Codebook codebook)
    {
        var normal = 0.016 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var scaled = normal * (1 << codebook.FractionBits);
        var at = codebook.Mantissas.AsSpan().BinarySearch((int)Math.Round(scaled));
        at = at < 0 ? ~at : at;
        return at == codebook.Count || (at > 0 && scaled - codebook.Mantissas[at - 1] < codebook.Mantissas[at] - scaled) ? at - 1 : at;
    }

    private static int Skewed(Random random, int count) => Math.Min(count - 1, (int)(random.NextDouble() * random.NextDouble() * count));
}
