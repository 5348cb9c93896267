using Wfn.Graph;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Operators;

/// <summary>What operators say of their weights is what they compute.</summary>
public class WeightedSumMatrixTests
{
    public static TheoryData<string> Networks => new() { "every node", "small", "mobile" };

    [Theory]
    [MemberData(nameof(Networks))]
    public void ProductsOfMatricesAreWhatNodesCompute(string name)
    {
        var graph = name == "every node" ? SampleNetworks.EveryNode().Graph : name == "small" ? Fixing.Compensation.UnfixedNetworks.Small : RandomNetworks.MobileNet();
        var index = new GraphIndex(SampleForm.Of(graph));
        var values = Values(graph);
        var seen = 0;
        foreach (var node in index.Graph.Nodes)
        {
            if (OperatorDefinition.Of(node).Matrix(node, index) is { } matrix && index.FindParameter(node.Inputs[matrix.Weight]) is { } weight)
            {
                seen++;
                Assert.Equal(values[node.Output].Length, matrix.Outputs * matrix.Positions);
                AssertProduct(node, matrix, weight, index, values);
            }
        }

        Assert.True(seen >= 2, $"{seen} weighted sums in {name}");
    }

    [Fact]
    public void EveryWeightedSumWithABiasIsOne()
    {
        // What batch norms fold into is what can be rounded by its inputs.
        Assert.All(
            SampleNetworks.EveryNode().Graph.Nodes.Where(node => OperatorDefinition.Of(node).WeightedSum is not null),
            node => Assert.NotNull(OperatorDefinition.Of(node).Matrix(node, new GraphIndex(SampleForm.Of(SampleNetworks.EveryNode().Graph)))));
    }

    private static void AssertProduct(
        Node node, WeightedSumMatrix matrix, Parameter weight, GraphIndex index, Dictionary<string, float[]> values)
    {
        var bias = node.HasInput(matrix.Bias) ? index.Parameter(node.Inputs[matrix.Bias]).Values : [];
        var sums = new double[matrix.Outputs, matrix.Positions];
        var met = new float[matrix.Positions];
        for (var output = 0; output < matrix.Outputs; output++)
        {
            for (var column = 0; column < matrix.Columns; column++)
            {
                matrix.Gather(values[node.Inputs[0]], output / (matrix.Outputs / matrix.Groups), column, met);
                for (var position = 0; position < met.Length; position++)
                {
                    sums[output, position] += (double)weight.Values[(output * matrix.Columns) + column] * met[position];
                }
            }

            for (var position = 0; position < met.Length; position++)
            {
                sums[output, position] += bias.IsEmpty ? 0 : bias[output];
            }
        }

        // A sum's place in the result is the operator's own affair: rows of a linear layer come last, of a convolution first.
        double[] expected = [.. sums.Cast<double>().Order()];
        double[] actual = [.. values[node.Output].Select(value => (double)value).Order()];
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * (1 + Math.Abs(pair.First))));
    }

    private static Dictionary<string, float[]> Values(NetworkGraph graph)
    {
        var executor = new FloatExecutor(graph);
        var index = new GraphIndex(SampleForm.Of(graph));
        var inputs = graph.Inputs.ToDictionary(
            input => input.Name, input => RandomNetwork.Sample(index.Shape(input.Name), 3), StringComparer.Ordinal);
        var values = new Dictionary<string, float[]>(StringComparer.Ordinal);
        executor.Run(inputs, 1, (name, activation) => values[name] = activation.ToArray());
        return values;
    }
}
