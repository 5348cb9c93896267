using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Testing.Networks;

/// <summary>Builds small networks node by node; every method returns the name of the activation it makes.</summary>
internal sealed class NetworkBuilder
{
    private readonly List<TensorInfo> inputs = [];
    private readonly List<Parameter> parameters = [];
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, TensorType> activations = new(StringComparer.Ordinal);

    public static SlidingWindow Window(int kernel, int stride = 1, int pad = 0, int dilation = 1) => new()
    {
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideHeight = stride,
        StrideWidth = stride,
        DilationHeight = dilation,
        DilationWidth = dilation,
        PadTop = pad,
        PadLeft = pad,
        PadBottom = pad,
        PadRight = pad,
    };

    public TensorShape Shape(string activation) => activations[activation].Shape;

    public string Input(params int[] sample) => Input("x" + inputs.Count, sample);

    public string Input(string name, int[] sample)
    {
        var shape = TensorShape.Of([TensorShape.Dynamic, .. sample]);
        inputs.Add(new TensorInfo(name, shape));
        activations.Add(name, new TensorType(shape));
        return name;
    }

    public string Parameter(ParameterRole role, int[] shape, IEnumerable<float> values)
    {
        var name = "p" + parameters.Count;
        parameters.Add(new Parameter(name, role, TensorShape.Of(shape), values.ToEquatableArray()));
        return name;
    }

    public string Constant(int[] shape, params float[] values) => Parameter(ParameterRole.Constant, shape, values);

    public string Add(Func<string, string, Node> make)
    {
        var node = make("n" + nodes.Count, "y" + nodes.Count);
        nodes.Add(node);
        var scope = new TypeScope(activations, parameters.ToDictionary(p => p.Name, p => p.Shape, StringComparer.Ordinal));
        activations.Add(node.Output, ShapeInference.Infer(node, scope)[0]);
        return node.Output;
    }

    public string Convolution(
        string input, int[] shape, IEnumerable<float> weights, float[]? bias = null, SlidingWindow? window = null, int groups = 1)
    {
        var weight = Parameter(ParameterRole.Weight, shape, weights);
        var biasName = bias is null ? null : Parameter(ParameterRole.Bias, [shape[0]], bias);
        return Add((name, output) => new ConvolutionNode
        {
            Name = name,
            Inputs = [input],
            Output = output,
            Weight = weight,
            Bias = biasName,
            Window = (window ?? Window(1)) with { KernelHeight = shape[2], KernelWidth = shape[3] },
            Groups = groups,
        });
    }

    public string Linear(string input, int[] shape, IEnumerable<float> weights, float[]? bias = null)
    {
        var weight = Parameter(ParameterRole.Weight, shape, weights);
        var biasName = bias is null ? null : Parameter(ParameterRole.Bias, [shape[0]], bias);
        return Add((name, output) => new LinearNode { Name = name, Inputs = [input], Output = output, Weight = weight, Bias = biasName });
    }

    public string BatchNorm(string input, float[] scale, float[] shift, float[] mean, float[] variance, float epsilon = 0)
    {
        int[] shape = [scale.Length];
        var scaleName = Parameter(ParameterRole.Scale, shape, scale);
        var shiftName = Parameter(ParameterRole.Shift, shape, shift);
        var meanName = Parameter(ParameterRole.Statistic, shape, mean);
        var varianceName = Parameter(ParameterRole.Statistic, shape, variance);
        return Add((name, output) => new BatchNormNode
        {
            Name = name,
            Inputs = [input],
            Output = output,
            Scale = scaleName,
            Shift = shiftName,
            Mean = meanName,
            Variance = varianceName,
            Epsilon = epsilon,
        });
    }

    public string Binary(BinaryOperator operation, string left, string right) =>
        Add((name, output) => new BinaryNode { Name = name, Inputs = [left, right], Output = output, Operator = operation });

    public string Relu(string input) => Add((name, output) => new ReluNode { Name = name, Inputs = [input], Output = output });

