using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Numbers under another type.</summary>
internal sealed class CastOperator()
    : TfLiteOperator("CAST", "nothing, between types of real numbers; constants at import", "activations that are integers")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var toReal = node.Result(0).IsReal;
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor } && tensor.IsFloat != toReal)
        {
            graph.Budget.ReserveConstant(node, tensor.Extents);
            graph.Constant(node, toReal
                ? ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Integers.Select(value => (float)value)])
                : ConstantTensor.OfIntegers(tensor.Extents, [.. tensor.Floats.Select(value => (long)value)]));
        }
        else if (toReal || node.Input(0) is ConstantTensorValue)
        {
            IdentityImport.Result(node, graph);
        }
        else
        {
            throw new UnsupportedException($"an activation to {node.Result(0).Type}");
        }
    }
}
