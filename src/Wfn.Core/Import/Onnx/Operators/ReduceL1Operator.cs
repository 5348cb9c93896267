using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Σ |x|.</summary>
internal sealed class ReduceL1Operator() : OnnxOperator("ReduceL1", "absolute values, and their sum along some axes", "axes computed at run time; over the batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override int NumberOperands => 1;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ReductionImport.Run(node, graph, ReductionOperator.Sum, before: UnaryFunctions.Abs);
}
