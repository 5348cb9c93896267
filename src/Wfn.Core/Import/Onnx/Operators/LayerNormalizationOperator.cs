using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Mean 0 and variance 1 over the last axes of each sample, then factor and offset for each of their elements.</summary>
internal sealed class LayerNormalizationOperator() : OnnxOperator(
    "LayerNormalization", "layer norm", "its second and third output; factors and offsets computed at run time; means over the batch")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says only in what precision the statistics are; they are in double or nearly so.
        node.Ignore("stash_type");
        Normalize(
            node, graph, node.Activation(0), node.Floats(1, "the scale"), node.OptionalFloats(2, "the offset"), node.Integer("axis", -1), node.Float("epsilon", 1e-5f));
    }

    /// <summary>Defines the node's output by a layer norm.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="x">What is normalised.</param>
    /// <param name="factor">The factors.</param>
    /// <param name="offset">The offsets, or null.</param>
    /// <param name="firstAxis">The first axis that is normalised; a negative one counts from the end.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    internal static void Normalize(
        OnnxNode node, GraphBuilder graph, ActivationValue x, ConstantValue factor, ConstantValue? offset, long firstAxis, float epsilon)
    {
        var axis = node.Axis(firstAxis, x.Shape.Rank);
        if (x.Shape.Dimensions.Skip(axis).Contains(TensorShape.Dynamic))
        {
            throw new UnsupportedException("means over the batch");
        }

        int[] normalised = [.. x.Shape.Dimensions.Skip(axis)];
        var scale = NormalizationImport.Spread(node, graph, factor, ParameterRole.Scale, normalised);
        var shift = offset is null ? null : NormalizationImport.Spread(node, graph, offset, ParameterRole.Shift, normalised);
        graph.Result(node, (name, output) => new LayerNormNode
        {
            Name = name,
            Inputs = shift is null ? [x.Name, scale] : [x.Name, scale, shift],
            Output = output,
            Axis = axis,
            Epsilon = epsilon,
        });
    }
}
