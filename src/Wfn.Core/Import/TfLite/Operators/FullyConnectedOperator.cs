using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Fully connected layer with a matrix [outputs, inputs]: over the last axis, or over all that there is of a sample.</summary>
internal sealed class FullyConnectedOperator() : TfLiteOperator(
    "FULLY_CONNECTED", "fully connected layer; of an image as it lies, the weights ordered for that",
        "weights computed at run time; shuffled weights")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var weight = node.Floats(1, "the weights");
        if (weight.Tensor.Rank != 2 || weight.Tensor.Count == 0)
        {
            throw node.Invalid($"has weights {weight.Tensor}");
        }

        if (node.Choice(1) != 0)
        {
            throw new UnsupportedException("shuffled weights");
        }

        var (outputs, inputs) = (weight.Tensor.Extents[0], weight.Tensor.Extents[1]);
        var (x, columns) = Rows(node, graph, weight, inputs);
        var matrix = columns is null
            ? graph.Builder.Parameter(weight, ParameterRole.Weight, outputs, inputs)
            : graph.Builder.Parameter(
                weight, ParameterRole.Weight, "ordered" + string.Join("x", columns.Value.Order), [outputs, inputs], tensor =>
                    Ordered(tensor, columns.Value));
        var bias = ImageWindow.Bias(node, graph, 2, outputs);
        var y = graph.Layer(node, "linear", node.Choice(0), (name, output) => new LinearNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Weight = matrix,
            Bias = bias,
        });
        graph.Result(node, LaidOutValue.InFileOrder(y));
    }

    // What the layer reads, its last axis as long as the weights' rows; and where that is an image in another order, which one.
    private static (ActivationValue X, (TensorShape Image, EquatableArray<int> Order)? Columns) Rows(
        TfLiteNode node, TfLiteGraph graph, ConstantValue weight, int inputs)
    {
        if (node.Input(0) is ReshapedTensorValue { Value: var pending, Shape: var shape } && IsSample(pending, inputs) && shape.Rank == 2)
        {
            return Sample(node, graph, weight, pending);
        }

        var x = graph.Activation(node, 0);
        if (node.Flag(2) || x.Rank <= 2)
        {
            return x.Rank >= 1 && x.Shape[x.Rank - 1] == inputs
                ? (graph.InFileOrder(node, x), null)
                : throw node.Invalid($"has weights {weight.Tensor}, which do not fit the last axis of its input {x.Shape}");
        }

        if (IsSample(x, inputs))
        {
            return Sample(node, graph, weight, x);
        }

        // Rows before the last axis are joined, which only those without a batch can be.
        if (x.BatchAxis >= 0 || x.Shape[x.Rank - 1] != inputs)
        {
            throw new UnsupportedException($"an input {x.Shape} with weights {weight.Tensor}, which merges the batch with other axes");
        }

        var ordered = graph.InFileOrder(node, x);
        return (graph.Builder.Reshaped(node, "rows", ordered, TensorShape.Of(x.Shape.ElementCount / inputs, inputs)), null);
    }

    private static bool IsSample(LaidOutValue x, int inputs) =>
        x.BatchAxis == 0 && x.Value.BatchAxis == 0 && x.Shape.Sample.ElementCount == inputs;

    private static (ActivationValue X, (TensorShape Image, EquatableArray<int> Order)? Columns) Sample(
        TfLiteNode node, TfLiteGraph graph, ConstantValue weight, LaidOutValue x)
    {
        var inputs = weight.Tensor.Extents[1];
        graph.Budget.ReserveConstant(node, weight.Tensor.Extents);
        return (
            graph.Builder.Reshaped(node, "flat", x.Value, TensorShape.Of(TensorShape.Dynamic, inputs)),
            x.IsInFileOrder ? null : (x.Shape.Sample, x.Order.Skip(1).Select(axis => axis - 1).ToEquatableArray()));
    }

    // The columns in the order that the image's elements have in the network.
    private static float[] Ordered(ConstantTensor tensor, (TensorShape Image, EquatableArray<int> Order) columns)
    {
        int[] extents = [tensor.Extents[0], .. columns.Image.Dimensions];
        return ConstantLayout.Transpose(tensor.WithExtents(extents), [0, .. columns.Order.Select(axis => axis + 1)]).Floats;
    }
}
