using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>ln Σ x.</summary>
internal sealed class ReduceLogSumOperator() : OnnxOperator("ReduceLogSum", "sum along some axes, and its logarithm", "axes computed at run time; over the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ReductionImport.Run(node, graph, ReductionOperator.Sum, after: UnaryFunctions.Log);
}
