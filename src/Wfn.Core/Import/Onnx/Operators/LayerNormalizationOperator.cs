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
        var x = node.Activation(0);
        var axis = node.Axis(node.Integer("axis", -1), x.Shape.Rank);
        if (x.Shape.Dimensions.Skip(axis).Contains(TensorShape.Dynamic))
        {
            throw new UnsupportedException("means over the batch");
        }

        int[] normalised = [.. x.Shape.Dimensions.Skip(axis)];
        var scale = NormalizationImport.Spread(node, graph, node.Floats(1, "the scale"), ParameterRole.Scale, normalised);
        var shift = node.OptionalFloats(2, "the offset") is { } offset
            ? NormalizationImport.Spread(node, graph, offset, ParameterRole.Shift, normalised)
            : null;
        graph.Result(node, (name, output) => new LayerNormNode
        {
            Name = name,
            Inputs = shift is null ? [x.Name, scale] : [x.Name, scale, shift],
            Output = output,
            Axis = axis,
            Epsilon = node.Float("epsilon", 1e-5f),
        });
    }
}
