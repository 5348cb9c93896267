using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>y = γ·(x − μ)/√(σ² + ε) + β for each channel, with constant statistics.</summary>
internal sealed class BatchNormalizationOperator() : OnnxOperator(
    "BatchNormalization",
    "batch norm, kept or folded into the Conv, Gemm or MatMul before it (an option)",
    "training mode; spatial = 0; parameters computed at run time")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("momentum");
        node.Ignore("is_test");
        if (node.Flag("training_mode", false))
        {
            throw new UnsupportedException(KnownRefusals.Training);
        }

        if (node.Opset < 9 && !node.Flag("spatial", true))
        {
            throw new UnsupportedException("statistics for each element");
        }

        var x = node.Activation(0);
        var scale = Parameter(node, graph, 1, "the scale", ParameterRole.Scale);
        var shift = Parameter(node, graph, 2, "the shift", ParameterRole.Shift);
        var mean = Parameter(node, graph, 3, "the mean", ParameterRole.Statistic);
        var variance = Parameter(node, graph, 4, "the variance", ParameterRole.Statistic);
        var epsilon = node.Float("epsilon", 1e-5f);
        var index = Array.FindIndex(node.Floats(4, "the variance").Tensor.Floats, value => !(value + epsilon > 0));
        if (index >= 0 || float.IsInfinity(epsilon))
        {
            throw node.Invalid($"has no square root of its variance plus epsilon ({epsilon}) at channel {index}");
        }

        graph.Result(node, (name, output) => new BatchNormNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Scale = scale,
            Shift = shift,
            Mean = mean,
            Variance = variance,
            Epsilon = epsilon,
        });
    }

    private static string Parameter(OnnxNode node, GraphBuilder graph, int index, string what, ParameterRole role)
    {
        var constant = node.Floats(index, what);
        return graph.Parameter(constant, role, constant.Tensor.Extents);
    }
}
