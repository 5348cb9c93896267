using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A linear model: coefficients for every target, and intercepts.</summary>
internal sealed class LinearRegressorOperator() : OnnxOperator("LinearRegressor", "fully connected layer (ai.onnx.ml)", "post-transforms")
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var transform = node.Text("post_transform", "NONE");
        if (transform != "NONE")
        {
            throw new UnsupportedException($"the post-transform {Diagnostics.DataName.Quote(transform)}");
        }

        graph.Result(node, LinearModel.Layer(node, graph, node.ToInt(node.Integer("targets", 1), "targets")));
    }
}
