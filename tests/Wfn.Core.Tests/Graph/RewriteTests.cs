using Wfn.Graph;
using Wfn.Import;
using Wfn.Operators;

namespace Wfn.Core.Tests.Graph;

public class RewriteTests
{
    private static readonly float[] Samples = [1, -2, 3, 4, -5, 6, 7, 8];

    [Fact]
    public void ASumWithAConstantPerChannelBecomesABias()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Ramp("w", 1, 2, 2).Floats("b", [2], 10, 20)
            .Node("MatMul", ["x", "w"], "p").Node("Add", ["b", "p"], "y");
        var graph = model.Import().Graph;
        var layer = Assert.IsType<LinearNode>(Assert.Single(graph.Nodes));
        Assert.Equal(("b", "y"), (layer.Bias, layer.Output));
        Assert.Equal(["w", "b"], graph.Parameters.Select(p => p.Name));
        Assert.Equal(ParameterRole.Bias, graph.Parameters[1].Role);
        Assert.Equal([10 - 4, 20 - 5], model.Run(1, [1, -2]));

        var convolution = new OnnxModel().Input("x", -1, 1, 2, 2).Output("y").Floats("w", [2, 1, 1, 1], 1, 2).Floats("b", [1, 2, 1, 1], 10, 20)
            .Node("Conv", ["x", "w"], "p").Node("Add", ["p", "b"], "y");
        Assert.Equal(TensorShape.Of(2), convolution.Import().Graph.Parameters[1].Shape);
        Assert.Equal([11, 8, 13, 14, 22, 16, 26, 28], convolution.Run(1, [1, -2, 3, 4]));
    }

    [Fact]
    public void OtherSumsStay()
    {
        static int Nodes(OnnxModel model) => model.Import().Graph.Nodes.Count;
        static OnnxModel Model() => new OnnxModel().Input("x", -1, 2, 2).Ramp("w", 1, 2, 2).Node("MatMul", ["x", "w"], "p");

        // A constant that differs along another axis, or is a scalar; a layer that has a bias, or is read elsewhere, or is an output.
        Assert.Equal(2, Nodes(Model().Output("y").Floats("b", [2, 1], 1, 2).Node("Add", ["p", "b"], "y")));
        Assert.Equal(2, Nodes(Model().Output("y").Floats("b", [], 1).Node("Add", ["p", "b"], "y")));
        Assert.Equal(2, Nodes(Model().Output("y", "p").Floats("b", [2], 1, 2).Node("Add", ["p", "b"], "y")));
        Assert.Equal(3, Nodes(Model().Output("y", "z").Floats("b", [2], 1, 2).Node("Add", ["p", "b"], "y").Node("Relu", ["p"], "z")));
        Assert.Equal(2, Nodes(new OnnxModel().Input("x", -1, 2).Output("y").Ramp("w", 1, 2, 2).Floats("b", [2], 1, 2)
            .Node("Gemm", ["x", "w", "b"], "p").Node("Add", ["p", "b"], "y")));
    }

    [Fact]
    public void ABiasStaysSharedAndAnOperandStaysAnOperand()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Ramp("w", 1, 2, 2).Floats("b", [2], 10, 20)
            .Node("MatMul", ["x", "w"], "p1").Node("Add", ["p1", "b"], "a")
            .Node("MatMul", ["a", "w"], "p2").Node("Add", ["p2", "b"], "c").Node("Mul", ["c", "b"], "y");
        var graph = model.Import().Graph;
        var layers = graph.Nodes.OfType<LinearNode>().ToList();
        Assert.Equal(2, layers.Count);
        Assert.Equal(layers[0].Bias, layers[1].Bias);
        Assert.Equal(layers[0].Weight, layers[1].Weight);
        Assert.Equal(
            [ParameterRole.Weight, ParameterRole.Bias, ParameterRole.Constant],
            graph.Parameters.Select(p => p.Role));

        // x = (1, −2): a = (6, 15), c = (40, 71) with w = [[0, 1], [2, 3]].
        Assert.Equal([(30 + 10) * 10, (6 + 45 + 20) * 20], model.Run(1, [1, -2]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BatchNormFoldsIntoTheLayerBeforeIt(bool hasBias)
    {
        var model = Normalised(
            new OnnxModel().Input("x", -1, 2, 1, 2).Output("y").Ramp("w", 0.5f, 2, 2, 1, 1).Floats("bias", [2], 3, 4)
                .Node("Conv", hasBias ? ["x", "w", "bias"] : ["x", "w"], "p"),
            "p",
            "y");
        AssertFolds(model, hasBias ? "bias" : "beta");
        AssertFolds(
            Normalised(
                new OnnxModel().Input("x", -1, 4).Output("y").Ramp("w", 0.5f, 4, 2).Floats("bias", [2], 3, 4)
                    .Node("Gemm", hasBias ? ["x", "w", "bias"] : ["x", "w"], "p"),
                "p",
                "y"),
            hasBias ? "bias" : "beta");
    }

    [Fact]
    public void SharedWeightsAreFoldedApart()
    {
        var model = new OnnxModel().Input("x", -1, 2, 1, 2).Output("y").Ramp("w", 0.5f, 2, 2, 1, 1);
        Normalised(model.Node("Conv", ["x", "w"], "p"), "p", "q").Node("Conv", ["q", "w"], "r").Node("Conv", ["r", "w"], "s")
            .Node("BatchNormalization", ["s", "gamma", "beta", "mean", "variance"], "y", ("epsilon", 0.25f));
        var folded = model.Import().Graph;
        Assert.Equal(3, folded.Nodes.Count);
        Assert.Equal(3, folded.Nodes.Cast<ConvolutionNode>().Select(node => node.Weight).Distinct().Count());
        var kept = new ImportOptions { FoldBatchNorm = false };
        Assert.Equal(5, model.Import(kept).Graph.Nodes.Count);
        SampleModels.AssertClose(model.Run(2, Samples, kept), model.Run(2, Samples));
    }

    [Fact]
    public void BatchNormStaysWhereNothingTakesItUp()
    {
        static int Norms(OnnxModel model) => model.Import().Graph.Nodes.Count(node => node is BatchNormNode);
        static OnnxModel Model(params string[] outputs) => new OnnxModel().Input("x", -1, 2, 1, 2).Output(outputs).Ramp("w", 0.5f, 2, 2, 1, 1);
        Assert.Equal(1, Norms(Normalised(Model("y").Node("Relu", ["x"], "p"), "p", "y")));
        Assert.Equal(1, Norms(Normalised(Model("y"), "x", "y")));
        Assert.Equal(1, Norms(Normalised(Model("y", "p").Node("Conv", ["x", "w"], "p"), "p", "y")));
        Assert.Equal(1, Norms(Normalised(Model("y", "z").Node("Conv", ["x", "w"], "p"), "p", "y").Node("Relu", ["p"], "z")));

        // Axis 1 of [batch, 2, 2] is not what a matrix product makes.
        Assert.Equal(1, Norms(Normalised(
            new OnnxModel().Input("x", -1, 2, 2).Output("y").Ramp("w", 0.5f, 2, 2).Node("MatMul", ["x", "w"], "p"), "p", "y")));
    }

    private static OnnxModel Normalised(OnnxModel model, string input, string output) => model
        .Floats("gamma", [2], 2, -3).Floats("beta", [2], 0.5f, 1).Floats("mean", [2], 1, -1).Floats("variance", [2], 0.75f, 3.75f)
        .Node("BatchNormalization", [input, "gamma", "beta", "mean", "variance"], output, ("epsilon", 0.25f));

    private static void AssertFolds(OnnxModel model, string bias)
    {
        var kept = new ImportOptions { FoldBatchNorm = false };
        Assert.Equal(2, model.Import(kept).Graph.Nodes.Count);
        var graph = model.Import().Graph;
        Assert.Equal("y", Assert.Single(graph.Nodes).Output);
        Assert.Equal(["w", bias], graph.Parameters.Select(p => p.Name));
        Assert.Equal(ParameterRole.Bias, graph.Parameters[1].Role);
        SampleModels.AssertClose(model.Run(2, Samples, kept), model.Run(2, Samples));
    }
}
