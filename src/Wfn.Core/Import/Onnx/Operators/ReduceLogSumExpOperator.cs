using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>ln Σ e^x.</summary>
internal sealed class ReduceLogSumExpOperator() : OnnxOperator("ReduceLogSumExp", "ln Σ e^x along some axes", "axes computed at run time; over the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ReductionImport.Run(node, graph, ReductionOperator.LogSumExp);
}
