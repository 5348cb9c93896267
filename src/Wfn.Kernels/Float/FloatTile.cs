#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>
/// A few pixels times the weights of one or two vectors of output channels: every input is read once for all of them, every weight
/// once for all pixels.
/// </summary>
/// <remarks>
/// Offsets are the pixels' distances from the input, places those of their outputs, both in elements. Weights follow one another as
/// inputs do, run by run. Sums are variables of their own, not arrays: only so they stay in registers.
/// </remarks>
internal static class FloatTile<TLanes, TFloat>
    where TLanes : struct, IFloatLanes<TFloat>
    where TFloat : struct
{
    /// <summary>Eight pixels, two vectors of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run8x2(
        FloatTileShape shape, ref float input, ref int offsets, ref float weights, ref float bias, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var pixel4 = Unsafe.Add(ref offsets, 4) - first;
        var pixel5 = Unsafe.Add(ref offsets, 5) - first;
        var pixel6 = Unsafe.Add(ref offsets, 6) - first;
        var pixel7 = Unsafe.Add(ref offsets, 7) - first;
        var bias0 = TLanes.Load(ref bias, 0);
        var bias1 = TLanes.Load(ref bias, TLanes.Count);
        TFloat sum00 = bias0, sum10 = bias0, sum20 = bias0, sum30 = bias0, sum40 = bias0, sum50 = bias0, sum60 = bias0, sum70 = bias0;
        TFloat sum01 = bias1, sum11 = bias1, sum21 = bias1, sum31 = bias1, sum41 = bias1, sum51 = bias1, sum61 = bias1, sum71 = bias1;
        foreach (var run in shape.Runs)
        {
            ref var x = ref Unsafe.Add(ref input, first + run);
            for (var rest = shape.RunLength; rest > 0; rest--)
            {
                var weight0 = TLanes.Load(ref weights, 0);
                var weight1 = TLanes.Load(ref weights, TLanes.Count);
                var value0 = TLanes.Broadcast(x);
                sum00 = TLanes.MultiplyAdd(value0, weight0, sum00);
                sum01 = TLanes.MultiplyAdd(value0, weight1, sum01);
                var value1 = TLanes.Broadcast(Unsafe.Add(ref x, pixel1));
                sum10 = TLanes.MultiplyAdd(value1, weight0, sum10);
                sum11 = TLanes.MultiplyAdd(value1, weight1, sum11);
                var value2 = TLanes.Broadcast(Unsafe.Add(ref x, pixel2));
                sum20 = TLanes.MultiplyAdd(value2, weight0, sum20);
                sum21 = TLanes.MultiplyAdd(value2, weight1, sum21);
                var value3 = TLanes.Broadcast(Unsafe.Add(ref x, pixel3));
                sum30 = TLanes.MultiplyAdd(value3, weight0, sum30);
                sum31 = TLanes.MultiplyAdd(value3, weight1, sum31);
                var value4 = TLanes.Broadcast(Unsafe.Add(ref x, pixel4));
                sum40 = TLanes.MultiplyAdd(value4, weight0, sum40);
                sum41 = TLanes.MultiplyAdd(value4, weight1, sum41);
                var value5 = TLanes.Broadcast(Unsafe.Add(ref x, pixel5));
                sum50 = TLanes.MultiplyAdd(value5, weight0, sum50);
                sum51 = TLanes.MultiplyAdd(value5, weight1, sum51);
                var value6 = TLanes.Broadcast(Unsafe.Add(ref x, pixel6));
                sum60 = TLanes.MultiplyAdd(value6, weight0, sum60);
                sum61 = TLanes.MultiplyAdd(value6, weight1, sum61);
                var value7 = TLanes.Broadcast(Unsafe.Add(ref x, pixel7));
                sum70 = TLanes.MultiplyAdd(value7, weight0, sum70);
                sum71 = TLanes.MultiplyAdd(value7, weight1, sum71);
                weights = ref Unsafe.Add(ref weights, 2 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 1);
            }
        }

        var bounds = shape.Bounds;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        var hasAddend = shape.HasAddend;
        Store(sum00, 0, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum01, 0, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum10, 1, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum11, 1, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum20, 2, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum21, 2, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum30, 3, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum31, 3, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum40, 4, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum41, 4, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum50, 5, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum51, 5, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum60, 6, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum61, 6, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum70, 7, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum71, 7, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
    }

    /// <summary>Seven pixels, two vectors of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run7x2(
        FloatTileShape shape, ref float input, ref int offsets, ref float weights, ref float bias, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var pixel4 = Unsafe.Add(ref offsets, 4) - first;
        var pixel5 = Unsafe.Add(ref offsets, 5) - first;
        var pixel6 = Unsafe.Add(ref offsets, 6) - first;
        var bias0 = TLanes.Load(ref bias, 0);
        var bias1 = TLanes.Load(ref bias, TLanes.Count);
        TFloat sum00 = bias0, sum10 = bias0, sum20 = bias0, sum30 = bias0, sum40 = bias0, sum50 = bias0, sum60 = bias0;
        TFloat sum01 = bias1, sum11 = bias1, sum21 = bias1, sum31 = bias1, sum41 = bias1, sum51 = bias1, sum61 = bias1;
        foreach (var run in shape.Runs)
        {
            ref var x = ref Unsafe.Add(ref input, first + run);
            for (var rest = shape.RunLength; rest > 0; rest--)
            {
                var weight0 = TLanes.Load(ref weights, 0);
                var weight1 = TLanes.Load(ref weights, TLanes.Count);
                var value0 = TLanes.Broadcast(x);
                sum00 = TLanes.MultiplyAdd(value0, weight0, sum00);
                sum01 = TLanes.MultiplyAdd(value0, weight1, sum01);
                var value1 = TLanes.Broadcast(Unsafe.Add(ref x, pixel1));
                sum10 = TLanes.MultiplyAdd(value1, weight0, sum10);
                sum11 = TLanes.MultiplyAdd(value1, weight1, sum11);
                var value2 = TLanes.Broadcast(Unsafe.Add(ref x, pixel2));
                sum20 = TLanes.MultiplyAdd(value2, weight0, sum20);
                sum21 = TLanes.MultiplyAdd(value2, weight1, sum21);
                var value3 = TLanes.Broadcast(Unsafe.Add(ref x, pixel3));
                sum30 = TLanes.MultiplyAdd(value3, weight0, sum30);
                sum31 = TLanes.MultiplyAdd(value3, weight1, sum31);
                var value4 = TLanes.Broadcast(Unsafe.Add(ref x, pixel4));
                sum40 = TLanes.MultiplyAdd(value4, weight0, sum40);
                sum41 = TLanes.MultiplyAdd(value4, weight1, sum41);
                var value5 = TLanes.Broadcast(Unsafe.Add(ref x, pixel5));
                sum50 = TLanes.MultiplyAdd(value5, weight0, sum50);
                sum51 = TLanes.MultiplyAdd(value5, weight1, sum51);
                var value6 = TLanes.Broadcast(Unsafe.Add(ref x, pixel6));
                sum60 = TLanes.MultiplyAdd(value6, weight0, sum60);
                sum61 = TLanes.MultiplyAdd(value6, weight1, sum61);
                weights = ref Unsafe.Add(ref weights, 2 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 1);
            }
        }

        var bounds = shape.Bounds;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        var hasAddend = shape.HasAddend;
        Store(sum00, 0, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum01, 0, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum10, 1, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum11, 1, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum20, 2, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum21, 2, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum30, 3, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum31, 3, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum40, 4, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum41, 4, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum50, 5, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum51, 5, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum60, 6, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum61, 6, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
    }

    /// <summary>Four pixels, two vectors of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run4x2(
        FloatTileShape shape, ref float input, ref int offsets, ref float weights, ref float bias, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var bias0 = TLanes.Load(ref bias, 0);
        var bias1 = TLanes.Load(ref bias, TLanes.Count);
        TFloat sum00 = bias0, sum10 = bias0, sum20 = bias0, sum30 = bias0;
        TFloat sum01 = bias1, sum11 = bias1, sum21 = bias1, sum31 = bias1;
        foreach (var run in shape.Runs)
        {
            ref var x = ref Unsafe.Add(ref input, first + run);
            for (var rest = shape.RunLength; rest > 0; rest--)
            {
                var weight0 = TLanes.Load(ref weights, 0);
                var weight1 = TLanes.Load(ref weights, TLanes.Count);
                var value0 = TLanes.Broadcast(x);
                sum00 = TLanes.MultiplyAdd(value0, weight0, sum00);
                sum01 = TLanes.MultiplyAdd(value0, weight1, sum01);
                var value1 = TLanes.Broadcast(Unsafe.Add(ref x, pixel1));
                sum10 = TLanes.MultiplyAdd(value1, weight0, sum10);
                sum11 = TLanes.MultiplyAdd(value1, weight1, sum11);
                var value2 = TLanes.Broadcast(Unsafe.Add(ref x, pixel2));
                sum20 = TLanes.MultiplyAdd(value2, weight0, sum20);
                sum21 = TLanes.MultiplyAdd(value2, weight1, sum21);
                var value3 = TLanes.Broadcast(Unsafe.Add(ref x, pixel3));
                sum30 = TLanes.MultiplyAdd(value3, weight0, sum30);
                sum31 = TLanes.MultiplyAdd(value3, weight1, sum31);
                weights = ref Unsafe.Add(ref weights, 2 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 1);
            }
        }

        var bounds = shape.Bounds;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        var hasAddend = shape.HasAddend;
        Store(sum00, 0, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum01, 0, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum10, 1, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum11, 1, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum20, 2, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum21, 2, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum30, 3, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum31, 3, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
    }

    /// <summary>One pixel, two vectors of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run1x2(
        FloatTileShape shape, ref float input, ref int offsets, ref float weights, ref float bias, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        nint first = offsets;
        var bias0 = TLanes.Load(ref bias, 0);
        var bias1 = TLanes.Load(ref bias, TLanes.Count);
        var sum00 = bias0;
        var sum01 = bias1;
        foreach (var run in shape.Runs)
        {
            ref var x = ref Unsafe.Add(ref input, first + run);
            for (var rest = shape.RunLength; rest > 0; rest--)
            {
                var weight0 = TLanes.Load(ref weights, 0);
                var weight1 = TLanes.Load(ref weights, TLanes.Count);
                var value0 = TLanes.Broadcast(x);
                sum00 = TLanes.MultiplyAdd(value0, weight0, sum00);
                sum01 = TLanes.MultiplyAdd(value0, weight1, sum01);
                weights = ref Unsafe.Add(ref weights, 2 * TLanes.Count);
                x = ref Unsafe.Add(ref x, 1);
            }
        }

        var bounds = shape.Bounds;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        var hasAddend = shape.HasAddend;
        Store(sum00, 0, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum01, 0, TLanes.Count, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
    }

    /// <summary>Eight pixels, one vector of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run8x1(
        FloatTileShape shape, ref float input, ref int offsets, ref float weights, ref float bias, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var pixel4 = Unsafe.Add(ref offsets, 4) - first;
        var pixel5 = Unsafe.Add(ref offsets, 5) - first;
        var pixel6 = Unsafe.Add(ref offsets, 6) - first;
        var pixel7 = Unsafe.Add(ref offsets, 7) - first;
        var bias0 = TLanes.Load(ref bias, 0);
        TFloat sum00 = bias0, sum10 = bias0, sum20 = bias0, sum30 = bias0, sum40 = bias0, sum50 = bias0, sum60 = bias0, sum70 = bias0;
        foreach (var run in shape.Runs)
        {
            ref var x = ref Unsafe.Add(ref input, first + run);
            for (var rest = shape.RunLength; rest > 0; rest--)
            {
                var weight0 = TLanes.Load(ref weights, 0);
                sum00 = TLanes.MultiplyAdd(TLanes.Broadcast(x), weight0, sum00);
                sum10 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel1)), weight0, sum10);
                sum20 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel2)), weight0, sum20);
                sum30 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel3)), weight0, sum30);
                sum40 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel4)), weight0, sum40);
                sum50 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel5)), weight0, sum50);
                sum60 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel6)), weight0, sum60);
                sum70 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel7)), weight0, sum70);
                weights = ref Unsafe.Add(ref weights, TLanes.Count);
                x = ref Unsafe.Add(ref x, 1);
            }
        }

        var bounds = shape.Bounds;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        var hasAddend = shape.HasAddend;
        Store(sum00, 0, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum10, 1, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum20, 2, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum30, 3, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum40, 4, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum50, 5, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum60, 6, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum70, 7, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
    }

    /// <summary>Seven pixels, one vector of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run7x1(
        FloatTileShape shape, ref float input, ref int offsets, ref float weights, ref float bias, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var pixel4 = Unsafe.Add(ref offsets, 4) - first;
        var pixel5 = Unsafe.Add(ref offsets, 5) - first;
        var pixel6 = Unsafe.Add(ref offsets, 6) - first;
        var bias0 = TLanes.Load(ref bias, 0);
        TFloat sum00 = bias0, sum10 = bias0, sum20 = bias0, sum30 = bias0, sum40 = bias0, sum50 = bias0, sum60 = bias0;
        foreach (var run in shape.Runs)
        {
            ref var x = ref Unsafe.Add(ref input, first + run);
            for (var rest = shape.RunLength; rest > 0; rest--)
            {
                var weight0 = TLanes.Load(ref weights, 0);
                sum00 = TLanes.MultiplyAdd(TLanes.Broadcast(x), weight0, sum00);
                sum10 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel1)), weight0, sum10);
                sum20 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel2)), weight0, sum20);
                sum30 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel3)), weight0, sum30);
                sum40 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel4)), weight0, sum40);
                sum50 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel5)), weight0, sum50);
                sum60 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel6)), weight0, sum60);
                weights = ref Unsafe.Add(ref weights, TLanes.Count);
                x = ref Unsafe.Add(ref x, 1);
            }
        }

        var bounds = shape.Bounds;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        var hasAddend = shape.HasAddend;
        Store(sum00, 0, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum10, 1, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum20, 2, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum30, 3, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum40, 4, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum50, 5, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum60, 6, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
    }

    /// <summary>Four pixels, one vector of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run4x1(
        FloatTileShape shape, ref float input, ref int offsets, ref float weights, ref float bias, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        nint first = offsets;
        var pixel1 = Unsafe.Add(ref offsets, 1) - first;
        var pixel2 = Unsafe.Add(ref offsets, 2) - first;
        var pixel3 = Unsafe.Add(ref offsets, 3) - first;
        var bias0 = TLanes.Load(ref bias, 0);
        TFloat sum00 = bias0, sum10 = bias0, sum20 = bias0, sum30 = bias0;
        foreach (var run in shape.Runs)
        {
            ref var x = ref Unsafe.Add(ref input, first + run);
            for (var rest = shape.RunLength; rest > 0; rest--)
            {
                var weight0 = TLanes.Load(ref weights, 0);
                sum00 = TLanes.MultiplyAdd(TLanes.Broadcast(x), weight0, sum00);
                sum10 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel1)), weight0, sum10);
                sum20 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel2)), weight0, sum20);
                sum30 = TLanes.MultiplyAdd(TLanes.Broadcast(Unsafe.Add(ref x, pixel3)), weight0, sum30);
                weights = ref Unsafe.Add(ref weights, TLanes.Count);
                x = ref Unsafe.Add(ref x, 1);
            }
        }

        var bounds = shape.Bounds;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        var hasAddend = shape.HasAddend;
        Store(sum00, 0, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum10, 1, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum20, 2, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
        Store(sum30, 3, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
    }

    /// <summary>One pixel, one vector of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run1x1(
        FloatTileShape shape, ref float input, ref int offsets, ref float weights, ref float bias, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        nint first = offsets;
        var bias0 = TLanes.Load(ref bias, 0);
        var sum00 = bias0;
        foreach (var run in shape.Runs)
        {
            ref var x = ref Unsafe.Add(ref input, first + run);
            for (var rest = shape.RunLength; rest > 0; rest--)
            {
                var weight0 = TLanes.Load(ref weights, 0);
                sum00 = TLanes.MultiplyAdd(TLanes.Broadcast(x), weight0, sum00);
                weights = ref Unsafe.Add(ref weights, TLanes.Count);
                x = ref Unsafe.Add(ref x, 1);
            }
        }

        var bounds = shape.Bounds;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        var hasAddend = shape.HasAddend;
        Store(sum00, 0, 0, minimum, maximum, hasAddend, ref output, ref places, ref addend, ref addendPlaces);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        TFloat sum, int pixel, int lane, TFloat minimum, TFloat maximum, bool hasAddend, ref float output, ref int places, ref float addend, ref int addendPlaces)
    {
        if (hasAddend)
        {
            sum = TLanes.Add(sum, TLanes.Load(ref addend, Unsafe.Add(ref addendPlaces, pixel) + lane));
        }

        TLanes.Store(TLanes.Bound(sum, minimum, maximum), ref output, Unsafe.Add(ref places, pixel) + lane);
    }
}
#endif
