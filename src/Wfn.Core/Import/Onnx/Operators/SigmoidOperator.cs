using Wfn.Graph.Nodes;

namespace Wfn.Import.Onnx.Operators;

/// <summary>1 / (1 + e^−x).</summary>
internal sealed class SigmoidOperator() : OnnxOperator("Sigmoid", "sigmoid")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        graph.Result(node, (name, output) => new SigmoidNode { Name = name, Inputs = [x.Name], Output = output });
    }
}
