using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>The linear models of ai.onnx.ml: coefficients for every output, and intercepts.</summary>
internal static class LinearModel
{
    /// <summary>Makes the layer of a node's coefficients and intercepts.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="outputs">The number of its outputs.</param>
    public static Func<string, string, Node> Layer(OnnxNode node, GraphBuilder graph, int outputs)
    {
        var x = node.Activation(0);
        var coefficients = node.Floats("coefficients") ?? [];
        var intercepts = node.Floats("intercepts") ?? [];
        var inputs = x.Shape.Rank == 2 ? x.Shape[1] : throw new UnsupportedException($"an input {x.Shape} of other than [batch, features]");
        if (outputs < 1 || inputs < 1 || coefficients.Length != (long)outputs * inputs
            || (intercepts.Length != 0 && intercepts.Length != outputs))
        {
            throw node.Invalid(
                $"has {coefficients.Length} coefficients and {intercepts.Length} intercepts for {outputs} target(s) of {inputs} features");
        }

        var weight = graph.Parameter(node, "coefficients", ParameterRole.Weight, [outputs, inputs], coefficients);
        var bias = intercepts.Length == 0 ? null : graph.Parameter(node, "intercepts", ParameterRole.Bias, [outputs], intercepts);
        return (name, output) => new LinearNode { Name = name, Inputs = [x.Name], Output = output, Weight = weight, Bias = bias };
    }
}
