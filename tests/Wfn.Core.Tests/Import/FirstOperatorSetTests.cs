using Wfn.Diagnostics;

namespace Wfn.Core.Tests.Import;

/// <summary>What was written otherwise in ONNX's first operator sets, and what exporters still write so.</summary>
public class FirstOperatorSetTests
{
    [Fact]
    public void SecondOperandsStandAtAnAxis() => Assert.Equal(
        [2, 2, 5, 5],
        new OnnxModel(6).Input("x", -1, 2, 2).Floats("c", [2], 1, 4).Node("Add", ["x", "c"], "y", ("broadcast", 1), ("axis", 1)).Output("y").Run(1, [1, 1, 1, 1]));

    [Fact]
    public void SecondOperandsStandAtTheLastAxesWithoutOne() => Assert.Equal(
        [2, 5, 2, 5],
        new OnnxModel(6).Input("x", -1, 2, 2).Floats("c", [2], 1, 4).Node("Add", ["x", "c"], "y", ("broadcast", 1)).Output("y").Run(1, [1, 1, 1, 1]));

    [Fact]
    public void TheAttributesAreRefusedInLaterOperatorSets() => Assert.Contains(
        "the attributes 'broadcast'",
        new OnnxModel(7).Input("x", -1, 2).Floats("c", [2], 1, 4).Node("Add", ["x", "c"], "y", ("broadcast", 1)).Output("y")
            .Refused(DiagnosticCodes.UnsupportedOperator).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(6)]
    [InlineData(17)]
    public void SlopesOfOneAxisAreOfChannelsWhereTheyFitNoLastAxis(int opset) => Assert.Equal(
        [-2, -2, -2, -4, -4, -4],
        new OnnxModel(opset).Input("x", -1, 2, 3).Floats("slope", [2], 2, 4).Node("PRelu", ["x", "slope"], "y").Output("y").Run(1, [-1, -1, -1, -1, -1, -1]));

    [Theory]
    [InlineData(6, -2f, -4f)]
    [InlineData(17, -4f, -2f)]
    public void SlopesThatFitBothAreOfWhatTheOperatorSetSays(int opset, float second, float third) => Assert.Equal(
        [-2, second, third, -4],
        new OnnxModel(opset).Input("x", -1, 2, 2).Floats("slope", [2], 2, 4).Node("PRelu", ["x", "slope"], "y").Output("y").Run(1, [-1, -1, -1, -1]));

    [Fact]
    public void MatricesThatAreInputsAreNoWeightsLeftOut()
    {
        static OnnxModel Model(string name) =>
            new OnnxModel().Input("x", 1, 2).Input(name, 2, 2).Node("Gemm", ["x", name], "y").Output("y");
        Assert.Empty(Model("other").Import().Graph.Parameters);
        Assert.Contains("export_params=True", Model("fc1.weight").Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        Assert.Contains(
            "export_params=True",
            new OnnxModel().Input("x", 1, 2).Input("layers.0.kernel", 2, 2).Node("MatMul", ["x", "layers.0.kernel"], "y").Output("y")
                .Refused(DiagnosticCodes.UnsupportedOperator).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DrawsAreReadAsTheirShareWithANote()
    {
        var model = new OnnxModel().Input("x", -1, 2).Node("Bernoulli", ["x"], "b", ("seed", 1f)).Node("Neg", ["b"], "y").Output("y");
        Assert.Equal([-0.25f, -1], model.Run(1, [0.25f, 1]));
        Assert.Contains("draws 0 and 1", Assert.Single(model.Import().Notes), StringComparison.Ordinal);
    }
}
