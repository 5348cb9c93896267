using Wfn.Diagnostics;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>How the outputs along an axis lie among its inputs, and what is taken from there.</summary>
internal sealed record Resampling
{
    private const double Half = 0.5;
    private const string CropAndResize = "tf_crop_and_resize";

    /// <summary>How an output's place is told among the inputs (ONNX's coordinate_transformation_mode).</summary>
    public required string Coordinates { get; init; }

    /// <summary>What is taken between inputs: nearest, linear or cubic.</summary>
    public required string Mode { get; init; }

    /// <summary>Which input is the nearest.</summary>
    public string NearestMode { get; init; } = "floor";

    /// <summary>The cubic's coefficient.</summary>
    public double CubicCoefficient { get; init; } = -0.75;

    /// <summary>The part of each axis that is resampled, from 0 to 1 of it; all of it where there are none.</summary>
    public IReadOnlyList<(float Start, float End)> Regions { get; init; } = [];

    /// <summary>Whether places are told by regions.</summary>
    public bool HasRegions => Coordinates == CropAndResize;

    /// <summary>Whether what lies outside has no weight, the others being raised instead.</summary>
    public bool ExcludesOutside { get; init; }

    /// <summary>What an output is whose place lies outside of the input, where places are told by a region.</summary>
    public float Outside { get; init; }

    /// <summary>Refuses modes that are not known.</summary>
    public Resampling Checked()
    {
        Require("mode", Mode, "nearest", "linear", "cubic");
        Require(
            "coordinate_transformation_mode",
            Coordinates,
            "half_pixel",
            "half_pixel_symmetric",
            "pytorch_half_pixel",
            "align_corners",
            "asymmetric",
            "tf_half_pixel_for_nn",
            CropAndResize);
        Require("nearest_mode", NearestMode, "round_prefer_floor", "round_prefer_ceil", "floor", "ceil");
        return this;
    }

    /// <summary>The activation with one axis resampled.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="x">The activation.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="extent">The axis' new extent.</param>
    /// <param name="scale">The factor on its extent, of which the new one is what is left of rounding.</param>
    public ActivationValue Apply(ModelNode node, GraphBuilder graph, ActivationValue x, int axis, int extent, double scale)
    {
        var inputs = x.Shape[axis];
        var taps = Mode switch { "nearest" => 1, "linear" => 2, _ => 4 };
        graph.Budget.Reserve(extent, sizeof(double) + (taps * (sizeof(int) + sizeof(float))), $"an axis of node {DataName.Quote(node.Name)}");
        double[] places = [.. Enumerable.Range(0, extent).Select(i => HasRegions
            ? PlaceInRegion(i, inputs, scale * inputs, Regions[axis])
            : Place(i, inputs, scale, extent))];
        bool[] isOutside = [.. places.Select(place => HasRegions && !(place >= 0 && place <= inputs - 1))];
        var staysInside = !Array.Exists(isOutside, outside => outside);
        if (taps == 1 && staysInside)
        {
            return AxisParts.Take(node, graph, x, axis, [.. places.Select(place => Clamped(Nearest(place), inputs))]);
        }

        if (extent == inputs && staysInside && Enumerable.Range(0, extent).All(i => places[i] == i))
        {
            return x;
        }

        var indices = new int[extent * taps];
        var weights = new float[extent * taps];
        for (var i = 0; i < extent; i++)
        {
            if (!isOutside[i])
            {
                Take(places[i], inputs, indices.AsSpan(i * taps, taps), weights.AsSpan(i * taps, taps));
            }
        }

        var parameter = graph.Parameter(node, "weights", Graph.ParameterRole.Constant, [extent, taps], weights);
        var resampled = graph.Step(node, Mode, (name, output) => new ResampleNode
        {
            Name = name,
            Inputs = [x.Name, parameter],
            Output = output,
            Axis = axis,
            Indices = new EquatableArray<int>(indices),
        });
        return staysInside || Outside == 0 ? resampled : Filled(node, graph, resampled, axis, isOutside);
    }