    public string Clip(string input, float minimum, float maximum) => Add((name, output) =>
        new ClipNode { Name = name, Inputs = [input], Output = output, Minimum = minimum, Maximum = maximum });

    public string Sigmoid(string input) => Add((name, output) => new UnaryNode { Function = UnaryFunctions.Sigmoid, Name = name, Inputs = [input], Output = output });

    public string Softmax(string input, int axis) =>
        Add((name, output) => new SoftmaxNode { Name = name, Inputs = [input], Output = output, Axis = axis });

    public string MaxPool(string input, SlidingWindow window) =>
        Add((name, output) => new MaxPoolNode { Name = name, Inputs = [input], Output = output, Window = window });

    public string AveragePool(
        string input, SlidingWindow window, bool countPadding = false, int uncountedBottom = 0, int uncountedRight = 0) =>
        Add((name, output) => new AveragePoolNode
        {
            Name = name,
            Inputs = [input],
            Output = output,
            Window = window,
            CountPadding = countPadding,
            UncountedBottom = uncountedBottom,
            UncountedRight = uncountedRight,
        });

    public string GlobalAveragePool(string input) =>
        Add((name, output) => new GlobalAveragePoolNode { Name = name, Inputs = [input], Output = output });

    public string Reshape(string input, params int[] sample) => Add((name, output) =>
        new ReshapeNode { Name = name, Inputs = [input], Output = output, Shape = TensorShape.Of([TensorShape.Dynamic, .. sample]) });

    public string Transpose(string input, params int[] permutation) => Add((name, output) =>
        new TransposeNode { Name = name, Inputs = [input], Output = output, Permutation = [0, .. permutation] });

    public string Slice(string input, int[] starts, int[] steps, int[] counts) => Add((name, output) => new SliceNode
    {
        Name = name,
        Inputs = [input],
        Output = output,
        Starts = [0, .. starts],
        Steps = [1, .. steps],
        Shape = TensorShape.Of([TensorShape.Dynamic, .. counts]),
    });

    public string Pad(string input, PadMode mode, int[] before, int[] after, float value = 0) => Add((name, output) => new PadNode
    {
        Name = name,
        Inputs = [input],
        Output = output,
        Mode = mode,
        Before = [0, .. before],
        After = [0, .. after],
        Value = value,
    });

    public string Concat(int axis, params string[] operands) => Add((name, output) =>
        new ConcatNode { Name = name, Inputs = EquatableArray.TakeOwnership(operands), Output = output, Axis = axis });

    public string MatrixProduct(string left, string right) =>
        Add((name, output) => new MatrixProductNode { Name = name, Inputs = [left, right], Output = output });

    public NetworkGraph Build(params string[] outputs) => new()
    {
        Name = "test",
        Inputs = inputs.ToEquatableArray(),
        Outputs = outputs.Select(o => new TensorInfo(o, activations[o].Shape)).ToEquatableArray(),
        Nodes = nodes.ToEquatableArray(),
        Parameters = parameters.ToEquatableArray(),
    };

    /// <summary>The result of a network of one output on one sample of its inputs.</summary>
    public float[] Run(string output, params float[][] samples)
    {
        var named = inputs.Zip(samples, (input, values) => (input.Name, values)).ToDictionary(e => e.Name, e => e.values);
        return new FloatExecutor(Build(output)).Run(named, 1)[output];
    }

    /// <summary>An artifact of the network with the formats given and the weights on the smallest codebook that holds them.</summary>
    public WfnArtifact Artifact(string[] outputs, params (string Activation, FixedPointFormat Format)[] formats)
    {
        var graph = Build(outputs);
        var codebook = Codebook.FromValues(graph.Parameters.Where(p => p.IsFixable).SelectMany(p => p.Values).Append(0f));
        return ArtifactBuilder.Build(
            graph,
            codebook,
            [],
            new SourceModel("test.onnx", new string('0', 64)),
            [],
            formats.Select(f => new ActivationFormat(f.Activation, f.Format)).ToEquatableArray(),
            []);
    }
}
