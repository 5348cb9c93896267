using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The axes in another order, by default reversed.</summary>
internal sealed class TransposeOperator() : OnnxOperator("Transpose", "transposition")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(0) is ConstantValue constant)
        {
            var tensor = constant.Tensor;
            var order = Permutation(node, tensor.Rank);
            graph.Budget.ReserveConstant(node, tensor.Extents);
            graph.Constant(node, ConstantLayout.Transpose(tensor, order));
            return;
        }

        var x = node.Activation(0);
        var permutation = Permutation(node, x.Shape.Rank);
        graph.Result(node, (name, output) => new TransposeNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Permutation = new EquatableArray<int>(permutation),
        });
    }

    private static int[] Permutation(OnnxNode node, int rank)
    {
        var given = node.Integers("perm");
        if (given is null)
        {
            return [.. Enumerable.Range(0, rank).Reverse()];
        }

        var permutation = given.Select(axis => node.Axis(axis, rank)).ToArray();
        return permutation.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, rank))
            ? permutation
            : throw node.Invalid($"has the permutation [{string.Join(", ", given)}] of {rank} axes");
    }
}
