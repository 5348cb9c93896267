using TorchSharp;
using Wfn.Operators;
using Wfn.Reference;
using Wfn.Training.Networks;

namespace Wfn.Training.Tests.Networks;

public sealed class TorchReductionTests
{
    public static TheoryData<string, bool> Reductions
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var reduction in ReductionOperator.All)
            {
                data.Add(reduction.Kind, true);
                data.Add(reduction.Kind, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Reductions))]
    public void ComputesWhatTheReferenceComputes(string kind, bool keepsAxes)
    {
        var graph = new NetworkChain(3, 4, 5).Add((name, inputs, output) => new ReductionNode
        {
            Name = name,
            Inputs = inputs,
            Output = output,
            Operator = ReductionOperator.All.Single(reduction => reduction.Kind == kind),
            Axes = [1, 3],
            KeepsAxes = keepsAxes,
        }).Build();
        var input = Artifacts.RandomSamples(graph, 2, 5);
        var expected = new float[8];
        new FloatExecutor(graph).Run(input, 2, expected);

        using var network = new TorchNetwork(graph);
        using var scope = torch.NewDisposeScope();
        var output = network.Forward(torch.tensor(input, [2, 3, 4, 5]));

        Assert.Equal(keepsAxes ? [2, 1, 4, 1] : [2, 4], output.shape);
        Assert.All(expected.Zip(output.contiguous().data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
