using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>(x − offset) · scale for every feature.</summary>
internal sealed class ScalerOperator() : OnnxOperator("Scaler", "a difference and a product (ai.onnx.ml)")
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var (offset, scale) = (Values(node, x, "offset"), Values(node, x, "scale"));
        var moved = offset is null ? x : BinaryImport.Step(node, graph, BinaryOperator.Subtract, x, offset);
        if (scale is null)
        {
            graph.Alias(node, moved);
        }
        else
        {
            BinaryImport.Result(node, graph, BinaryOperator.Multiply, moved, scale);
        }
    }

    private static ConstantValue? Values(OnnxNode node, ActivationValue x, string name)
    {
        if (node.Floats(name) is not { Length: > 0 } values)
        {
            return null;
        }

        return values.Length == 1 || (x.Shape.Rank > 0 && values.Length == x.Shape[x.Shape.Rank - 1])
            ? new ConstantValue($"{node.Name}.{name}", ConstantTensor.OfFloats([values.Length], values))
            : throw node.Invalid($"has {values.Length} values as {name} for {x.Shape}");
    }
}
