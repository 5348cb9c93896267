using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Along a new axis one value where the index is, another one elsewhere.</summary>
internal sealed class OneHotOperator() : TfLiteOperator(
    "ONE_HOT", "comparisons of the indices with all places, and a mix of the two values", "a depth or values computed at run time; constant indices")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        if (node.Input(0) is ConstantTensorValue)
        {
            throw new UnsupportedException("constant indices");
        }

        var x = graph.Activation(node, 0);
        var depth = node.Integer(1, "the depth");
        if (depth is < 1 or > Limits.Elements)
        {
            throw node.Invalid($"has the depth {depth}");
        }

        var axis = node.Axis(node.Option(0, -1), x.Rank + 1);
        var indices = graph.InFileOrder(node, x);
        var hot = HotPlaces.Of(node, graph.Builder, indices, axis, depth, (Value(node, 2), Value(node, 3)), countsFromEnd: false);
        graph.Result(node, LaidOutValue.InFileOrder(hot));
    }

    private static float Value(TfLiteNode node, int input)
    {
        var tensor = node.Constant(input, "a value").Tensor;
        return tensor.Count != 1 ? throw node.Invalid($"has {tensor.Count} elements as a value (input {input})")
            : tensor.IsFloat ? tensor.Floats[0] : tensor.Integers[0];
    }
}
