using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The p-norm of every channel.</summary>
internal sealed class GlobalLpPoolOperator() : OnnxOperator("GlobalLpPool", "powers, their sum and a root")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        if (x.Shape.Rank < 3)
        {
            throw node.Invalid($"pools {x.Shape}");
        }

        graph.Alias(node, Norms.Along(node, graph, x, [.. Enumerable.Range(2, x.Shape.Rank - 2)], node.Integer("p", 2)));
    }
}
