using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Samples of regions along an axis of their images, [regions, cells · samples]; constants where the regions are.</summary>
/// <param name="Places">Where they lie, in pixels.</param>
/// <param name="Weights">What they count in their cell: nothing beyond a pixel around the image.</param>
/// <param name="Samples">The most samples of a cell.</param>
internal sealed record RegionSamples(ImportedValue Places, ImportedValue Weights, int Samples)
{
    /// <summary>Finds the samples along an axis.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="of">What they are samples of.</param>
    /// <param name="corner">The first corner along the axis; the last one is two behind it.</param>
    /// <param name="cells">The number of cells.</param>
    /// <param name="extent">The image's extent.</param>
    public static RegionSamples Along(OnnxNode node, GraphBuilder graph, SampledRegions of, int corner, int cells, int extent)
    {
        var arithmetic = new KnownOrComputed(node, graph);
        var start = arithmetic.Column(of.Corners, corner);
        var size = arithmetic.Of(BinaryOperator.Subtract, arithmetic.Column(of.Corners, corner + 2), start);
        size = of.LeastSize is { } least ? arithmetic.Of(BinaryOperator.Maximum, size, least) : size;
        var (shares, weights, most) = of.Samples > 0 ? Even(node, graph, of, cells) : Counted(node, graph, of, ((ConstantValue)size).Tensor, cells);
        var at = arithmetic.Of(BinaryOperator.Add, start, arithmetic.Of(BinaryOperator.Multiply, size, shares));
        var isInside = arithmetic.Of(
            BinaryOperator.Multiply,
            arithmetic.Of(BinaryOperator.LessOrEqual, Steps.Number(node, "first", -1), at),
            arithmetic.Of(BinaryOperator.LessOrEqual, at, extent));
        return new RegionSamples(at, arithmetic.Of(BinaryOperator.Multiply, isInside, weights), most);
    }

    /// <summary>The pixels before and behind each sample, what they count by how near they are.</summary>
    public (RegionSamples Before, RegionSamples Behind) Pixels(KnownOrComputed arithmetic, int extent)
    {
        var at = Within(arithmetic, extent);
        var before = arithmetic.Floor(at);
        var behind = arithmetic.Of(BinaryOperator.Minimum, arithmetic.Of(BinaryOperator.Add, before, 1), extent - 1);
        var part = arithmetic.Of(BinaryOperator.Multiply, arithmetic.Of(BinaryOperator.Subtract, at, before), Weights);
        return (this with { Places = before, Weights = arithmetic.Of(BinaryOperator.Subtract, Weights, part) }, this with { Places = behind, Weights = part });
    }

    /// <summary>The places, those beyond the image's edge upon it.</summary>
    public ImportedValue Within(KnownOrComputed arithmetic, int extent) =>
        arithmetic.Of(BinaryOperator.Minimum, arithmetic.Of(BinaryOperator.Maximum, Places, 0), extent - 1);

    private static (ImportedValue Shares, ImportedValue Weights, int Most) Even(OnnxNode node, GraphBuilder graph, SampledRegions of, int cells)
    {
        var count = node.ToInt((long)cells * of.Samples, "as many samples");
        graph.Budget.ReserveConstant(node, [count]);
        return (
            Steps.Numbers(node, "shares", [count], [.. Enumerable.Range(0, count).Select(sample => (sample + 0.5f) / count)]),
            Steps.Number(node, "weight", of.IsMean ? 1f / of.Samples : 1),
            of.Samples);
    }

    // As many as a cell has pixels. Cells of regions that have fewer than others repeat one, which counts nothing in a mean.
    private static (ImportedValue Shares, ImportedValue Weights, int Most) Counted(
        OnnxNode node, GraphBuilder graph, SampledRegions of, ConstantTensor sizes, int cells)
    {
        if (Array.Exists(sizes.Floats, size => float.IsNaN(size) || float.IsInfinity(size)))
        {
            throw node.Invalid("has regions of no finite size");
        }

        double[] counts = [.. sizes.Floats.Select(size => Math.Ceiling(size / cells))];
        var most = (int)Math.Max(1, Math.Min(counts.Max(), int.MaxValue));
        int[] extents = [counts.Length, node.ToInt((long)cells * most, "as many samples")];
        var total = graph.Budget.ReserveConstant(node, extents);
        var (shares, weights) = (new float[total], new float[total]);
        for (var i = 0; i < total; i++)
        {
            var (count, cell, sample) = (counts[i / extents[1]], i % extents[1] / most, i % most);
            if (count >= 1)
            {
                shares[i] = (float)((cell + (((sample < count ? sample : 0) + 0.5) / count)) / cells);
                weights[i] = !of.IsMean ? 1 : sample < count ? (float)(1 / count) : 0;
            }
        }

        return (Steps.Numbers(node, "shares", extents, shares), Steps.Numbers(node, "weights", extents, weights), most);
    }
}

/// <summary>Regions, and how they are sampled.</summary>
/// <param name="Corners">Their first column and row, and their last, in pixels: [regions, 4].</param>
/// <param name="Samples">The samples of a cell along an axis, or 0 for as many as it has pixels.</param>
/// <param name="IsMean">Whether samples are averaged, not compared.</param>
/// <param name="LeastSize">What a region has at least along an axis, or null.</param>
internal sealed record SampledRegions(ImportedValue Corners, int Samples, bool IsMean, float? LeastSize);
