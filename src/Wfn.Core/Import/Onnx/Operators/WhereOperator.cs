using Wfn.Import.Families;
using Wfn.Import.Folding;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The elements of one value where a condition holds and of another one elsewhere.</summary>
internal sealed class WhereOperator() : OnnxOperator(
    "Where", "a constant, or what a condition that is the same everywhere takes", "conditions computed at run time; mixtures of activations")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var condition = node.Constant(0, "the condition").Tensor;
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
            : throw new UnsupportedException("a mixture of activations");
        var value = node.Activation(taken);
        var other = node.Input(3 - taken) switch
        {
            ActivationValue activation => activation.Shape.Dimensions.ToArray(),
            ConstantValue constant => constant.Tensor.Extents,
            _ => throw new UnsupportedException("a mixture of activations"),
        };

        // Neither the condition nor the other value may make the result larger.
        RequireCovered(value, condition.Extents);
        RequireCovered(value, other);
        graph.Alias(node, value);
    }

    private static void RequireCovered(ActivationValue value, int[] extents)
    {
        for (var axis = 1; axis <= extents.Length; axis++)
        {
            var own = axis <= value.Shape.Rank ? value.Shape[value.Shape.Rank - axis] : 1;
            if (axis > value.Shape.Rank || (extents[extents.Length - axis] != 1 && extents[extents.Length - axis] != own))
            {
                throw new UnsupportedException($"a condition or value [{string.Join(", ", extents)}] that is larger than {value.Shape}");
            }
        }
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
            ? ConstantTensor.OfFloats(extents, [.. Enumerable.Range(0, count).Select(i => condition.Integers[c[i]] != 0 ? x.Floats[a[i]] : y.Floats[b[i]])])
            : ConstantTensor.OfIntegers(extents, [.. Enumerable.Range(0, count).Select(i => condition.Integers[c[i]] != 0 ? x.Integers[a[i]] : y.Integers[b[i]])]);

        int[] Places(ConstantTensor tensor) => ConstantLayout.Broadcast(tensor.Extents, extents, count);
    }
}
