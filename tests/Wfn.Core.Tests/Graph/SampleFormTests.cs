using Wfn.Graph;
using Wfn.Reference;

namespace Wfn.Core.Tests.Graph;

/// <summary>A network of one sample, run sample by sample, computes what the network with its batch means.</summary>
public class SampleFormTests
{
    private const int Batch = 3;

    [Fact]
    public void SamplesOneByOneAreTheBatch()
    {
        var withBatch = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var graph = Draw(random).Import().Graph;
            withBatch += SampleForm.HasBatch(graph) ? 1 : 0;
            RequireEqual(graph, random, $"seed {seed}");
        }

        Assert.InRange(withBatch, 200, 300);
    }

    /// <summary>Compares both ways to run a network whose batch is on any axis.</summary>
    internal static void RequireEqual(NetworkGraph graph, Random random, string what)
    {
        var whole = new FloatExecutor(Whole(graph, Batch));
        var tensors = graph.Inputs.ToDictionary(
            input => input.Name,
            input => Enumerable.Range(0, input.Shape.WithBatch(Batch).ElementCount).Select(_ => (random.NextSingle() * 2) - 1).ToArray());
        var samples = graph.Inputs.ToDictionary(input => input.Name, input => BatchValues.ToSamples(tensors[input.Name], input.Shape, Batch));
        var expected = whole.Run(tensors, 1);
        var actual = new FloatExecutor(graph).Run(samples, Batch);
        foreach (var output in graph.Outputs)
        {
            var samplesExpected = BatchValues.ToSamples(expected[output.Name], output.Shape, Batch);
            Assert.Equal(samplesExpected.Length, actual[output.Name].Length);
            for (var i = 0; i < samplesExpected.Length; i++)
            {
                Assert.True(Math.Abs(samplesExpected[i] - actual[output.Name][i]) < 1e-5f, $"{what}: element {i} of {output.Name}");
            }
        }
    }

    // The same nodes over a batch that is an extent like any other.
    private static NetworkGraph Whole(NetworkGraph graph, int batch) => graph with
    {
        Inputs = graph.Inputs.Select(input => input with { Shape = input.Shape.WithBatch(batch) }).ToEquatableArray(),
        Outputs = graph.Outputs.Select(output => output with { Shape = output.Shape.WithBatch(batch) }).ToEquatableArray(),
        Nodes = graph.Nodes.Select(node => node.Signature.Attributes.Where(attribute => attribute.Kind == AttributeKind.Shape).Aggregate(
            node, (changed, attribute) => attribute.Set(changed, ((TensorShape)attribute.Get(changed)).WithBatch(batch)))).ToEquatableArray(),
    };

    // A chain of nodes over [batch, 2, 3, 4], the batch on any axis.
    private static OnnxModel Draw(Random random)
    {
        var extents = new List<long> { 2, 3, 4 };
        var at = random.Next(4);
        extents.Insert(at, -1);
        var model = new OnnxModel(13).Input("v0", [.. extents]).Ramp("w", 0.1f, 4, 5).Ramp("s", 0.25f, 3).IntegerTensor("one", [], 1);
        var nodes = random.Next(1, 6);
        for (var node = 1; node <= nodes; node++)
        {
            var (from, to) = ($"v{node - 1}", node == nodes ? "y" : $"v{node}");
            var rank = extents.Count;
            var axis = random.Next(rank);
            switch (random.Next(7))
            {
                case 0:
                    var order = Enumerable.Range(0, rank).OrderBy(_ => random.Next()).ToArray();
                    model.Node("Transpose", [from], to, ("perm", order.Select(a => (long)a).ToArray()));
                    extents = [.. order.Select(a => extents[a])];
                    break;
                case 1 when extents[axis] > 0:
                    model.Node("Softmax", [from], to, ("axis", axis));
                    break;
                case 2 when extents[axis] > 1:
                    model.Node("Gather", [from, "one"], to, ("axis", axis));
                    extents.RemoveAt(axis);
                    break;
                case 3 when extents[axis] > 0:
                    model.Node("Concat", [from, from], to, ("axis", axis));
                    extents[axis] *= 2;
                    break;
                case 4 when rank < 8:
                    model.Integers($"at{node}", axis).Node("Unsqueeze", [from, $"at{node}"], to);
                    extents.Insert(axis, 1);
                    break;
                case 5 when extents[rank - 1] == 4:
                    model.Node("MatMul", [from, "w"], to);
                    extents[rank - 1] = 5;
                    break;
                case 6 when extents[rank - 1] == 3:
                    model.Node("Mul", [from, "s"], to);
                    break;
                default:
                    model.Node("Relu", [from], to);
                    break;
            }
        }

        return model.Output("y");
    }
}
