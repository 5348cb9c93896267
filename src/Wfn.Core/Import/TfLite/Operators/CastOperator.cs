using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;
using Wfn.Import.TfLite.Schema;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Numbers under another type.</summary>
internal sealed class CastOperator() : TfLiteOperator(
    "CAST", "nothing, to real numbers; to integers without what follows the point; constants at import", "activations to integers narrower than 32 bits")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var result = node.Result(0);
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor } && tensor.IsFloat != result.IsReal)
        {
            graph.Budget.ReserveConstant(node, tensor.Extents);
            graph.Constant(node, result.IsReal
                ? ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Integers.Select(value => (float)value)])
                : ConstantTensor.OfIntegers(tensor.Extents, [.. tensor.Floats.Select(value => (long)value)]));
            return;
        }

        if (result.IsReal || node.Input(0) is ConstantTensorValue)
        {
            IdentityImport.Result(node, graph);
            return;
        }

        var x = graph.Activation(node, 0);
        graph.Result(node, x.With(result.Type switch
        {
            TfLiteType.Int32 or TfLiteType.Int64 => graph.Builder.Function(node, UnaryFunctions.Truncate, x.Value),

            // 1 where a number is not 0, else 0.
            TfLiteType.Bool => BinaryImport.Step(node, graph.Builder, BinaryOperator.Where, x.Value, Steps.Number(node, "true", 1)),
            var other => throw new UnsupportedException($"an activation to {other}"),
        }));
    }
}
