using System;

namespace Wfn.Kernels;

/// <summary>Pixels at places that a grid tells, of images of one to three axes.</summary>
internal sealed class FloatGridSample
{
    private const int MostAxes = 3;
    private const int MostTaps = 4;
    private const int Border = 1;
    private const int Reflection = 2;
    private const float Cubic = -0.75f;

    private readonly int[] extents;
    private readonly int images;
    private readonly int channels;
    private readonly int points;
    private readonly int taps;
    private readonly int padding;
    private readonly bool alignsCorners;
    private readonly int pixels;

    /// <summary>Makes a sampling.</summary>
    /// <param name="extents">The images' axes.</param>
    /// <param name="images">How many images there are.</param>
    /// <param name="channels">The channels of each.</param>
    /// <param name="points">The places of each.</param>
    /// <param name="taps">Pixels that are taken along an axis: 1 the nearest, 2 linear, 4 cubic.</param>
    /// <param name="padding">What lies outside: 0 zeros, 1 the border's pixels, 2 the reflection.</param>
    /// <param name="alignsCorners">Whether −1 and 1 are the middles of the outermost pixels.</param>
    internal FloatGridSample(int[] extents, int images, int channels, int points, int taps, int padding, bool alignsCorners)
    {
        this.extents = extents;
        this.images = images;
        this.channels = channels;
        this.points = points;
        this.taps = taps;
        this.padding = padding;
        this.alignsCorners = alignsCorners;
        pixels = 1;
        foreach (var extent in extents)
        {
            pixels *= extent;
        }
    }

    /// <summary>Runs one sample. The grid is one for each image, or one for all.</summary>
    internal void Run(ReadOnlySpan<float> input, ReadOnlySpan<float> grid, Span<float> output)
    {
        Span<int> indices = stackalloc int[MostAxes * MostTaps];
        Span<float> weights = stackalloc float[MostAxes * MostTaps];
        output.Clear();
        for (var image = 0; image < images; image++)
        {
            var from = input.Slice(image * channels * pixels, channels * pixels);
            var to = output.Slice(image * channels * points, channels * points);
            var places = grid.Length == points * extents.Length ? grid : grid.Slice(image * points * extents.Length, points * extents.Length);
            for (var point = 0; point < points; point++)
            {
                for (var axis = 0; axis < extents.Length; axis++)
                {
                    Take(
                        places[((point + 1) * extents.Length) - 1 - axis],
                        extents[axis],
                        indices.Slice(axis * MostTaps, MostTaps),
                        weights.Slice(axis * MostTaps, MostTaps));
                }

                Add(from, to, point, indices, weights);
            }
        }
    }

    // Every combination of taps along the axes.
    private void Add(ReadOnlySpan<float> from, Span<float> to, int point, ReadOnlySpan<int> indices, ReadOnlySpan<float> weights)
    {
        var combinations = 1;
        foreach (var _ in extents)
        {
            combinations *= taps;
        }

        for (var combination = 0; combination < combinations; combination++)
        {
            var (rest, at, weight, stride, isInside) = (combination, 0, 1f, 1, true);
            for (var axis = extents.Length - 1; axis >= 0; axis--)
            {
                var tap = (axis * MostTaps) + (rest % taps);
                rest /= taps;
                isInside &= indices[tap] >= 0;
                at += indices[tap] * stride;
                weight *= weights[tap];
                stride *= extents[axis];
            }

            for (var channel = 0; isInside && channel < channels; channel++)
            {
                to[(channel * points) + point] += weight * from[(channel * pixels) + at];
            }
        }
    }

    private void Take(float place, int extent, Span<int> indices, Span<float> weights)
    {
        var (low, high) = alignsCorners ? (0.0, extent - 1.0) : (-0.5, extent - 0.5);
        var x = alignsCorners ? ((double)place + 1) / 2 * (extent - 1) : ((((double)place + 1) * extent) - 1) / 2;

        // What is no number, or nowhere near, is as far outside as anything.
        x = double.IsNaN(x) ? -2 : Math.Max(-1e9, Math.Min(1e9, x));
        if (!(x >= low && x <= high))
        {
            x = padding == Border && taps < MostTaps ? Math.Max(0, Math.Min(extent - 1, x))
                : padding == Reflection ? Reflected(x, low, high)
                : x;
        }

        if (taps == 1)
        {
            (indices[0], weights[0]) = (Inside(Math.Round(x), extent, low, high), 1);
            return;
        }

        var first = Math.Floor(x) - ((taps / 2) - 1);
        for (var tap = 0; tap < taps; tap++)
        {
            indices[tap] = Inside(first + tap, extent, low, high);
        }

        var behind = (float)(x - Math.Floor(x));
        if (taps == 2)
        {
            (weights[0], weights[1]) = (1 - behind, behind);
        }
        else
        {
            (weights[0], weights[1], weights[2], weights[3]) = (Outer(1 + behind), Inner(behind), Inner(1 - behind), Outer(2 - behind));
        }
    }

    private int Inside(double index, int extent, double low, double high) => index >= 0 && index < extent
        ? (int)index
        : padding == Border ? (int)Math.Max(0, Math.Min(extent - 1, index))
        : padding == Reflection ? (int)Math.Max(0, Math.Min(extent - 1, Reflected(index, low, high)))
        : -1;

    private static double Reflected(double x, double low, double high)
    {
        var range = high - low;
        var beyond = x < low ? low - x : x > high ? x - high : 0;
        if (beyond == 0 || range == 0)
        {
            return range == 0 ? low : x;
        }

        var turns = Math.Floor(beyond / range);
        var rest = beyond - (turns * range);
        return x < low == (turns % 2 != 0) ? high - rest : low + rest;
    }

    private static float Inner(float distance) => ((((Cubic + 2) * distance) - (Cubic + 3)) * distance * distance) + 1;

    private static float Outer(float distance) => (((((distance - 5) * distance) + 8) * distance) - 4) * Cubic;
}
