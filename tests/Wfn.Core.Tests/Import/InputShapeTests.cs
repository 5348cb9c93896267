using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;

namespace Wfn.Core.Tests.Import;

public class InputShapeTests
{
    [Fact]
    public void OpenAxesMustBePinned()
    {
        var model = Model(-1, 3, -1, -1);
        var message = model.Refused(DiagnosticCodes.UnsupportedOperator).Message;
        Assert.Contains("input 'x' with open extents on axes 2, 3 (only the batch may be open)", message, StringComparison.Ordinal);
        Assert.Contains("'x=N,3,?,?'", message, StringComparison.Ordinal);
        var graph = model.Import(Pin("x", 1, 3, 32, 16)).Graph;
        Assert.Equal(TensorShape.Of(-1, 3, 32, 16), graph.Inputs[0].Shape);
        Assert.Equal(graph.Inputs[0].Shape, graph.Outputs[0].Shape);
        Assert.Equal(graph, model.Import(Pin("", -1, 3, 32, 16)).Graph);
    }

    [Fact]
    public void AMissingShapeMustBeGiven()
    {
        var model = Model();
        model.Proto.Graph.Input[0].Type = null;
        Assert.Contains("input 'x' without a shape", model.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        Assert.Equal(TensorShape.Of(-1, 5), model.Import(Pin("x", 8, 5)).Graph.Inputs[0].Shape);
    }

    [Fact]
    public void ShapesThatDoNotFitAreRefused()
    {
        var model = Model(-1, 3, -1);
        Assert.Contains("contradicts the model's [?, 3, ?]", model.Refused(DiagnosticCodes.BadOption, Pin("x", 1, 4, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("contradicts", model.Refused(DiagnosticCodes.BadOption, Pin("x", 1, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("'z', but the model's inputs are 'x'", model.Refused(DiagnosticCodes.BadOption, Pin("z", 1, 3, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("positive extents", model.Refused(DiagnosticCodes.BadOption, Pin("x", 1, 3, 0)).Message, StringComparison.Ordinal);
        var twice = new ImportOptions { InputShapes = [("x", TensorShape.Of(1, 3, 5)), ("x", TensorShape.Of(1, 3, 5))] };
        Assert.Contains("two shapes", model.Refused(DiagnosticCodes.BadOption, twice).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextsAreNoInputsAndHugeExtentsNoExtents()
    {
        var texts = Model(-1, 3);
        texts.Proto.Graph.Input[0].Type.TensorType.ElemType = 8;
        Assert.Contains("input 'x' of element type String", texts.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        Assert.Contains(
            "claims an extent of 4294967296",
            Model(-1, 1L << 32).Refused(DiagnosticCodes.TensorTooLarge).Message,
            StringComparison.Ordinal);
        Model(-1, 1 << 20, 1 << 20).Refused(DiagnosticCodes.InvalidGraph);
    }

    [Fact]
    public void InputsMustAgreeOnTheBatch()
    {
        static OnnxModel Two(long second) => new OnnxModel().Input("a", 4, 2).Input("b", second, 2).Output("y").Node("Add", ["a", "b"], "y");
        Assert.Equal(TensorShape.Of(-1, 2), Two(4).Import().Graph.Inputs[1].Shape);
        Assert.Equal(TensorShape.Of(-1, 2), Two(-1).Import().Graph.Inputs[1].Shape);
        Assert.Contains(
            "input 'b' with a batch of 3 where another input has 4",
            Two(3).Refused(DiagnosticCodes.UnsupportedOperator).Message,
            StringComparison.Ordinal);
    }

    private static OnnxModel Model(params long[] extents) => new OnnxModel().Input("x", extents).Output("y").Node("Relu", ["x"], "y");

    private static ImportOptions Pin(string input, params int[] extents) => new() { InputShapes = [(input, TensorShape.Of(extents))] };
}
