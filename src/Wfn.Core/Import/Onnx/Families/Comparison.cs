using Wfn.Import.Families;
using Wfn.Import.Folding;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Families;

/// <summary>
/// Operators that compare or join two values element by element, with NumPy broadcasting; the results are truth values, which are
/// 1 and 0 in the network.
/// </summary>
/// <param name="opType">ONNX's name of the operator.</param>
/// <param name="becomes">What it becomes.</param>
internal abstract class Comparison(string opType, string becomes) : OnnxOperator(opType, becomes, "the batch's extent")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <summary>Whether it holds for two numbers.</summary>
    protected abstract bool Holds<T>(T left, T right)
        where T : IComparable<T>;

    /// <summary>Makes 1 where it holds and 0 elsewhere of two values, of which one at least is an activation.</summary>
    protected abstract ActivationValue Make(OnnxNode node, GraphBuilder graph, ImportedValue left, ImportedValue right);

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => DataType.Bool;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        if (left is ConstantValue a && right is ConstantValue b)
        {
            graph.Constant(node, Fold(node, graph, a.Tensor, b.Tensor));
            return;
        }

        var truth = Make(node, graph, TruthValues.Numbers(node, graph, left), TruthValues.Numbers(node, graph, right));
        graph.Define(node.Output, new IntegerValue(truth));
    }

    private ConstantTensor Fold(OnnxNode node, GraphBuilder graph, ConstantTensor left, ConstantTensor right)
    {
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
            var holds = left.IsFloat
                ? Holds(left.Floats[a[i]], right.Floats[b[i]])
                : Holds(left.Integers[a[i]], right.Integers[b[i]]);
            result[i] = holds ? 1 : 0;
        }

        return ConstantTensor.OfIntegers(extents, result);
    }
}
