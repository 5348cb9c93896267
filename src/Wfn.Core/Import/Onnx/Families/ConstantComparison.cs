using Wfn.Import.Families;
using Wfn.Import.Folding;

namespace Wfn.Import.Onnx.Families;

/// <summary>Operators that compare or join two constants element by element, with NumPy broadcasting; the results are truth values.</summary>
/// <param name="opType">ONNX's name of the operator.</param>
/// <param name="becomes">What it becomes.</param>
internal abstract class ConstantComparison(string opType, string becomes) : OnnxOperator(opType, becomes, "activations")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <summary>Whether it holds for two numbers.</summary>
    protected abstract bool Holds<T>(T left, T right)
        where T : IComparable<T>;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var (left, right) = (node.Constant(0, "an operand").Tensor, node.Constant(1, "an operand").Tensor);
        if (left.MentionsBatch || right.MentionsBatch)
        {
            throw new UnsupportedException("the batch's extent");
        }

        if (left.IsFloat != right.IsFloat)
        {
            throw node.Invalid("compares floats and integers");
        }

        var extents = ConstantArithmetic.BroadcastExtents(node, left, right);
        var count = graph.Budget.ReserveConstant(node, extents);
        var (a, b) = (ConstantLayout.Broadcast(left.Extents, extents, count), ConstantLayout.Broadcast(right.Extents, extents, count));
        var result = new long[count];
        for (var i = 0; i < count; i++)
        {
            result[i] = (left.IsFloat ? Holds(left.Floats[a[i]], right.Floats[b[i]]) : Holds(left.Integers[a[i]], right.Integers[b[i]])) ? 1 : 0;
        }

        graph.Constant(node, ConstantTensor.OfIntegers(extents, result));
    }
}
