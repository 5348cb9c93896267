using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;

namespace Wfn.Core.Tests.Import;

/// <summary>Which axis is the batch is found, not assumed; where none can be, the network is taken as it stands.</summary>
public class BatchTests
{
    [Fact]
    public void StepsMayComeFirst()
    {
        // [steps, batch, features], and the last of all steps for each sample.
        var model = new OnnxModel(13).Input("x", 3, -1, 2).Output("y").Ramp("w", 1, 2, 2)
            .Node("MatMul", ["x", "w"], "p").Node("Softmax", ["p"], "q", ("axis", 0)).IntegerTensor("last", [], -1).Node("Gather", ["q", "last"], "y");
        var graph = model.Import().Graph;
        Assert.Equal(TensorShape.Of(3, -1, 2), graph.Inputs[0].Shape);
        Assert.Equal(TensorShape.Of(-1, 2), graph.Outputs[0].Shape);
        Graph.SampleFormTests.RequireEqual(graph, new Random(1), "steps first");
    }

    [Fact]
    public void AStaticExtentOfOneMayBeTheBatch()
    {
        var model = new OnnxModel(13).Input("x", 3, 1, 2).Input("h", 1, 1, 2).Output("y").Node("Softmax", ["x"], "s", ("axis", 0)).Node("Add", ["s", "h"], "y");
        Assert.Equal([TensorShape.Of(3, -1, 2), TensorShape.Of(1, -1, 2)], model.Import().Graph.Inputs.Select(input => input.Shape));
    }

    [Fact]
    public void InputsMayHaveTheirBatchOnDifferentAxes()
    {
        var model = new OnnxModel(13).Input("x", -1, 3, 2).Input("h", 3, -1, 2).Output("y")
            .Node("Transpose", ["x"], "t", ("perm", new long[] { 1, 0, 2 })).Node("Add", ["t", "h"], "y");
        var graph = model.Import().Graph;
        Assert.Equal([TensorShape.Of(-1, 3, 2), TensorShape.Of(3, -1, 2)], graph.Inputs.Select(input => input.Shape));
        Assert.Equal(TensorShape.Of(3, -1, 2), graph.Outputs[0].Shape);
        Graph.SampleFormTests.RequireEqual(graph, new Random(2), "two inputs");
    }

    [Fact]
    public void AnInputMayHaveNoBatch()
    {
        var model = new OnnxModel(13).Input("x", -1, 3).Input("offset", 3).Output("y").Node("Softmax", ["x"], "s", ("axis", 1)).Node("Mul", ["s", "offset"], "y");
        var graph = model.Import().Graph;
        Assert.Equal([TensorShape.Of(-1, 3), TensorShape.Of(3)], graph.Inputs.Select(input => input.Shape));
        Assert.Equal(TensorShape.Of(-1, 3), graph.Outputs[0].Shape);
    }

