using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Axes of other extents: places counted from the axis' start in opset 10, as modes say from 11, with axes and policies from 18.</summary>
internal sealed class ResizeOperator() : OnnxOperator(
    "Resize",
    "gather or slice for each axis of mode nearest, resample for each axis of modes linear and cubic",
    "scales and sizes computed at run time; a resized batch; antialias")
{
    /// <inheritdoc/>
    public override int QuantizedOperands => 1;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        if (node.Opset < 11)
        {
            var sampling = new Resampling { Mode = node.Text("mode", "nearest"), Coordinates = "asymmetric" };
            Resize(node, graph, sampling.Checked(), Scaled(node, x, node.Floats(1, "the scales").Tensor.Floats));
            return;
        }

        if (node.Flag("antialias", false))
        {
            throw new UnsupportedException("antialias");
        }

        var policy = node.Text("keep_aspect_ratio_policy", "stretch");
        var rank = x.Shape.Rank;
        var named = node.Opset >= 18 ? node.Integers("axes") : null;
        int[] axes = named is null ? [.. Enumerable.Range(0, rank)] : [.. named.Select(axis => node.Axis(axis, rank))];
        if (axes.Distinct().Count() != axes.Length)
        {
            throw node.Invalid($"names an axis twice in [{string.Join(", ", axes)}]");
        }

        var mode = new Resampling
        {
            Mode = node.Text("mode", "nearest"),
            Coordinates = node.Text("coordinate_transformation_mode", "half_pixel"),
            NearestMode = node.Text("nearest_mode", "round_prefer_floor"),
            CubicCoefficient = node.Float("cubic_coeff_a", -0.75f),
            ExcludesOutside = node.Flag("exclude_outside", false),
            Outside = node.Float("extrapolation_value", 0),
        }.Checked();
        mode = mode.HasRegions ? mode with { Regions = Regions(node, axes, rank) } : mode;

        var scales = node.OptionalFloats(2, "the scales")?.Tensor.Floats is { Length: > 0 } given ? given : null;
        var sizes = node.OptionalIntegers(3, "the sizes") is { Length: > 0 } wanted ? wanted : null;
        if ((scales is null) == (sizes is null) || (scales?.Length ?? sizes!.Length) != axes.Length)
        {
            throw node.Invalid($"needs scales or sizes for the axes [{string.Join(", ", axes)}]");
        }

        Resize(node, graph, mode, scales is not null
            ? Scaled(node, x, Spread(scales, axes, 1f, rank))
            : Sized(node, x, Spread(sizes!, axes, -1L, rank), policy, graph.StaticBatch));
    }

    /// <summary>Defines the node's output: one axis after another.</summary>
    public static void Resize(OnnxNode node, GraphBuilder graph, Resampling sampling, (int Extent, double Scale)[] axes)
    {
        var x = node.Activation(0);
        for (var axis = 0; axis < axes.Length; axis++)
        {
            x = x.Shape[axis] == TensorShape.Dynamic ? x : sampling.Apply(node, graph, x, axis, axes[axis].Extent, axes[axis].Scale);
        }

        graph.Alias(node, x);
    }

    /// <summary>The extents that come of a scale for each axis.</summary>
    public static (int Extent, double Scale)[] Scaled(OnnxNode node, ActivationValue x, float[] scales)
    {
        if (scales.Length != x.Shape.Rank)
        {
            throw node.Invalid($"has {scales.Length} scales for {x.Shape}");
        }

        return [.. scales.Select((scale, axis) => x.Shape[axis] != TensorShape.Dynamic
            ? (Extent(node, Math.Floor((float)(x.Shape[axis] * scale))), scale)
            : scale == 1 ? (TensorShape.Dynamic, 1.0) : throw new UnsupportedException("a resized batch"))];
    }

    private static (int Extent, double Scale)[] Sized(OnnxNode node, ActivationValue x, long[] sizes, string policy, int? batch)
    {
        double[] scales = [.. sizes.Select((size, axis) => x.Shape[axis] == TensorShape.Dynamic ? 1.0 : (double)size / x.Shape[axis])];
        int[] resized = [.. Enumerable.Range(0, sizes.Length).Where(axis => sizes[axis] != -1 && x.Shape[axis] != TensorShape.Dynamic)];
        if (Enumerable.Range(0, sizes.Length).Any(axis => x.Shape[axis] == TensorShape.Dynamic
            && sizes[axis] is not (-1 or ConstantTensor.Batch) && sizes[axis] != batch))
        {
            throw new UnsupportedException("a resized batch");
        }

        if (resized.Any(axis => sizes[axis] < 1))
        {
            throw node.Invalid($"has the sizes [{string.Join(", ", sizes)}]");
        }

        double? common = policy switch
        {
            "stretch" => null,
            "not_larger" when resized.Length > 0 => resized.Min(axis => scales[axis]),
            "not_smaller" when resized.Length > 0 => resized.Max(axis => scales[axis]),
            _ => throw new UnsupportedException($"keep_aspect_ratio_policy {Diagnostics.DataName.Quote(policy)}"),
        };
        return [.. sizes.Select((size, axis) => !resized.Contains(axis) ? (x.Shape[axis], 1.0)
            : common is { } scale ? (Extent(node, Math.Floor((x.Shape[axis] * scale) + 0.5)), scale)
            : (Extent(node, size), scales[axis]))];
    }

    // All starts, then all ends.
    private static (float Start, float End)[] Regions(OnnxNode node, int[] axes, int rank)
    {
        var given = node.Floats(1, "the region").Tensor.Floats;
        return given.Length == 2 * axes.Length && !Array.Exists(given, bound => float.IsNaN(bound) || float.IsInfinity(bound))
            ? Spread([.. axes.Select((_, i) => (given[i], given[axes.Length + i]))], axes, (0f, 1f), rank)
            : throw node.Invalid($"needs a start and an end for each of the axes [{string.Join(", ", axes)}]");
    }

    private static int Extent(OnnxNode node, double extent) => extent is >= 1 and <= Limits.Elements
        ? (int)extent
        : throw node.Invalid($"makes {extent} elements of an axis");

    // For every axis its own entry, or what leaves it as it is.
    private static T[] Spread<T>(T[] entries, int[] axes, T missing, int rank)
    {
        var spread = Enumerable.Repeat(missing, rank).ToArray();
        for (var i = 0; i < axes.Length; i++)
        {
            spread[axes[i]] = entries[i];
        }

        return spread;
    }
}
