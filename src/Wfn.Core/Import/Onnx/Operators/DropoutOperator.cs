using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>x in inference; leaves no node.</summary>
internal sealed class DropoutOperator() : OnnxOperator("Dropout", "nothing", "training mode; the mask")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("ratio");
        node.Ignore("seed");
        node.Ignore("is_test");
        var isTraining = node.OptionalIntegers(2, "the training mode");
        if (isTraining is not null && Array.Exists(isTraining, flag => flag != 0))
        {
            throw new UnsupportedException(KnownRefusals.Training);
        }

        graph.Alias(node, node.Input(0));
    }
}