    // Where an output is outside of one axis, later axes meet nothing but its filling, and their weights sum to 1.
    private ActivationValue Filled(ModelNode node, GraphBuilder graph, ActivationValue x, int axis, bool[] isOutside)
    {
        int[] extents = [isOutside.Length, .. Enumerable.Repeat(1, x.Shape.Rank - axis - 1)];
        var filling = graph.Parameter(node, "outside", Graph.ParameterRole.Constant, extents, [.. isOutside.Select(outside => outside ? Outside : 0)]);
        return graph.Step(node, "filled", (name, output) => new BinaryNode
        {
            Name = name,
            Inputs = [x.Name, filling],
            Output = output,
            Operator = BinaryOperator.Add,
        });
    }

    private void Take(double place, int inputs, Span<int> indices, Span<float> weights)
    {
        if (weights.Length == 1)
        {
            (indices[0], weights[0]) = (Clamped(Nearest(place), inputs), 1);
            return;
        }

        Span<double> own = stackalloc double[weights.Length];
        var first = Math.Floor(place) - ((weights.Length / 2) - 1);
        Weigh(place - Math.Floor(place), own);
        var sum = 1.0;
        if (ExcludesOutside)
        {
            sum = 0;
            for (var tap = 0; tap < own.Length; tap++)
            {
                own[tap] = first + tap < 0 || first + tap >= inputs ? 0 : own[tap];
                sum += own[tap];
            }
        }

        for (var tap = 0; tap < own.Length; tap++)
        {
            indices[tap] = Clamped(first + tap, inputs);
            weights[tap] = (float)(own[tap] / sum);
        }
    }

    private static void Require(string what, string value, params string[] known)
    {
        if (!known.Contains(value, StringComparer.Ordinal))
        {
            throw new UnsupportedException($"{what} {DataName.Quote(value)}");
        }
    }

    private static int Clamped(double index, int extent) => (int)Math.Max(0, Math.Min(extent - 1, index));

    // Where lengths are factors of each other only nearly, ONNX's own reference goes by the length before it is rounded.
    private double Place(int output, int inputs, double scale, int extent) => Coordinates switch
    {
        "align_corners" => scale * inputs == 1 ? 0 : output * (inputs - 1) / ((scale * inputs) - 1),
        "asymmetric" => output / scale,
        "tf_half_pixel_for_nn" => (output + Half) / scale,
        "pytorch_half_pixel" when extent == 1 => 0,
        "half_pixel_symmetric" => ((inputs * Half) * (1 - (extent / (scale * inputs)))) + ((output + Half) / scale) - Half,
        _ => ((output + Half) / scale) - Half,
    };

    private static double PlaceInRegion(int output, int inputs, double outputs, (float Start, float End) region) => (inputs - 1) * (outputs > 1
        ? region.Start + (output * ((double)region.End - region.Start) / (outputs - 1))
        : ((double)region.Start + region.End) * Half);

    private double Nearest(double place) => NearestMode switch
    {
        "round_prefer_floor" => Math.Ceiling(place - Half),
        "round_prefer_ceil" => Math.Floor(place + Half),
        "ceil" => Math.Ceiling(place),
        _ => Math.Floor(place),
    };

    // Of the inputs around a place that lies so far behind one of them.
    private void Weigh(double behind, Span<double> weights)
    {
        if (weights.Length == 2)
        {
            (weights[0], weights[1]) = (1 - behind, behind);
            return;
        }

        (weights[0], weights[1], weights[2], weights[3]) = (Outer(1 + behind), Inner(behind), Inner(1 - behind), Outer(2 - behind));
    }

    private double Inner(double distance) =>
        ((((CubicCoefficient + 2) * distance) - (CubicCoefficient + 3)) * distance * distance) + 1;

    private double Outer(double distance) =>
        ((((((distance - 5) * distance) + 8) * distance) - 4) * CubicCoefficient);
}
