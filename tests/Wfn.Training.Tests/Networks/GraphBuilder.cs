using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Training.Tests.Networks;

/// <summary>Puts small networks with random weights together, node after node in a line or with named operands.</summary>
internal sealed class GraphBuilder
{
    private readonly TensorInfo input;
    private readonly List<Node> nodes = [];
    private readonly List<Parameter> parameters = [];
    private readonly Random random = new(7);

    public GraphBuilder(params int[] sample) => input = new TensorInfo("input", TensorShape.Of([TensorShape.Dynamic, .. sample]));

    /// <summary>The name of the last activation.</summary>
    public string Last => nodes.Count == 0 ? input.Name : nodes[^1].Output;

    public string Parameter(ParameterRole role, params int[] shape)
    {
        var name = $"p{parameters.Count}";
        var tensor = TensorShape.Of(shape);
        var values = new float[tensor.ElementCount];
        foreach (ref var value in values.AsSpan())
        {
            value = role == ParameterRole.BatchNormVariance ? random.NextSingle() + 0.5f : random.NextSingle() - 0.5f;
        }

        parameters.Add(new Parameter(name, role, tensor, EquatableArray.TakeOwnership(values)));
        return name;
    }

    /// <summary>Adds a node made from its name, operands and output; reads the last activation if no operands are named.</summary>
    public GraphBuilder Add(Func<string, EquatableArray<string>, string, Node> make, params string[] inputs)
    {
        var name = $"n{nodes.Count}";
        nodes.Add(make(name, inputs.Length == 0 ? [Last] : inputs.ToEquatableArray(), name + "_out"));
        return this;
    }

    public GraphBuilder Convolution(int inputs, int outputs, int kernel, SlidingWindow? window = null, int groups = 1, bool bias = true) => Add(
        (name, operands, output) => new ConvolutionNode
        {
            Name = name,
            Inputs = operands,
            Output = output,
            Weight = Parameter(ParameterRole.ConvolutionWeight, outputs, inputs / groups, kernel, kernel),
            Bias = bias ? Parameter(ParameterRole.Bias, outputs) : null,
            Window = window ?? new SlidingWindow { KernelHeight = kernel, KernelWidth = kernel },
            Groups = groups,
        });

    public GraphBuilder Linear(int inputs, int outputs) => Add((name, operands, output) => new LinearNode
    {
        Name = name,
        Inputs = operands,
        Output = output,
        Weight = Parameter(ParameterRole.LinearWeight, outputs, inputs),
        Bias = Parameter(ParameterRole.Bias, outputs),
    });

    public GraphBuilder BatchNorm(int channels) => Add((name, operands, output) => new BatchNormNode
    {
        Name = name,
        Inputs = operands,
        Output = output,
        Scale = Parameter(ParameterRole.BatchNormScale, channels),
        Shift = Parameter(ParameterRole.BatchNormShift, channels),
        Mean = Parameter(ParameterRole.BatchNormMean, channels),
        Variance = Parameter(ParameterRole.BatchNormVariance, channels),
        Epsilon = 1e-5f,
    });

    public GraphBuilder Relu() => Add((name, operands, output) => new ReluNode { Name = name, Inputs = operands, Output = output });

    public GraphBuilder Reshape(params int[] sample) => Add((name, operands, output) => new ReshapeNode
    {
        Name = name,
        Inputs = operands,
        Output = output,
        Shape = TensorShape.Of([TensorShape.Dynamic, .. sample]),
    });

    public GraphBuilder Softmax(int axis) => Add(
        (name, operands, output) => new SoftmaxNode { Name = name, Inputs = operands, Output = output, Axis = axis });

    public NetworkGraph Build()
    {
        var graph = new NetworkGraph
        {
            Name = "test",
            Inputs = [input],
            Outputs = [input],
            Nodes = nodes.ToEquatableArray(),
            Parameters = parameters.ToEquatableArray(),
        };
        return graph with { Outputs = [new TensorInfo(Last, ShapeInference.Infer(graph)[Last])] };
    }
}
