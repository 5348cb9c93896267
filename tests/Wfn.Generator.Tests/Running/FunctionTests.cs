extern alias WfnGenerator;

using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Functions of single elements, whose code is written from their formulas.</summary>
public class FunctionTests
{
    private static readonly float[] Elements = [0, 1, -1, 0.5f, -0.5f, 1.5f, -2.5f, 3, -3, 0.01f, 7.25f, -7.25f, 20, -20, 100, -100];

    [Fact]
    public void EqualTheReference()
    {
        var network = new NetworkChain(Elements.Length);
        Check(network, UnaryFunctions.All.Select(function => (function.Kind, network.Add(Make(function), network.Input).Last)).ToArray());
    }

    [Fact]
    public void OfTwoElementsEqualTheReference()
    {
        var network = new NetworkChain(Elements.Length);
        var other = network.Add(Make(UnaryFunctions.Cos), network.Input).Last;
        var (constants, one) = (network.Parameter(ParameterRole.Constant, Elements.Length), network.Parameter(ParameterRole.Constant, 1));
        Check(network, BinaryOperator.All.SelectMany(op => new[]
        {
            (op.Kind, network.Add(Make(op), network.Input, other).Last),
            (op.Kind, network.Add(Make(op), network.Input, constants).Last),
            (op.Kind, network.Add(Make(op), constants, network.Input).Last),
            (op.Kind, network.Add(Make(op), network.Input, one).Last),
            (op.Kind, network.Add(Make(op), one, network.Input).Last),
        }).ToArray());
    }

    private static void Check(NetworkChain network, (string Kind, string Output)[] functions)
    {
        string[] inputs = [.. functions.Select(function => function.Output)];
        var graph = network.Add((name, operands, output) => new ConcatNode { Name = name, Inputs = operands, Output = output, Axis = 1 }, inputs).Build();
        var expected = new float[graph.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(graph).Run(Elements, 1, expected);

        var actual = new float[expected.Length];
        GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: false)), GeneratedNumerics.Float32).Infer(Elements, actual);

        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i].Equals(actual[i]), $"{functions[i / Elements.Length].Kind}({Elements[i % Elements.Length]}) = {actual[i]:R}, not {expected[i]:R}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void RunBetweenConvolutionsWithoutMovingPixels(int kernel)
    {
        var graph = new NetworkChain(3, 13, 11).Convolution(3, 16, 3, Strided(3)).Add(Make(UnaryFunctions.Sigmoid)).Convolution(16, 16, kernel, Strided(kernel)).Build();
        var calls = Planning.ExecutionPlanner.Plan(graph).Calls;
        Assert.Single(calls, call => call.Method == "Sigmoid");
        Assert.Single(calls, call => call.Type == "StridedCopy");
        var input = Artifacts.RandomSamples(graph, 1, 3);
        var expected = new float[graph.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(graph).Run(input, 1, expected);

        var actual = new float[expected.Length];
        GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: false)), GeneratedNumerics.Float32).Infer(input, actual);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    // Planes would have to be taken apart for it.
    private static SlidingWindow Strided(int kernel) => new()
    {
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideHeight = 2,
        StrideWidth = 2,
        PadTop = kernel / 2,
        PadLeft = kernel / 2,
        PadBottom = kernel / 2,
        PadRight = kernel / 2,
    };

    private static Func<string, EquatableArray<string>, string, Node> Make(OperatorDefinition function) => (name, inputs, output) =>
        function.Blank with { Name = name, Inputs = inputs, Outputs = [output] };
}
