using Wfn.Import.Families;
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

        return ConstantArithmetic.Integers(node, left, right, graph.Budget, (i, j) =>
            (left.IsFloat ? Holds(left.Floats[i], right.Floats[j]) : Holds(left.Integers[i], right.Integers[j])) ? 1 : 0);
    }
}
