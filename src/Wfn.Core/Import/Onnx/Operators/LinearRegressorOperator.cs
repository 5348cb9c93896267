using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A linear model: coefficients for every target, and intercepts.</summary>
internal sealed class LinearRegressorOperator() : OnnxOperator("LinearRegressor", "fully connected layer (ai.onnx.ml)", "post-transforms")
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var transform = node.Text("post_transform", "NONE");
        if (transform != "NONE")
        {
            throw new UnsupportedException($"the post-transform {Diagnostics.DataName.Quote(transform)}");
        }

        var (weight, bias) = Parameters(node, graph, x, node.ToInt(node.Integer("targets", 1), "targets"));
        graph.Result(node, (name, output) =>
            new LinearNode { Name = name, Inputs = [x.Name], Output = output, Weight = weight, Bias = bias });
    }

    private static (string Weight, string? Bias) Parameters(OnnxNode node, GraphBuilder graph, ActivationValue x, int outputs)
    {
        var coefficients = node.Floats("coefficients") ?? [];
        var intercepts = node.Floats("intercepts") ?? [];
        var inputs = x.Shape.Rank == 2 ? x.Shape[1] : throw new UnsupportedException($"an input {x.Shape} of other than [batch, features]");
        if (outputs < 1 || inputs < 1 || coefficients.Length != (long)outputs * inputs
            || (intercepts.Length != 0 && intercepts.Length != outputs))
        {
            throw node.Invalid($"has {coefficients.Length} coefficients and {intercepts.Length} intercepts for {outputs} target(s) of {inputs} features");
        }

        return (
            graph.Parameter(node, "coefficients", ParameterRole.Weight, [outputs, inputs], coefficients),
            intercepts.Length == 0 ? null : graph.Parameter(node, "intercepts", ParameterRole.Bias, [outputs], intercepts));
    }
}
