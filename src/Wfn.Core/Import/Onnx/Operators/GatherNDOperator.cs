using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The parts of a value that tuples of indices name.</summary>
internal sealed class GatherNDOperator() : OnnxOperator(
    "GatherND", "gather over the elements, or a pick of them at indices computed at run time; constants are gathered at import",
    "constant indices into values with a batch; the batch as what an index is of")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(1) is IntegerValue { Numbers: var tuples })
        {
            AtRunTime(node, graph, tuples);
            return;
        }

        var indices = node.Constant(1, "indices").Tensor;
        var common = node.ToInt(node.Integer("batch_dims", 0), "batch_dims");
        var constant = (node.Input(0) as ConstantValue)?.Tensor;
        int[] extents = constant?.Extents ?? [.. ElementParts.WithoutBatch(node.Activation(0)).Dimensions];
        if (common < 0 || indices.Rank == 0)
        {
            throw node.Invalid($"has indices {indices} and {common} axes in common");
        }

        var length = indices.Extents[indices.Rank - 1];
        int[] made = [.. indices.Extents.Take(indices.Rank - 1), .. extents.Skip(common + length)];
        graph.Budget.ReserveConstant(node, made);
        var elements = ElementParts.OfTuples(node, indices, extents, common);
        if (constant is not null)
        {
            graph.Constant(node, constant.Pick(made, elements));
        }
        else
        {
            ElementParts.Result(node, graph, [node.Activation(0)], elements, made);
        }
    }

    private static void AtRunTime(OnnxNode node, GraphBuilder graph, ActivationValue tuples)
    {
        var common = node.ToInt(node.Integer("batch_dims", 0), "batch_dims");
        var data = node.Input(0);
        int[] extents = data is ConstantValue { Tensor: var tensor } ? tensor.Extents : [.. node.Activation(0).Shape.Dimensions];
        var batch = (data as ActivationValue)?.BatchAxis ?? -1;
        if (batch > 0 || (batch == 0 && (common == 0 || tuples.BatchAxis != 0)) || (batch < 0 && common > 0 && tuples.BatchAxis >= 0 && tuples.BatchAxis < common))
        {
            throw new UnsupportedException($"parts of [{string.Join(", ", extents)}] at indices {tuples.Shape}, whose batches do not meet");
        }

        var (places, inner) = RunTimePlaces.OfTuples(node, graph, tuples, extents, common);
        var length = tuples.Shape[tuples.Shape.Rank - 1];
        var made = TensorShape.Of([.. places.Shape.Dimensions, .. extents.Skip(common + length)]);
        if (batch == 0)
        {
            var elements = RunTimePlaces.OfElements(node, graph, places, inner);
            var all = graph.Reshaped(node, "flat", node.Activation(0), TensorShape.Of(TensorShape.Dynamic, node.Activation(0).Shape.ElementCount));
            var flat = graph.Reshaped(node, "flat", elements, TensorShape.Of(TensorShape.Dynamic, elements.Shape.ElementCount));
            graph.ReshapeResult(
                node,
                graph.Step(node, "picked", (name, output) => new PickAlongNode { Name = name, Inputs = [all.Name, flat.Name], Output = output, Axis = 1 }),
                made);
            return;
        }

        var rows = extents.Aggregate(1, (product, extent) => product * extent) / inner;
        ImportedValue table = data is ConstantValue constant ? constant with { Tensor = constant.Tensor.WithExtents([rows, inner]) }
            : graph.Reshaped(node, "rows", node.Activation(0), TensorShape.Of(rows, inner));
        var picked = RunTimeGather.Rows(node, graph, table, 0, new IntegerValue(places));
        graph.ReshapeResult(node, picked, made);
        if (data is ConstantValue { Tensor.IsFloat: false })
        {
            graph.Redefine(node.Output, new IntegerValue((ActivationValue)graph.Find(node.Output)!));
        }
    }
}
