using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Core.Tests.Import;

public class NameTests
{
    [Fact]
    public void NodesAreUniqueAndNamed()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Node("Relu", ["x"], "a").Node("Neg", ["a"], "b").Node("Relu", ["b"], "c").Node("Neg", ["c"], "y");
        model.Proto.Graph.Node[0].Name = "same";
        model.Proto.Graph.Node[1].Name = "same";
        model.Proto.Graph.Node[2].Name = "Neg_3";
        model.Proto.Graph.Node[3].Name = "";
        Assert.Equal(["same", "same_2", "Neg_3", "Neg_3_2"], model.Import().Graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void NodesAreSortedButKeepTheirOrderWherePossible()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Node("Add", ["a", "b"], "y").Node("Relu", ["x"], "b").Node("Sigmoid", ["x"], "a");
        Assert.Equal(["b", "a", "y"], model.Import().Graph.Nodes.Select(node => node.Output));
    }

    [Fact]
    public void OutputsKeepTheirNamesBehindNodesThatLeaveNothing()
    {
        var renamed = new OnnxModel().Input("x", -1, 2).Output("y").Node("Relu", ["x"], "r").Node("Identity", ["r"], "i").Node("Dropout", ["i"], "y");
        var graph = renamed.Import().Graph;
        Assert.Equal("y", Assert.Single(graph.Nodes).Output);

        // Two names of one value, one of them its own, and one that also has a reader.
        var two = new OnnxModel().Input("x", -1, 2).Output("i", "r", "z").Node("Relu", ["x"], "r").Node("Identity", ["r"], "i").Node("Sigmoid", ["i"], "z");
        var outputs = two.Import().Graph;
        Assert.Equal(["i", "r", "z"], outputs.Outputs.Select(output => output.Name));
        Assert.Equal(["r", "z", "i"], outputs.Nodes.Select(node => node.Output));
        Assert.IsType<ReshapeNode>(outputs.Nodes[2]);

        var both = new OnnxModel().Input("x", -1, 2).Output("i", "j").Node("Relu", ["x"], "r").Node("Identity", ["r"], "i").Node("Identity", ["r"], "j");
        Assert.Equal(["i", "j"], both.Import().Graph.Nodes.Select(node => node.Output));
    }

    [Fact]
    public void InputsMayBeOutputs()
    {
        var itself = new OnnxModel().Input("x", -1, 2).Output("x").Import().Graph;
        Assert.Equal((0, "x"), (itself.Nodes.Count, itself.Outputs[0].Name));
        var copied = new OnnxModel().Input("x", -1, 2).Output("y").Node("Identity", ["x"], "y").Import().Graph;
        Assert.Equal("y", Assert.IsType<ReshapeNode>(Assert.Single(copied.Nodes)).Output);
    }

    [Fact]
    public void StepsInBetweenTakeFreeNames()
    {
        // The axis is neither last nor spatial: an image step is needed, whose obvious name is taken.
        var model = new OnnxModel().Input("x", -1, 2, 3).Output("y").Node("Relu", ["x"], "y.ordered")
            .Node("ReduceMean", ["y.ordered"], "y", ("axes", new long[] { 1 }), ("keepdims", 0));
        var graph = model.Import().Graph;
        Assert.Equal(["y.ordered", "y.ordered_2", "y.image", "y.mean", "y"], graph.Nodes.Select(node => node.Output));
    }

    [Fact]
    public void ParametersKeepTheirNamesInTheOrderOfUse()
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Ramp("unused", 1, 7).Ramp("second", 1, 2, 2).Ramp("first", 1, 2, 2).Ramp("bias", 1, 2)
            .Node("Gemm", ["x", "first", "bias"], "a").Node("Gemm", ["a", "second", "bias"], "y", ("transB", 1));
        model.Input("first", 2, 2);
        var graph = model.Import().Graph;
        Assert.Equal(["first", "bias", "second"], graph.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("x", Assert.Single(graph.Inputs).Name);
    }

    [Fact]
    public void OneConstantInTwoFormsIsTwoParameters()
    {
        var model = new OnnxModel().Input("x", -1, 2, 2).Output("y").Ramp("w", 1, 2, 2)
            .Node("MatMul", ["x", "w"], "a").Node("MatMul", ["w", "a"], "b").Node("Mul", ["b", "w"], "c").Node("MatMul", ["c", "w"], "y");
        var graph = model.Import().Graph;
        Assert.Equal(["w", "w_2", "w_3"], graph.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(
            [ParameterRole.Weight, ParameterRole.Weight, ParameterRole.Constant],
            graph.Parameters.Select(parameter => parameter.Role));
    }
}
