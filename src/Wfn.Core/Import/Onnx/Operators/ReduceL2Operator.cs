using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>√ Σ x².</summary>
internal sealed class ReduceL2Operator() : OnnxOperator("ReduceL2", "squares, their sum along some axes, and its root", "axes computed at run time; over the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ReductionImport.Run(node, graph, ReductionOperator.Sum, UnaryFunctions.Square, UnaryFunctions.Sqrt);
}
