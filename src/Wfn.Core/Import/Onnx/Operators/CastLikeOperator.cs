namespace Wfn.Import.Onnx.Operators;

/// <summary>A change to the element type of another value.</summary>
internal sealed class CastLikeOperator() : OnnxOperator(
    "CastLike", "nothing between floating-point types", "to integers; constants of integers")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("saturate");
        if (node.Input(1) is IntegerValue or ConstantValue { Tensor.IsFloat: false })
        {
            throw new UnsupportedException("a cast to integers or truth values");
        }

        graph.Alias(node, node.Input(0) switch
        {
            IntegerValue integers => integers.Numbers,
            ConstantValue { Tensor.IsFloat: false } => throw new UnsupportedException("a cast of constants of integers"),
            var value => value,
        });
    }
}
