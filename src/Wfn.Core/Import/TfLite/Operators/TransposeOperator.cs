using Wfn.Graph;
using Wfn.Import.Folding;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The axes in another order: told of the value, and done only where something needs the order.</summary>
internal sealed class TransposeOperator()
    : TfLiteOperator("TRANSPOSE", "a transposition where something needs the order", "an order computed at run time")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        int[] permutation = [.. node.Integers(1, "the order").Select(axis => node.ToInt(axis, "an axis"))];
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor })
        {
            Require(node, permutation, tensor.Rank);
            graph.Budget.ReserveConstant(node, tensor.Extents);
            graph.Constant(node, ConstantLayout.Transpose(tensor, permutation));
            return;
        }

        var x = graph.Activation(node, 0);
        Require(node, permutation, x.Rank);
        graph.Result(node, new LaidOutValue(x.Value, x.Order.Select(axis => Array.IndexOf(permutation, axis)).ToEquatableArray()));
    }

    private static void Require(TfLiteNode node, int[] permutation, int rank)
    {
        if (!permutation.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, rank)))
        {
            throw node.Invalid($"has the order [{string.Join(", ", permutation.Take(Limits.Rank))}] for {rank} axes");
        }
    }
}
