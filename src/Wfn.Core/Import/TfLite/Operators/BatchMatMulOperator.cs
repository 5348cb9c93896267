using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Products of matrices over the last two axes, either of them transposed if an option says so.</summary>
internal sealed class BatchMatMulOperator() : TfLiteOperator(
    "BATCH_MATMUL",
    "fully connected layer where the right side is one constant matrix, else product of two activations",
    "constants on the left, and those of more than one matrix")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        x = node.Flag(0) ? Transposed(node, x) : x;
        if (node.Input(1) is ConstantTensorValue)
        {
            ByConstant(node, graph, x);
            return;
        }

        var y = graph.Activation(node, 1);
        y = node.Flag(1) ? Transposed(node, y) : y;
        if (x.Rank != y.Rank || x.Rank < 3)
        {
            throw new UnsupportedException($"{x.Shape} by {y.Shape}");
        }

        var (left, right) = (graph.InFileOrder(node, x), graph.InFileOrder(node, y));
        graph.Result(node, LaidOutValue.InFileOrder(graph.Layer(
            node, "product", FusedActivation.None, (name, output) =>
                new MatrixProductNode { Name = name, Inputs = [left.Name, right.Name], Output = output })));
    }

    private static void ByConstant(TfLiteNode node, TfLiteGraph graph, LaidOutValue x)
    {
        var matrix = node.Floats(1, "a matrix");
        var extents = matrix.Tensor.Extents;
        if (extents.Length < 2 || matrix.Tensor.Count != (long)extents[extents.Length - 1] * extents[extents.Length - 2]
            || matrix.Tensor.Count == 0)
        {
            throw new UnsupportedException($"a constant {matrix.Tensor} of other than one matrix");
        }

        var (rows, columns) = (extents[extents.Length - 2], extents[extents.Length - 1]);
        if (extents.Length > x.Rank || x.Shape[x.Rank - 1] != (node.Flag(1) ? columns : rows))
        {
            throw node.Invalid($"cannot multiply {x.Shape} and the constant {matrix.Tensor}");
        }

        var weight = LinearImport.Weight(node, graph.Builder, matrix, rows, columns, transpose: !node.Flag(1));
        var left = graph.InFileOrder(node, x);
        graph.Result(node, LaidOutValue.InFileOrder(graph.Layer(
            node, "linear", FusedActivation.None, (name, output) =>
                new LinearNode { Name = name, Inputs = [left.Name], Output = output, Weight = weight })));
    }

    // The same activation, its last two axes told the other way round.
    private static LaidOutValue Transposed(TfLiteNode node, LaidOutValue x)
    {
        if (x.Rank < 2 || x.Rank > Limits.Rank)
        {
            throw node.Invalid($"multiplies {x.Shape}");
        }

        return x with
        {
            Order = x.Order.Select(axis => axis < x.Rank - 2 ? axis : (2 * x.Rank) - 3 - axis).ToEquatableArray(),
        };
    }
}
