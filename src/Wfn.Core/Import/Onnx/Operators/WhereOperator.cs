using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The elements of one value where a condition holds and of another one elsewhere.</summary>
internal sealed class WhereOperator() : OnnxOperator(
    "Where", "what a condition that is the same everywhere takes; else the one value where it holds plus the other one elsewhere",
        "infinite constants")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(1) ?? node.OperandType(2);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(0) is not ConstantValue { Tensor: var condition })
        {
            Mix(node, graph);
            return;
        }

        if (condition.IsFloat || condition.MentionsBatch)
        {
            throw node.Invalid("has a condition of other than truth values");
        }

        if (node.Input(1) is ConstantValue { Tensor: var x } && node.Input(2) is ConstantValue { Tensor: var y })
        {
            graph.Constant(node, Chosen(node, graph, condition, x, y));
            return;
        }

        var taken = condition.Count > 0 && Array.TrueForAll(condition.Integers, value => value != 0) ? 1
            : condition.Count > 0 && Array.TrueForAll(condition.Integers, value => value == 0) ? 2
            : 0;
        var other = taken == 0 ? null : node.Input(3 - taken) switch
        {
            ActivationValue activation => activation.Shape.Dimensions.ToArray(),
            ConstantValue constant => constant.Tensor.Extents,
            _ => null,
        };

        // What is taken may stand for all only if neither the condition nor the other value makes the result larger.
        if (other is not null && node.Input(taken) is ActivationValue value && Covers(value, condition.Extents) && Covers(value, other))
        {
            graph.Alias(node, value);
        }
        else
        {
            Mix(node, graph);
        }
    }

    private static bool Covers(ActivationValue value, int[] extents)
    {
        for (var axis = 1; axis <= extents.Length; axis++)
        {
            var own = axis <= value.Shape.Rank ? value.Shape[value.Shape.Rank - axis] : 1;
            if (axis > value.Shape.Rank || (extents[extents.Length - axis] != 1 && extents[extents.Length - axis] != own))
            {
                return false;
            }
        }

        return true;
    }

    private static void Mix(OnnxNode node, GraphBuilder graph)
    {
        var (x, y) = Selection.Parts(node, graph, Numbers(0), Numbers(1), Numbers(2));
        if (node.Input(1) is IntegerValue or ConstantValue { Tensor.IsFloat: false })
        {
            graph.Define(node.Output, new IntegerValue(BinaryImport.Step(node, graph, BinaryOperator.Add, x, y)));
        }
        else
        {
            BinaryImport.Result(node, graph, BinaryOperator.Add, x, y);
        }

        ImportedValue Numbers(int input) => TruthValues.Numbers(node, graph, node.Input(input));
    }

    private static ConstantTensor Chosen(OnnxNode node, GraphBuilder graph, ConstantTensor condition, ConstantTensor x, ConstantTensor y)
    {
        if (x.IsFloat != y.IsFloat)
        {
            throw node.Invalid("mixes floats and integers");
        }

        var extents = ConstantArithmetic.BroadcastExtents(node, x, y);
        extents = ConstantArithmetic.BroadcastExtents(node, condition, x.WithExtents(extents));
        var count = graph.Budget.ReserveConstant(node, extents);
        var (c, a, b) = (Places(condition), Places(x), Places(y));
        return x.IsFloat
            ? ConstantTensor.OfFloats(
                extents, [.. Enumerable.Range(0, count).Select(i => condition.Integers[c[i]] != 0 ? x.Floats[a[i]] : y.Floats[b[i]])])
            : ConstantTensor.OfIntegers(
                extents, [.. Enumerable.Range(0, count).Select(i => condition.Integers[c[i]] != 0 ? x.Integers[a[i]] : y.Integers[b[i]])]);

        int[] Places(ConstantTensor tensor) => ConstantLayout.Broadcast(tensor.Extents, extents, count);
    }
}
