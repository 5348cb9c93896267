#if NET8_0_OR_GREATER
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>Four output channels, or one, at neighbouring positions, one a lane; each input is read once for all four.</summary>
/// <typeparam name="TLanes">The width.</typeparam>
/// <typeparam name="TFloat">The vector.</typeparam>
internal static class FloatSums<TLanes, TFloat>
    where TLanes : struct, IFloatLanes<TFloat>
    where TFloat : struct
{
    // All go over the inputs' offsets from the first to the end, and over four weights for each; the four channels' results
    // lie a row's length apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run4(
        ref int first, ref int end, ref float weights, ref float from, ref float to, nint rowLength, Vector4 start, FloatBounds bounds)
    {
        var step = TLanes.Count;
        var sum00 = TLanes.Broadcast(start.X);
        var (sum01, sum02, sum03) = (sum00, sum00, sum00);
        var sum10 = TLanes.Broadcast(start.Y);
        var (sum11, sum12, sum13) = (sum10, sum10, sum10);
        var sum20 = TLanes.Broadcast(start.Z);
        var (sum21, sum22, sum23) = (sum20, sum20, sum20);
        var sum30 = TLanes.Broadcast(start.W);
        var (sum31, sum32, sum33) = (sum30, sum30, sum30);
        for (; Unsafe.IsAddressLessThan(ref first, ref end); first = ref Unsafe.Add(ref first, 1), weights = ref Unsafe.Add(ref weights, 4))
        {
            ref var values = ref Unsafe.Add(ref from, first);
            var value0 = TLanes.Load(ref values, 0);
            var value1 = TLanes.Load(ref values, step);
            var value2 = TLanes.Load(ref values, 2 * step);
            var value3 = TLanes.Load(ref values, 3 * step);
            var weight0 = TLanes.Broadcast(weights);
            sum00 = TLanes.MultiplyAdd(weight0, value0, sum00);
            sum01 = TLanes.MultiplyAdd(weight0, value1, sum01);
            sum02 = TLanes.MultiplyAdd(weight0, value2, sum02);
            sum03 = TLanes.MultiplyAdd(weight0, value3, sum03);
            var weight1 = TLanes.Broadcast(Unsafe.Add(ref weights, 1));
            sum10 = TLanes.MultiplyAdd(weight1, value0, sum10);
            sum11 = TLanes.MultiplyAdd(weight1, value1, sum11);
            sum12 = TLanes.MultiplyAdd(weight1, value2, sum12);
            sum13 = TLanes.MultiplyAdd(weight1, value3, sum13);
            var weight2 = TLanes.Broadcast(Unsafe.Add(ref weights, 2));
            sum20 = TLanes.MultiplyAdd(weight2, value0, sum20);
            sum21 = TLanes.MultiplyAdd(weight2, value1, sum21);
            sum22 = TLanes.MultiplyAdd(weight2, value2, sum22);
            sum23 = TLanes.MultiplyAdd(weight2, value3, sum23);
            var weight3 = TLanes.Broadcast(Unsafe.Add(ref weights, 3));
            sum30 = TLanes.MultiplyAdd(weight3, value0, sum30);
            sum31 = TLanes.MultiplyAdd(weight3, value1, sum31);
            sum32 = TLanes.MultiplyAdd(weight3, value2, sum32);
            sum33 = TLanes.MultiplyAdd(weight3, value3, sum33);
        }

        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        TLanes.Store(TLanes.Min(TLanes.Max(sum00, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum01, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum02, minimum), maximum), ref to, 2 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum03, minimum), maximum), ref to, 3 * step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum10, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum11, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum12, minimum), maximum), ref to, 2 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum13, minimum), maximum), ref to, 3 * step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum20, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum21, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum22, minimum), maximum), ref to, 2 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum23, minimum), maximum), ref to, 3 * step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum30, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum31, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum32, minimum), maximum), ref to, 2 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum33, minimum), maximum), ref to, 3 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run3(
        ref int first, ref int end, ref float weights, ref float from, ref float to, nint rowLength, Vector4 start, FloatBounds bounds)
    {
        var step = TLanes.Count;
        var sum00 = TLanes.Broadcast(start.X);
        var (sum01, sum02) = (sum00, sum00);
        var sum10 = TLanes.Broadcast(start.Y);
        var (sum11, sum12) = (sum10, sum10);
        var sum20 = TLanes.Broadcast(start.Z);
        var (sum21, sum22) = (sum20, sum20);
        var sum30 = TLanes.Broadcast(start.W);
        var (sum31, sum32) = (sum30, sum30);
        for (; Unsafe.IsAddressLessThan(ref first, ref end); first = ref Unsafe.Add(ref first, 1), weights = ref Unsafe.Add(ref weights, 4))
        {
            ref var values = ref Unsafe.Add(ref from, first);
            var value0 = TLanes.Load(ref values, 0);
            var value1 = TLanes.Load(ref values, step);
            var value2 = TLanes.Load(ref values, 2 * step);
            var weight0 = TLanes.Broadcast(weights);
            sum00 = TLanes.MultiplyAdd(weight0, value0, sum00);
            sum01 = TLanes.MultiplyAdd(weight0, value1, sum01);
            sum02 = TLanes.MultiplyAdd(weight0, value2, sum02);
            var weight1 = TLanes.Broadcast(Unsafe.Add(ref weights, 1));
            sum10 = TLanes.MultiplyAdd(weight1, value0, sum10);
            sum11 = TLanes.MultiplyAdd(weight1, value1, sum11);
            sum12 = TLanes.MultiplyAdd(weight1, value2, sum12);
            var weight2 = TLanes.Broadcast(Unsafe.Add(ref weights, 2));
            sum20 = TLanes.MultiplyAdd(weight2, value0, sum20);
            sum21 = TLanes.MultiplyAdd(weight2, value1, sum21);
            sum22 = TLanes.MultiplyAdd(weight2, value2, sum22);
            var weight3 = TLanes.Broadcast(Unsafe.Add(ref weights, 3));
            sum30 = TLanes.MultiplyAdd(weight3, value0, sum30);
            sum31 = TLanes.MultiplyAdd(weight3, value1, sum31);
            sum32 = TLanes.MultiplyAdd(weight3, value2, sum32);
        }

        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        TLanes.Store(TLanes.Min(TLanes.Max(sum00, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum01, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum02, minimum), maximum), ref to, 2 * step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum10, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum11, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum12, minimum), maximum), ref to, 2 * step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum20, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum21, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum22, minimum), maximum), ref to, 2 * step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum30, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum31, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum32, minimum), maximum), ref to, 2 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run2(
        ref int first, ref int end, ref float weights, ref float from, ref float to, nint rowLength, Vector4 start, FloatBounds bounds)
    {
        var step = TLanes.Count;
        var sum00 = TLanes.Broadcast(start.X);
        var sum01 = sum00;
        var sum10 = TLanes.Broadcast(start.Y);
        var sum11 = sum10;
        var sum20 = TLanes.Broadcast(start.Z);
        var sum21 = sum20;
        var sum30 = TLanes.Broadcast(start.W);
        var sum31 = sum30;
        for (; Unsafe.IsAddressLessThan(ref first, ref end); first = ref Unsafe.Add(ref first, 1), weights = ref Unsafe.Add(ref weights, 4))
        {
            ref var values = ref Unsafe.Add(ref from, first);
            var value0 = TLanes.Load(ref values, 0);
            var value1 = TLanes.Load(ref values, step);
            var weight0 = TLanes.Broadcast(weights);
            sum00 = TLanes.MultiplyAdd(weight0, value0, sum00);
            sum01 = TLanes.MultiplyAdd(weight0, value1, sum01);
            var weight1 = TLanes.Broadcast(Unsafe.Add(ref weights, 1));
            sum10 = TLanes.MultiplyAdd(weight1, value0, sum10);
            sum11 = TLanes.MultiplyAdd(weight1, value1, sum11);
            var weight2 = TLanes.Broadcast(Unsafe.Add(ref weights, 2));
            sum20 = TLanes.MultiplyAdd(weight2, value0, sum20);
            sum21 = TLanes.MultiplyAdd(weight2, value1, sum21);
            var weight3 = TLanes.Broadcast(Unsafe.Add(ref weights, 3));
            sum30 = TLanes.MultiplyAdd(weight3, value0, sum30);
            sum31 = TLanes.MultiplyAdd(weight3, value1, sum31);
        }

        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        TLanes.Store(TLanes.Min(TLanes.Max(sum00, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum01, minimum), maximum), ref to, step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum10, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum11, minimum), maximum), ref to, step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum20, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum21, minimum), maximum), ref to, step);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum30, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum31, minimum), maximum), ref to, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run1(
        ref int first, ref int end, ref float weights, ref float from, ref float to, nint rowLength, Vector4 start, FloatBounds bounds)
    {
        var sum00 = TLanes.Broadcast(start.X);
        var sum10 = TLanes.Broadcast(start.Y);
        var sum20 = TLanes.Broadcast(start.Z);
        var sum30 = TLanes.Broadcast(start.W);
        for (; Unsafe.IsAddressLessThan(ref first, ref end); first = ref Unsafe.Add(ref first, 1), weights = ref Unsafe.Add(ref weights, 4))
        {
            ref var values = ref Unsafe.Add(ref from, first);
            var value0 = TLanes.Load(ref values, 0);
            var weight0 = TLanes.Broadcast(weights);
            sum00 = TLanes.MultiplyAdd(weight0, value0, sum00);
            var weight1 = TLanes.Broadcast(Unsafe.Add(ref weights, 1));
            sum10 = TLanes.MultiplyAdd(weight1, value0, sum10);
            var weight2 = TLanes.Broadcast(Unsafe.Add(ref weights, 2));
            sum20 = TLanes.MultiplyAdd(weight2, value0, sum20);
            var weight3 = TLanes.Broadcast(Unsafe.Add(ref weights, 3));
            sum30 = TLanes.MultiplyAdd(weight3, value0, sum30);
        }

        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        TLanes.Store(TLanes.Min(TLanes.Max(sum00, minimum), maximum), ref to, 0);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum10, minimum), maximum), ref to, 0);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum20, minimum), maximum), ref to, 0);
        to = ref Unsafe.Add(ref to, rowLength);
        TLanes.Store(TLanes.Min(TLanes.Max(sum30, minimum), maximum), ref to, 0);
    }

    // One output channel alone; its weights lie as far apart as those of four.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Single8(ref int first, ref int end, ref float weights, ref float from, ref float to, float start, FloatBounds bounds)
    {
        var step = TLanes.Count;
        var sum0 = TLanes.Broadcast(start);
        var (sum1, sum2, sum3, sum4, sum5, sum6, sum7) = (sum0, sum0, sum0, sum0, sum0, sum0, sum0);
        for (; Unsafe.IsAddressLessThan(ref first, ref end); first = ref Unsafe.Add(ref first, 1), weights = ref Unsafe.Add(ref weights, 4))
        {
            ref var values = ref Unsafe.Add(ref from, first);
            var weight = TLanes.Broadcast(weights);
            sum0 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, 0), sum0);
            sum1 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, step), sum1);
            sum2 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, 2 * step), sum2);
            sum3 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, 3 * step), sum3);
            sum4 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, 4 * step), sum4);
            sum5 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, 5 * step), sum5);
            sum6 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, 6 * step), sum6);
            sum7 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, 7 * step), sum7);
        }

        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        TLanes.Store(TLanes.Min(TLanes.Max(sum0, minimum), maximum), ref to, 0);
        TLanes.Store(TLanes.Min(TLanes.Max(sum1, minimum), maximum), ref to, step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum2, minimum), maximum), ref to, 2 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum3, minimum), maximum), ref to, 3 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum4, minimum), maximum), ref to, 4 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum5, minimum), maximum), ref to, 5 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum6, minimum), maximum), ref to, 6 * step);
        TLanes.Store(TLanes.Min(TLanes.Max(sum7, minimum), maximum), ref to, 7 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Single1(ref int first, ref int end, ref float weights, ref float from, ref float to, float start, FloatBounds bounds)
    {
        var sum0 = TLanes.Broadcast(start);
        for (; Unsafe.IsAddressLessThan(ref first, ref end); first = ref Unsafe.Add(ref first, 1), weights = ref Unsafe.Add(ref weights, 4))
        {
            ref var values = ref Unsafe.Add(ref from, first);
            var weight = TLanes.Broadcast(weights);
            sum0 = TLanes.MultiplyAdd(weight, TLanes.Load(ref values, 0), sum0);
        }

        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        TLanes.Store(TLanes.Min(TLanes.Max(sum0, minimum), maximum), ref to, 0);
    }
}
#endif
