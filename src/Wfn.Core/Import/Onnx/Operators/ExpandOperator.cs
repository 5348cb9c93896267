using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;

namespace Wfn.Import.Onnx.Operators;

/// <summary>NumPy broadcasting of the input with a shape.</summary>
internal sealed class ExpandOperator() : OnnxOperator(
    "Expand", "reshape, and a gather for each axis that grows; constants are expanded at import", "a shape computed at run time; an axis that becomes the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var shape = node.OptionalIntegers(1, "the shape") ?? throw node.Invalid("has no shape");
        if (shape.Length > Limits.Rank)
        {
            throw node.Invalid($"expands to {shape.Length} axes");
        }

        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            graph.Constant(node, Expand(node, graph, tensor, shape));
            return;
        }

        var x = node.Activation(0);
        var extents = Aligned([.. x.Shape.Dimensions], shape.Length);
        var wanted = Extents(node, extents, shape, graph.StaticBatch);
        x = graph.Reshaped(node, "aligned", x, TensorShape.Of(extents));
        for (var axis = 0; axis < extents.Length; axis++)
        {
            if (wanted[axis] != extents[axis])
            {
                graph.Budget.Reserve(wanted[axis], sizeof(int), $"an axis of node {Diagnostics.DataName.Quote(node.Name)}");
                x = AxisParts.Take(node, graph, x, axis, new int[wanted[axis]]);
            }
        }

        graph.Alias(node, x);
    }

    // A batch that the shape mentions stands for a repetition: the constant has one sample's elements.
    private static ConstantTensor Expand(OnnxNode node, GraphBuilder graph, ConstantTensor tensor, long[] shape)
    {
        var rank = Math.Max(tensor.Rank, shape.Length);
        var batch = Array.IndexOf(shape, ConstantTensor.Batch);
        batch = batch < 0 ? -1 : batch + rank - shape.Length;
        var extents = new int[rank];
        var strides = new int[rank];
        var stride = 1;
        for (var axis = rank - 1; axis >= 0; axis--)
        {
            var (from, to) = (axis - (rank - tensor.Rank), axis - (rank - shape.Length));
            var extent = from >= 0 ? tensor.Extents[from] : 1;
            var asked = to >= 0 ? axis == batch ? 1 : node.ToInt(shape[to], "an extent") : 1;
            if (asked < 0 || (extent != asked && extent != 1 && asked != 1))
            {
                throw node.Invalid($"cannot expand {tensor} to [{string.Join(", ", shape)}]");
            }

            if (axis == batch && extent != 1)
            {
                throw new UnsupportedException($"a constant {tensor} that reaches along the batch");
            }

            extents[axis] = extent == 1 ? asked : extent;
            strides[axis] = extent == 1 ? 0 : stride;
            stride *= extent;
        }

        var count = graph.Budget.ReserveConstant(node, extents);
        return tensor.Pick(extents, ConstantLayout.Walk(extents, strides, 0, count)).Repeated(batch);
    }

    // With axes of one element in front, as many as the shape has.
    private static int[] Aligned(int[] extents, int rank) => [.. Enumerable.Repeat(1, Math.Max(0, rank - extents.Length)), .. extents];

    private static int[] Extents(OnnxNode node, int[] extents, long[] shape, int? staticBatch)
    {
        var wanted = (int[])extents.Clone();
        for (var i = 0; i < shape.Length; i++)
        {
            var axis = extents.Length - shape.Length + i;
            if (extents[axis] == TensorShape.Dynamic)
            {
                if (shape[i] is not (1 or ConstantTensor.Batch) && shape[i] != staticBatch)
                {
                    throw new UnsupportedException($"a batch of {shape[i]}");
                }
            }
            else if (shape[i] == ConstantTensor.Batch)
            {
                throw new UnsupportedException("an axis that becomes the batch");
            }
            else if (shape[i] < 0 || shape[i] > Limits.Elements || (extents[axis] != 1 && shape[i] != 1 && shape[i] != extents[axis]))
            {
                throw node.Invalid($"cannot expand [{string.Join(", ", extents)}] to [{string.Join(", ", shape)}]");
            }
            else
            {
                wanted[axis] = shape[i] == 1 ? extents[axis] : (int)shape[i];
            }
        }

        return wanted;
    }
}
