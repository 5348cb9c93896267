using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The means of samples in the cells of regions of images.</summary>
internal sealed class RoiAlignOperator() : OnnxOperator(
    "RoiAlign",
    "grid sample at places computed from the regions, and means",
    "values with a batch; constant regions; the mode max; as many samples as a region is large (sampling_ratio 0)")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var (x, regions) = (node.Activation(0), node.Activation(1));
        int[] extents = [.. ElementParts.WithoutBatch(x).Dimensions];
        if (extents.Length != 4 || regions.Shape.Rank != 2 || regions.Shape[1] != 4 || regions.BatchAxis >= 0)
        {
            throw node.Invalid($"takes the regions {regions.Shape} of {x.Shape}");
        }

        var samples = node.ToInt(node.Integer("sampling_ratio", 0), "a sampling_ratio");
        if (node.Text("mode", "avg") is not "avg" and var mode)
        {
            throw new UnsupportedException($"the mode {DataName.Quote(mode)}");
        }

        if (samples < 1)
        {
            throw new UnsupportedException("as many samples as a region is large (sampling_ratio 0)");
        }

        var (rows, columns) = (node.ToInt(node.Integer("output_height", 1), "a height"), node.ToInt(node.Integer("output_width", 1), "a width"));
        var isHalf = node.Text("coordinate_transformation_mode", node.Opset < 16 ? "output_half_pixel" : "half_pixel") == "half_pixel";
        var scaled = BinaryImport.Step(node, graph, BinaryOperator.Multiply, regions, Steps.Number(node, "scale", node.Float("spatial_scale", 1f)));
        var moved = isHalf ? BinaryImport.Step(node, graph, BinaryOperator.Subtract, scaled, Steps.Number(node, "half", 0.5f)) : scaled;
        var count = regions.Shape[0];
        var (tall, wide) = (node.ToInt((long)rows * samples, "a height"), node.ToInt((long)columns * samples, "a width"));
        if (rows < 1 || columns < 1)
        {
            throw node.Invalid($"makes regions of {rows} by {columns}");
        }

        var (y, isInRows) = Places(node, graph, moved, 1, tall, extents[2], isHalf);
        var (z, isInColumns) = Places(node, graph, moved, 0, wide, extents[3], isHalf);

        // [regions, rows, columns, 2], the column first.
        var grid = graph.Step(node, "grid", Concat([
            Spread(node, graph, z, [count, 1, wide, 1], [count, tall, wide, 1]), Spread(node, graph, y, [count, tall, 1, 1], [count, tall, wide, 1])], 3));
        var isOne = extents[0] == 1;
        var images = isOne ? x : Images(node, graph, x);
        grid = isOne ? graph.Reshaped(node, "grid", grid, TensorShape.Of(1, node.ToInt((long)count * tall, "a height"), wide, 2)) : grid;
        var sampled = graph.Step(node, "samples", (name, output) => new GridSampleNode
        {
            Name = name,
            Inputs = [images.Name, grid.Name],
            Output = output,
            Mode = SampleMode.Linear,
            Padding = SamplePadding.Border,
        });
        sampled = isOne
            ? graph.Transposed(node, "samples", graph.Reshaped(node, "samples", sampled, TensorShape.Of(extents[1], count, tall, wide)), [1, 0, 2, 3])
            : sampled;
        var isInside = BinaryImport.Step(
            node,
            graph,
            BinaryOperator.Multiply,
            graph.Reshaped(node, "inside", isInRows, TensorShape.Of(count, 1, tall, 1)),
            graph.Reshaped(node, "inside", isInColumns, TensorShape.Of(count, 1, 1, wide)));
        var counted = BinaryImport.Step(node, graph, BinaryOperator.Multiply, sampled, isInside);
        var cells = graph.Reshaped(node, "cells", counted, TensorShape.Of(count, extents[1], rows, samples, columns, samples));
        graph.ReshapeResult(node, graph.MeanOver(node, cells, [3, 5]), TensorShape.Of(count, extents[1], rows, columns));
    }

    // The image of each region.
    private static ActivationValue Images(OnnxNode node, GraphBuilder graph, ActivationValue x) => node.Input(2) is ConstantValue { Tensor: { IsFloat: false } known }
        ? AxisParts.Take(node, graph, x, 0, [.. known.Integers.Select(image => image >= 0 && image < x.Shape[0]
            ? (int)image : throw node.Invalid($"takes image {image} of {x.Shape[0]}"))])
        : RunTimeGather.Rows(node, graph, x, 0, node.Input(2));

    // Where samples lie along an axis, as a grid tells it, and whether they are within a pixel of the image.
    private static (ActivationValue Places, ActivationValue IsInside) Places(
        OnnxNode node, GraphBuilder graph, ActivationValue regions, int corner, int count, int extent, bool isHalf)
    {
        var start = AxisParts.Take(node, graph, regions, 1, [corner]);
        var size = BinaryImport.Step(node, graph, BinaryOperator.Subtract, AxisParts.Take(node, graph, regions, 1, [corner + 2]), start);
        size = isHalf ? size : BinaryImport.Step(node, graph, BinaryOperator.Maximum, size, Steps.Number(node, "least", 1));
        graph.Budget.ReserveConstant(node, [count]);
        var shares = Steps.Numbers(node, "shares", [count], [.. Enumerable.Range(0, count).Select(sample => (sample + 0.5f) / count)]);
        var at = BinaryImport.Step(node, graph, BinaryOperator.Add, start, BinaryImport.Step(node, graph, BinaryOperator.Multiply, size, shares));
        var isInside = BinaryImport.Step(
            node,
            graph,
            BinaryOperator.Multiply,
            BinaryImport.Step(node, graph, BinaryOperator.LessOrEqual, Steps.Number(node, "first", -1), at),
            BinaryImport.Step(node, graph, BinaryOperator.LessOrEqual, at, Steps.Number(node, "last", extent)));
        var scaled = BinaryImport.Step(node, graph, BinaryOperator.Multiply, at, Steps.Number(node, "pixels", 2f / extent));
        return (BinaryImport.Step(node, graph, BinaryOperator.Add, scaled, Steps.Number(node, "edge", (1f / extent) - 1)), isInside);
    }

    private static ActivationValue Spread(OnnxNode node, GraphBuilder graph, ActivationValue places, int[] own, int[] all)
    {
        var zeros = new float[graph.Budget.ReserveConstant(node, all)];
        return BinaryImport.Step(
            node, graph, BinaryOperator.Add, graph.Reshaped(node, "axis", places, TensorShape.Of(own)), Steps.Numbers(node, "zeros", all, zeros));
    }

    private static Func<string, string, Node> Concat(ActivationValue[] parts, int axis) => (name, output) =>
        new ConcatNode { Name = name, Inputs = parts.Select(part => part.Name).ToEquatableArray(), Output = output, Axis = axis };
}
