using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Core.Tests.Import;

/// <summary>Normalisations by the statistics of a sample.</summary>
public class NormalizationTests
{
    [Fact]
    public void FactorsAreForGroupsUpToOpset20AndForChannelsFromThenOn()
    {
        var groups = new OnnxModel(18).Input("x", -1, 4, 1).Output("y").Floats("s", [2], 1, 2).Floats("b", [2], 0, 10)
            .Node("GroupNormalization", ["x", "s", "b"], "y", ("num_groups", 2L), ("epsilon", 0f));
        var channels = new OnnxModel(21).Input("x", -1, 4, 1).Output("y").Floats("s", [4], 1, 1, 2, 2).Floats("b", [4], 0, 0, 10, 10)
            .Node("GroupNormalization", ["x", "s", "b"], "y", ("num_groups", 2L), ("epsilon", 0f));
        float[] expected = [-1, 1, 8, 12];
        Assert.Equal(expected, groups.Run(1, [1, 3, 5, 9]));
        Assert.Equal(expected, channels.Run(1, [1, 3, 5, 9]));
        Assert.Equal(TensorShape.Of(4), groups.Import().Graph.Parameters[0].Shape);
        Assert.Equal([ParameterRole.Scale, ParameterRole.Shift], groups.Import().Graph.Parameters.Select(parameter => parameter.Role));
    }

    [Fact]
    public void ALayersFactorsMayBroadcast()
    {
        var model = new OnnxModel().Input("x", -1, 2, 2).Output("y").Floats("s", [2], 1, 2)
            .Node("LayerNormalization", ["x", "s"], "y", ("axis", 1L), ("epsilon", 0f));
        Assert.Equal([-1, -2, 1, 2], model.Run(1, [1, 1, 3, 3]));
    }

    [Fact]
    public void StatisticsAsOutputsAreRefused() => Assert.Contains(
        "a use of its output 1",
        new OnnxModel().Input("x", -1, 2).Output("y", "mean").Floats("s", [2], 1, 2).Node("LayerNormalization", ["x", "s"], ["y", "mean"])
            .Refused(DiagnosticCodes.UnsupportedOperator).Message,
        StringComparison.Ordinal);

    [Fact]
    public void FactorsHaveToFit()
    {
        Assert.Contains("does not fit", Layer(3).Message, StringComparison.Ordinal);
        Assert.Contains("3 groups of 4", Group(3).Message, StringComparison.Ordinal);

        static WfnException Layer(long factors) => new OnnxModel().Input("x", -1, 2).Output("y").Ramp("s", 1, factors)
            .Node("LayerNormalization", ["x", "s"], "y").Refused(DiagnosticCodes.InvalidGraph);

        static WfnException Group(long groups) => new OnnxModel(21).Input("x", -1, 4).Output("y").Ramp("s", 1, 4)
            .Node("GroupNormalization", ["x", "s", "s"], "y", ("num_groups", groups)).Refused(DiagnosticCodes.InvalidGraph);
    }

    [Fact]
    public void TheBatchMayBeAnyAxisInFront()
    {
        var model = new OnnxModel().Input("x", -1, 3).Output("y").Integers("s", 2, 1, 3).IntegerTensor("i", [2], 2, 0).Floats("f", [2], 1, 2)
            .Node("Expand", ["x", "s"], "e").Node("Gather", ["e", "i"], "g", ("axis", 2L))
            .Node("LayerNormalization", ["g", "f"], "y", ("epsilon", 0f));
        Assert.Equal(TensorShape.Of(2, -1, 2), model.Import().Graph.Outputs[0].Shape);
        Assert.Equal([-1, 2, -1, 2, 1, -2, 1, -2], model.Run(2, [5, 0, 1, 1, 0, 5]));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L << 40)]
    public void AResponseNeedsAWindow(long size) => _ = new OnnxModel().Input("x", -1, 2, 2, 2).Output("y")
        .Node("LRN", ["x"], "y", ("size", size)).Refused(DiagnosticCodes.InvalidGraph);
}
