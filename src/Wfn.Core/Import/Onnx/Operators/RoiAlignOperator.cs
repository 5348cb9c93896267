using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The means or largest of samples in the cells of regions of images.</summary>
internal sealed class RoiAlignOperator() : OnnxOperator(
    "RoiAlign",
    "grid samples at places of the regions, and sums by their shares; of the mode max the largest of their four weighted pixels",
    "values with a batch; as many samples as a region computed at run time is large (sampling_ratio 0)")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        ImportedValue regions = node.Input(1) is ConstantValue ? node.Floats(1, "regions") : node.Activation(1);
        var samples = node.ToInt(node.Integer("sampling_ratio", 0), "a sampling_ratio");
        var isMean = node.Text("mode", "avg") switch
        {
            "avg" => true,
            "max" => false,
            var mode => throw new UnsupportedException($"the mode {DataName.Quote(mode)}"),
        };
        if (samples < 1 && regions is ActivationValue)
        {
            throw new UnsupportedException(
                "as many samples as a region computed at run time is large (sampling_ratio 0): export the model with a sampling_ratio");
        }

        int[] extents = [.. ElementParts.WithoutBatch(x).Dimensions];
        int[] listed = regions is ConstantValue { Tensor: var tensor } ? tensor.Extents : [.. ElementParts.WithoutBatch((ActivationValue)regions).Dimensions];
        if (extents.Length != 4 || listed.Length != 2 || listed[1] != 4 || listed[0] < 1)
        {
            throw node.Invalid($"takes the regions [{string.Join(", ", listed)}] of {x.Shape}");
        }

        var (rows, columns) = (node.ToInt(node.Integer("output_height", 1), "a height"), node.ToInt(node.Integer("output_width", 1), "a width"));
        if (rows < 1 || columns < 1 || samples < 0)
        {
            throw node.Invalid($"makes regions of {rows} by {columns} of {samples} samples a cell");
        }

        var isHalf = node.Text("coordinate_transformation_mode", node.Opset < 16 ? "output_half_pixel" : "half_pixel") == "half_pixel";
        var arithmetic = new KnownOrComputed(node, graph);
        var scaled = arithmetic.Of(BinaryOperator.Multiply, regions, node.Float("spatial_scale", 1f));
        var of = new SampledRegions(isHalf ? arithmetic.Of(BinaryOperator.Subtract, scaled, 0.5f) : scaled, samples, isMean, isHalf ? null : 1f);
        var y = RegionSamples.Along(node, graph, of, 1, rows, extents[2]);
        var z = RegionSamples.Along(node, graph, of, 0, columns, extents[3]);
        var images = RegionImages.Of(node, graph, x, listed[0], regions is ConstantValue);
        var made = isMean ? Weighted(y, z, SampleMode.Linear) : Largest();
        var cells = graph.Reshaped(node, "cells", made, TensorShape.Of(listed[0], extents[1], rows, y.Samples, columns, z.Samples));
        var joined = graph.Reduced(node, isMean ? ReductionOperator.Sum : ReductionOperator.Max, cells, [3, 5]);
        graph.ReshapeResult(node, joined, TensorShape.Of(listed[0], extents[1], rows, columns));

        ActivationValue Weighted(RegionSamples row, RegionSamples column, SampleMode mode)
        {
            var sampled = images.At(row, column, mode);
            var weights = arithmetic.Of(
                BinaryOperator.Multiply,
                arithmetic.Shaped(row.Weights, listed[0], 1, sampled.Shape[2], 1),
                arithmetic.Shaped(column.Weights, listed[0], 1, 1, sampled.Shape[3]));
            return BinaryImport.Step(node, graph, BinaryOperator.Multiply, sampled, weights);
        }

        // Of the four pixels around a sample the one that counts most, not what lies between them: so ONNX Runtime has it.
        ActivationValue Largest()
        {
            var (above, below) = y.Pixels(arithmetic, extents[2]);
            var (before, behind) = z.Pixels(arithmetic, extents[3]);
            return new[] { (above, before), (above, behind), (below, before), (below, behind) }
                .Select(pixel => Weighted(pixel.Item1, pixel.Item2, SampleMode.Nearest))
                .Aggregate((a, b) => BinaryImport.Step(node, graph, BinaryOperator.Maximum, a, b));
        }
    }
}
