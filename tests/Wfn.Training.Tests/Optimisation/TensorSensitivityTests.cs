using Wfn.Training.Networks;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class TensorSensitivityTests
{
    [Fact]
    public void ScalesFollowTheSquaredGradientAndAreMeasuredInLostWeights()
    {
        using var network = new TorchNetwork(new NetworkChain(3).Linear(3, 2).Relu().Linear(2, 2).Build());
        var weights = new WeightVector(network, new HashSet<string>());
        var sensitivity = new TensorSensitivity(weights);
        Assert.All(sensitivity.Scales(), scale => Assert.Equal(sensitivity.Scales()[0], scale));

        for (var step = 0; step < 3; step++)
        {
            for (var tensor = 0; tensor < weights.CodebookSegments.Count; tensor++)
            {
                var segment = weights.CodebookSegments[tensor];
                weights.Gradient.AsSpan(segment.Start, segment.Count).Fill(tensor + 1);
            }

            sensitivity.Observe();
        }

        var scales = sensitivity.Scales();
        Assert.Equal([4, 9, 16], scales.Skip(1).Select(scale => Math.Round(scale / scales[0], 9)));
        var lost = weights.CodebookSegments.Select((segment, i) => scales[i] * weights.Values.AsSpan(segment.Start, segment.Count).ToArray().Sum(w => (double)w * w));
        Assert.Equal(weights.CodebookLength, lost.Sum(), 1e-6);
    }

    [Fact]
    public void NoGradientAtAllIsNoDivisionByZero()
    {
        using var network = new TorchNetwork(new NetworkChain(3).Linear(3, 2).Build());
        var sensitivity = new TensorSensitivity(new WeightVector(network, new HashSet<string>()));
        sensitivity.Observe();
        Assert.All(sensitivity.Scales(), scale => Assert.Equal(1, scale));
    }
}
