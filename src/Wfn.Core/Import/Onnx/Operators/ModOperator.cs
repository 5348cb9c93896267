using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>What is left of a division: with the sign of the divisor, with fmod that of what is divided.</summary>
internal sealed class ModOperator() : OnnxOperator("Mod", "elementwise remainder", "constants that reach along the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => BinaryImport.Run(
        node, graph, node.Flag("fmod", false) ? BinaryOperator.Remainder : BinaryOperator.Modulo, node.Input(0), node.Input(1));
}
