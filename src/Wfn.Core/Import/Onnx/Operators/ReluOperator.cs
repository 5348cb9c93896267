using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>max(x, 0).</summary>
internal sealed class ReluOperator() : OnnxOperator("Relu", "ReLU")
{
    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        graph.Result(node, (name, output) => new ReluNode { Name = name, Inputs = [x.Name], Output = output });
    }
}
