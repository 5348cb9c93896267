using TorchSharp;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Reference;
using Wfn.Training.Networks;

namespace Wfn.Training.Tests.Networks;

/// <summary>Every function of one element as training computes it.</summary>
public sealed class TorchFunctionTests
{
    // Not at corners and steps, where slopes are a matter of taste.
    private static readonly float[] Elements = [0.3f, -0.3f, 0.7f, -0.7f, 1.2f, -1.2f, 2.6f, -2.6f, 4.1f, -4.1f, 19.3f, -19.3f, 95.2f, -95.2f];

    public static TheoryData<string> Kinds => [.. UnaryFunctions.All.Select(function => function.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ComputesWhatTheReferenceComputes(string kind)
    {
        var graph = Graph(kind);
        var expected = new float[Elements.Length];
        new FloatExecutor(graph).Run(Elements, 1, expected);

        using var network = new TorchNetwork(graph);
        using var scope = torch.NewDisposeScope();
        var actual = network.Forward(torch.tensor(Elements, [1, Elements.Length])).contiguous().data<float>().ToArray();

        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= 1e-6 + (1e-5 * Math.Abs(expected[i])),
                $"{kind}({Elements[i]}) = {actual[i]:R}, not {expected[i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GradientsAreTheSlopesWhereverThereAreValues(string kind)
    {
        var function = UnaryFunctions.All.Single(f => f.Kind == kind);
        var arguments = ((UnaryNode)function.Blank).Arguments;
        using var network = new TorchNetwork(Graph(kind));
        using var scope = torch.NewDisposeScope();
        var input = torch.tensor(Elements, [1, Elements.Length], requires_grad: true);
        network.Forward(input).sum().backward();
        var gradient = input.grad!.data<float>().ToArray();

        for (var i = 0; i < Elements.Length; i++)
        {
            var step = 1e-2f * Math.Max(1, Math.Abs(Elements[i]) / 8);

            // Richardson's extrapolation of two central differences.
            var slope = ((4 * Difference(Elements[i], step / 2)) - Difference(Elements[i], step)) / 3;
            if (double.IsFinite(slope))
            {
                Assert.True(
                    Math.Abs(slope - gradient[i]) <= 1e-3 + (2e-2 * Math.Abs(slope)), $"{kind}'({Elements[i]}) = {gradient[i]:R}, not {slope:R}");
            }
        }

        double Difference(float x, float step) =>
            (function.Evaluate(x + step, arguments) - (double)function.Evaluate(x - step, arguments)) / (x + step - (x - step));
    }

    [Fact]
    public void ComputesFunctionsOfTwoElementsAsTheReferenceDoes()
    {
        foreach (var op in BinaryOperator.All)
        {
            var chain = new NetworkChain(Elements.Length);
            chain.Add((n, i, o) => UnaryFunctions.Cos.Blank with { Name = n, Inputs = i, Outputs = [o] });
            var graph = chain.Add((n, i, o) => new BinaryNode { Name = n, Inputs = i, Output = o, Operator = op }, chain.Input, chain.Last).Build();
            var expected = new float[Elements.Length];
            new FloatExecutor(graph).Run(Elements, 1, expected);

            using var network = new TorchNetwork(graph);
            using var scope = torch.NewDisposeScope();
            var actual = network.Forward(torch.tensor(Elements, [1, Elements.Length])).contiguous().data<float>().ToArray();

            Assert.All(expected.Zip(actual), pair => Assert.True(
                pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) <= 1e-6 + (1e-5 * Math.Abs(pair.First)),
                $"{op.Kind}: {pair.Second:R}, not {pair.First:R}"));
        }
    }

    private static NetworkGraph Graph(string kind) => new NetworkChain(Elements.Length).Add((name, inputs, output) =>
        UnaryFunctions.All.Single(function => function.Kind == kind).Blank with { Name = name, Inputs = inputs, Outputs = [output] }).Build();
}
