using System;
#if NET8_0_OR_GREATER
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Fully connected layer in float32; weights are looked up in registers, or decoded a part of a row at a time.</summary>
internal sealed class FloatLinear
{
    private const int Part = 256;
    private readonly int inputs;
    private readonly float[] bias;
    private readonly FloatBounds bounds;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">Inputs of a row.</param>
    /// <param name="bias">The bias of each output.</param>
    /// <param name="bounds">Bounds of the results.</param>
    internal FloatLinear(int inputs, float[] bias, FloatBounds bounds)
    {
        this.inputs = inputs;
        this.bias = bias;
        this.bounds = bounds;
    }

    /// <summary>Runs the rows of one sample.</summary>
    internal void Run(FloatWeights weights, ReadOnlySpan<float> input, Span<float> output) => Run(weights, input, output, LaneWidth.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(FloatWeights weights, ReadOnlySpan<float> input, Span<float> output, int laneWidth)
    {
#if NET8_0_OR_GREATER
        if (laneWidth == 512 && CodeProducts.IsSupported && !weights.Codes.IsEmpty)
        {
            for (; !output.IsEmpty; input = input.Slice(inputs), output = output.Slice(bias.Length))
            {
                var results = output.Slice(0, bias.Length);
                CodeProducts.Run(weights.Codes, weights.Values, input.Slice(0, inputs), results);
                for (var i = 0; i < results.Length; i++)
                {
                    results[i] = bounds.Apply(results[i] + bias[i]);
                }
            }

            return;
        }

#endif
        Span<float> part = stackalloc float[Part];
        for (var row = 0; row < output.Length / bias.Length; row++)
        {
            var values = input.Slice(row * inputs, inputs);
            for (var i = 0; i < bias.Length; i++)
            {
                var sum = bias[i];
                for (var start = 0; start < inputs; start += Part)
                {
                    var count = Math.Min(Part, inputs - start);
                    weights.Decode((i * inputs) + start, count, part, 1);
                    sum += Product(values.Slice(start, count), part, laneWidth);
                }

                output[(row * bias.Length) + i] = bounds.Apply(sum);
            }
        }
    }

    private static float Product(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, int laneWidth)
    {
#if NET8_0_OR_GREATER
        switch (laneWidth)
        {
            case 512:
                return Product<FloatLanes512, Vector512<float>>(values, weights);
            case 256:
                return Product<FloatLanes256, Vector256<float>>(values, weights);
            case 128:
                return Product<FloatLanes128, Vector128<float>>(values, weights);
        }

#endif
        return Product(values, weights, 0, 0f);
    }

    private static float Product(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, int start, float sum)
    {
        for (var i = start; i < values.Length; i++)
        {
            sum += values[i] * weights[i];
        }

        return sum;
    }

#if NET8_0_OR_GREATER
    private static float Product<TLanes, TFloat>(ReadOnlySpan<float> values, ReadOnlySpan<float> weights)
        where TLanes : struct, IFloatLanes<TFloat>
        where TFloat : struct
    {
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        var sum0 = TLanes.Broadcast(0);
        var sum1 = sum0;
        var step = TLanes.Count;
        var i = 0;
        for (; i + (2 * step) <= values.Length; i += 2 * step)
        {
            sum0 = TLanes.MultiplyAdd(TLanes.Load(ref value, i), TLanes.Load(ref weight, i), sum0);
            sum1 = TLanes.MultiplyAdd(TLanes.Load(ref value, i + step), TLanes.Load(ref weight, i + step), sum1);
        }

        return Product(values, weights, i, TLanes.Sum(TLanes.Add(sum0, sum1)));
    }
#endif
}
