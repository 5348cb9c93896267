using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Σ |x|.</summary>
internal sealed class ReduceL1Operator() : OnnxOperator("ReduceL1", "absolute values, and their sum along some axes", "axes computed at run time; over the batch")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ReductionImport.Run(node, graph, ReductionOperator.Sum, before: UnaryFunctions.Abs);
}
