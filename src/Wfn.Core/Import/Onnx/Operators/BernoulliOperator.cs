using Wfn.Diagnostics;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Draws of 0 and 1, read as how often it is 1, which is the operand: the same input has to give the same output.</summary>
internal sealed class BernoulliOperator() : OnnxOperator("Bernoulli", "nothing: the share of draws that are 1, with a note", "draws")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("seed");
        node.Ignore("dtype");
        graph.Tell($"node {DataName.Quote(node.Name)} (Bernoulli) draws 0 and 1; it is read as the share of those that are 1, its operand");
        graph.Alias(node, node.Input(0));
    }
}
