namespace Wfn.Import.Onnx.Operators;

/// <summary>A change to the element type of another value.</summary>
internal sealed class CastLikeOperator() : OnnxOperator(
    "CastLike", "what Cast becomes", "to integers of 32 bits and more, and to truth values, which are not told apart")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("saturate");
        var (isReal, width) = node.Input(1) switch
        {
            IntegerValue { Stored: var stored } => (false, stored),
            ConstantValue { Tensor: { IsFloat: false, Stored: var stored } } => (false, stored),
            _ => (true, null),
        };
        if (!isReal && width is null)
        {
            throw new UnsupportedException("a cast to integers of 32 bits and more, or to truth values: export the model with Cast in its place");
        }

        CastOperator.Cast(node, graph, isReal, width, isTruth: false);
    }
}