    [Fact]
    public void FlattenOfTheBatchTakesTheNetworkAsItStands()
    {
        var model = new OnnxModel(13).Input("x", 2, 3).Output("y").Node("Flatten", ["x"], "y", ("axis", 0));
        var graph = model.Import().Graph;
        Assert.False(SampleForm.HasBatch(graph));
        Assert.Equal(TensorShape.Of(2, 3), graph.Inputs[0].Shape);
        Assert.Equal(TensorShape.Of(1, 6), graph.Outputs[0].Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], model.Run(1, [1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void SoftmaxAlongTheFirstAxisTakesTheNetworkAsItStands()
    {
        var model = new OnnxModel(13).Input("x", 2, 2).Output("y").Node("Softmax", ["x"], "y", ("axis", 0));
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], model.Run(1, [1, 2, 1, 2]));
    }

    [Fact]
    public void GatherAlongTheFirstAxisTakesTheNetworkAsItStands()
    {
        var model = new OnnxModel(13).Input("x", 3, 2).Output("y").IntegerTensor("last", [], -1).Node("Gather", ["x", "last"], "y", ("axis", 0));
        Assert.Equal(TensorShape.Of(2), model.Import().Graph.Outputs[0].Shape);
        Assert.Equal([5, 6], model.Run(1, [1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void AnOpenFirstAxisThatIsNoBatchIsOneSample()
    {
        var model = new OnnxModel(13).Input("x", -1, 4).Output("y").Integers("shape", 2, 2).Node("Reshape", ["x", "shape"], "y");
        Assert.Equal([TensorShape.Of(1, 4), TensorShape.Of(2, 2)], Shapes(model.Import()));
        var pinned = new OnnxModel(13).Input("x", -1, 4).Output("y").Node("Flatten", ["x"], "y", ("axis", 0));
        Assert.Equal([TensorShape.Of(5, 4), TensorShape.Of(1, 20)], Shapes(pinned.Import(new ImportOptions { InputShapes = [("x", TensorShape.Of(5, 4))] })));

        static TensorShape[] Shapes(ImportedModel model) => [model.Graph.Inputs[0].Shape, model.Graph.Outputs[0].Shape];
    }

    [Fact]
    public void OtherOpenAxesAreStillToBePinned()
    {
        var model = new OnnxModel(13).Input("x", -1, -1, 4).Output("y").Node("Softmax", ["x"], "y", ("axis", 0));
        Assert.Contains("open extents on axes 1", model.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        var pinned = model.Import(new ImportOptions { InputShapes = [("x", TensorShape.Of(3, -1, 4))] });
        Assert.Equal(TensorShape.Of(3, -1, 4), pinned.Graph.Inputs[0].Shape);
    }

    [Fact]
    public void APlainVectorIsRead()
    {
        // A policy that reads its observation without any other axis.
        var model = new OnnxModel(13).Input("x", 3).Output("y").Floats("w", [3, 2], 1, 2, 3, 4, 5, 6).Floats("b", [2], 10, 20)
            .Node("MatMul", ["x", "w"], "p").Node("Add", ["p", "b"], "y");
        Assert.Equal([1 + 6 + 15 + 10, 2 + 8 + 18 + 20], model.Run(1, [1, 2, 3]));
        Assert.Equal(TensorShape.Of(2), model.Import().Graph.Outputs[0].Shape);
        var left = new OnnxModel(13).Input("x", 3).Output("y").Floats("w", [2, 3], 1, 2, 3, 4, 5, 6).Node("MatMul", ["w", "x"], "y");
        Assert.Equal([14, 32], left.Run(1, [1, 2, 3]));
        var product = new OnnxModel(13).Input("x", 3).Output("y").Floats("w", [3], 1, 2, 3).Node("MatMul", ["x", "w"], "y");
        Assert.Equal([14], product.Run(1, [1, 2, 3]));
        Assert.Equal(TensorShape.Of(), product.Import().Graph.Outputs[0].Shape);
    }

    [Fact]
    public void AScalarIsRead()
    {
        var model = new OnnxModel(13).Input("x").Output("y").Floats("c", [], 3).Node("Mul", ["x", "c"], "y");
        Assert.Equal([6], model.Run(1, [2]));
        Assert.Equal(TensorShape.Of(), model.Import().Graph.Inputs[0].Shape);
    }

    [Fact]
    public void OneImageThatIsNoSampleIsConvolved()
    {
        static OnnxModel Model(long images) => new OnnxModel(13).Input("x", images, 1, 2, 2).Output("y").Floats("w", [2, 1, 1, 1], 2, 3)
            .Node("Conv", ["x", "w"], "c").Node("MaxPool", ["c"], "p", ("kernel_shape", new long[] { 2, 2 })).Node("GlobalAveragePool", ["p"], "g")
            .Node("Flatten", ["g"], "y", ("axis", 0));
        Assert.Equal([8, 12], Model(1).Run(1, [1, 2, 3, 4]));
        Assert.Contains("axis 0 of [batch, 2, 1, 1]", Model(2).Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
        var row = new OnnxModel(13).Input("x", 1, 1, 3).Output("y").Floats("w", [1, 1, 2], 1, 1).Node("Conv", ["x", "w"], "c").Node("Softmax", ["c"], "y", ("axis", 0));
        Assert.Equal([1, 1], row.Run(1, [1, 2, 3]));
    }

    [Fact]
    public void MatricesMayBeTransposed()
    {
        var model = new OnnxModel(13).Input("x", 3, -1).Output("y").Floats("w", [3, 2], 1, 2, 3, 4, 5, 6).Node("Gemm", ["x", "w"], "y", ("transA", 1));
        var graph = model.Import().Graph;
        Assert.Equal([TensorShape.Of(3, -1), TensorShape.Of(-1, 2)], [graph.Inputs[0].Shape, graph.Outputs[0].Shape]);
        Assert.Equal([22, 28], model.Run(1, [1, 2, 3]));
        var product = new OnnxModel(13).Input("x", 2, 2).Output("y").Node("MatMul", ["x", "x"], "y");
        Assert.Equal([7, 10, 15, 22], product.Run(1, [1, 2, 3, 4]));
    }

    [Fact]
    public void WhatFailsUnderEveryAssumptionSaysWhatTheFirstMet()
    {
        var model = new OnnxModel(13).Input("x", -1, 4).Output("y").Node("Softmax", ["x"], "s", ("axis", 0)).Node("FusedConv", ["s"], "y");
        var message = model.Refused(DiagnosticCodes.UnsupportedOperator).Message;
        Assert.Contains("Softmax: along the batch (node 'Softmax-s')", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConstantsOfEverySampleMeetTheBatch()
    {
        // As exporters make initial states: zeros of the batch's extent.
        var model = new OnnxModel(13).Input("x", -1, 3).Output("y").Node("Shape", ["x"], "shape")
            .Node("ConstantOfShape", ["shape"], "ones", ("value", OnnxModel.Tensor("", [1], new float[] { 1 }))).Node("Add", ["x", "ones"], "y");
        Assert.Equal([2, 3, 4, 5, 6, 7], model.Run(2, [1, 2, 3, 4, 5, 6]));
        Assert.Equal(TensorShape.Of(-1, 3), model.Import().Graph.Outputs[0].Shape);
    }
}
