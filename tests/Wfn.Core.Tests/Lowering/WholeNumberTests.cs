using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Lowering;

/// <summary>Indices and labels in networks of integers: exact, or the network is refused.</summary>
public class WholeNumberTests
{
    [Theory]
    [InlineData(3, true)]
    [InlineData(3, false)]
    [InlineData(700, true)]
    [InlineData(700, false)]
    [InlineData(32768, true)]
    public void IndicesAreExactInFixedPoint(int classes, bool isOutput)
    {
        var graph = Indices(classes, isOutput);

        // Calibration sees small indices only.
        var observer = new ActivationObserver();
        new FloatExecutor(graph).Run(Inputs(graph, Peak(classes, 1)), 1, observer.Observe);
        var formats = FormatCalibration.Assign(graph, observer, 4);
        var network = FixedPointLowering.Lower(ArtifactBuilder.Build(
            graph, Codebook.FromValues([0f, 1f]), [], new SourceModel("", new string('0', 64)), [], formats, []));
        foreach (var largest in new[] { 0, 1, 2, classes / 2, classes - 2, classes - 1 })
        {
            var given = new FixedPointExecutor(network).Run(Inputs(graph, Peak(classes, largest)))[graph.Outputs[0].Name];
            Assert.Equal(largest, given[0]);
        }
    }

    [Fact]
    public void IndicesBeyondTheWidestFormatAreRefused()
    {
        var graph = Indices(32769, isOutput: true);
        var observer = new ActivationObserver();
        new FloatExecutor(graph).Run(Inputs(graph, Peak(32769, 1)), 1, observer.Observe);
        var error = Assert.Throws<WfnException>(() => FormatCalibration.Assign(graph, observer));
        Assert.Equal(DiagnosticCodes.Overflow, error.Code);
        Assert.Contains("a whole number from 0 to 32768", error.Message, StringComparison.Ordinal);
    }

    // Where nobody asks for the index itself, another format than the output's holds it: a look-up reads it.
    private static NetworkGraph Indices(int classes, bool isOutput)
    {
        var chain = new NetworkChain(classes).Add((n, i, o) =>
            new ArgumentNode { Name = n, Inputs = i, Output = o, Operator = ArgumentOperator.Max, Axis = 1, KeepsAxis = true });
        return isOutput ? chain.Build() : chain.Add((n, i, o) => new LookupNode
        {
            Name = n,
            Inputs = i,
            Output = o,
            Values = Enumerable.Range(0, classes).ToEquatableArray(),
            Missing = -1,
        }).Build();
    }

    private static Dictionary<string, float[]> Inputs(NetworkGraph graph, float[] values) =>
        new(StringComparer.Ordinal) { [graph.Inputs[0].Name] = values };

    private static float[] Peak(int classes, int largest) => [.. Enumerable.Range(0, classes).Select(c => c == largest ? 1f : 0f)];
}
