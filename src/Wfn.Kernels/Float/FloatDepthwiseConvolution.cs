using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Convolution of every channel with a window of its own, in float32 and NHWC: a vector is a stretch of a row of outputs,
/// whatever pixels and channels that are.
/// </summary>
internal sealed class FloatDepthwiseConvolution
{
    private readonly float[] bias;
    private readonly FloatBounds bounds;
    private readonly int[] taps;
    private readonly FloatImage input;
    private readonly FloatImage output;
    private readonly int rows;
    private readonly int strideHeight;
    private readonly int lanes;
    private readonly int phases;
    private readonly int[] offsets;
    private readonly int requiredInput;

    // Phase by phase, where in a pixel's channels a vector starts, its bias, and its weights tap by tap.
    private readonly CacheLineMemory<float> packed;

    /// <summary>Makes a convolution; all lengths in elements.</summary>
    /// <param name="weights">The weights, [channels, taps].</param>
    /// <param name="taps">Where the taps are, from a pixel's first input.</param>
    /// <param name="bias">The bias of each channel; their number is a multiple of 4.</param>
    /// <param name="bounds">Bounds of the results.</param>
    /// <param name="input">The input; its first pixel is the first one under the window.</param>
    /// <param name="rows">Rows of the output.</param>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="strideHeight">Rows between two outputs.</param>
    /// <param name="strideWidth">Columns between two outputs.</param>
    /// <param name="output">The output.</param>
    internal FloatDepthwiseConvolution(
        FloatWeights weights,
        int[] taps,
        float[] bias,
        FloatBounds bounds,
        FloatImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        FloatImage output)
        : this(weights, taps, bias, bounds, input, rows, columns, strideHeight, strideWidth, output, VectorSupport.Best)
    {
    }

    /// <summary>Makes a convolution for vectors of a given width.</summary>
    internal FloatDepthwiseConvolution(
        FloatWeights weights,
        int[] taps,
        float[] bias,
        FloatBounds bounds,
        FloatImage input,
        int rows,
        int columns,
        int strideHeight,
        int strideWidth,
        FloatImage output,
        VectorWidth vectorWidth)
    {
        this.bias = bias;
        this.bounds = bounds;
        this.taps = taps;
        this.input = input;
        this.output = output;
        this.rows = rows;
        this.strideHeight = strideHeight;
        var channels = bias.Length;

        // Rows are whole vectors, and so are pixels where they do not follow one another.
        lanes = Math.Max(1, (int)vectorWidth / 32);
        while ((strideWidth == 1 ? columns * channels : channels) % lanes != 0)
        {
            lanes /= 2;
        }

        phases = RowVectorisation.Phases(channels, lanes);
        offsets = RowVectorisation.Inputs(columns, channels, strideWidth, lanes);
        requiredInput = input.Start + input.Distance((rows - 1) * strideHeight, (columns - 1) * strideWidth)
            + TapOffsets.Last(taps) + channels;
        packed = new CacheLineMemory<float>(phases * lanes * (taps.Length + 1));
        Pack(weights);
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    internal void Run(Span<float> workspace, int input, int output) => RunPart(workspace, input, output, LayerPart.Whole);

    /// <summary>The most parts that are not empty.</summary>
    internal int MostParts => rows;

    /// <summary>Runs some rows of a sample.</summary>
    internal void RunPart(Span<float> workspace, int input, int output, LayerPart part)
    {
        if (workspace.Length < Math.Max(input + requiredInput, output + this.output.Start + this.output.Distance(rows - 1, 0) + (offsets.Length * lanes)))
        {
            throw new ArgumentException("The workspace is too short.", nameof(workspace));
        }

        for (var row = part.First(rows); row < part.End(rows); row++)
        {
            RunRow(
                workspace.Slice(input + this.input.Start + (row * strideHeight * this.input.Row)),
                workspace.Slice(output + this.output.Start + (row * this.output.Row), offsets.Length * lanes));
        }
    }

    private void RunRow(ReadOnlySpan<float> from, Span<float> to)
    {
#if NET8_0_OR_GREATER
        switch (lanes)
        {
            case 16 when VectorSupport.Has512:
                RunRow<FloatVectors512, Vector512<float>>(from, to);
                return;
            case 8 when VectorSupport.Has256:
                RunRow<FloatVectors256, Vector256<float>>(from, to);
                return;
            case 4:
                RunRow<FloatVectors128, Vector128<float>>(from, to);
                return;
        }

#endif
        var weights = packed.Elements;
        for (var i = 0; i < offsets.Length; i++)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                var own = weights.Slice(i % phases * lanes * (taps.Length + 1));
                var sum = own[lane];
                for (var tap = 0; tap < taps.Length; tap++)
                {
                    sum += own[((tap + 1) * lanes) + lane] * from[offsets[i] + lane + taps[tap]];
                }

                to[(i * lanes) + lane] = bounds.Apply(sum);
            }
        }
    }

    private void Pack(FloatWeights weights)
    {
        var channels = bias.Length;
        var row = new float[taps.Length];
        var to = packed.Elements;
        for (var phase = 0; phase < phases; phase++)
        {
            var own = to.Slice(phase * lanes * (taps.Length + 1));
            for (var lane = 0; lane < lanes; lane++)
            {
                var channel = ((phase * lanes) + lane) % channels;
                weights.Decode(channel * taps.Length, taps.Length, row, 1);
                own[lane] = bias[channel];
                for (var tap = 0; tap < taps.Length; tap++)
                {
                    own[((tap + 1) * lanes) + lane] = row[tap];
                }
            }
        }
    }

#if NET8_0_OR_GREATER
    // Vectors of one phase have the same weights: four of them share each that is read.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunRow<TVectors, TFloat>(ReadOnlySpan<float> from, Span<float> to)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        var (minimum, maximum) = (TVectors.Broadcast(bounds.Minimum), TVectors.Broadcast(bounds.Maximum));
        var count = TVectors.Count;
        ref var input = ref MemoryMarshal.GetReference(from);
        ref var output = ref MemoryMarshal.GetReference(to);
        ref var first = ref packed.At(0);
        for (var phase = 0; phase < phases; phase++)
        {
            ref var weights = ref Unsafe.Add(ref first, phase * (taps.Length + 1) * count);
            var i = phase;
            for (; i + (3 * phases) < offsets.Length; i += 4 * phases)
            {
                var sum0 = TVectors.Load(ref weights, 0);
                TFloat sum1 = sum0, sum2 = sum0, sum3 = sum0;
                ref var x0 = ref Unsafe.Add(ref input, offsets[i]);
                ref var x1 = ref Unsafe.Add(ref input, offsets[i + phases]);
                ref var x2 = ref Unsafe.Add(ref input, offsets[i + (2 * phases)]);
                ref var x3 = ref Unsafe.Add(ref input, offsets[i + (3 * phases)]);
                ref var weight = ref Unsafe.Add(ref weights, count);
                foreach (var tap in taps)
                {
                    var value = TVectors.Load(ref weight, 0);
                    sum0 = TVectors.MultiplyAdd(value, TVectors.Load(ref x0, tap), sum0);
                    sum1 = TVectors.MultiplyAdd(value, TVectors.Load(ref x1, tap), sum1);
                    sum2 = TVectors.MultiplyAdd(value, TVectors.Load(ref x2, tap), sum2);
                    sum3 = TVectors.MultiplyAdd(value, TVectors.Load(ref x3, tap), sum3);
                    weight = ref Unsafe.Add(ref weight, count);
                }

                TVectors.Store(TVectors.Bound(sum0, minimum, maximum), ref output, i * count);
                TVectors.Store(TVectors.Bound(sum1, minimum, maximum), ref output, (i + phases) * count);
                TVectors.Store(TVectors.Bound(sum2, minimum, maximum), ref output, (i + (2 * phases)) * count);
                TVectors.Store(TVectors.Bound(sum3, minimum, maximum), ref output, (i + (3 * phases)) * count);
            }

            for (; i < offsets.Length; i += phases)
            {
                var sum = TVectors.Load(ref weights, 0);
                ref var x = ref Unsafe.Add(ref input, offsets[i]);
                ref var weight = ref Unsafe.Add(ref weights, count);
                foreach (var tap in taps)
                {
                    sum = TVectors.MultiplyAdd(TVectors.Load(ref weight, 0), TVectors.Load(ref x, tap), sum);
                    weight = ref Unsafe.Add(ref weight, count);
                }

                TVectors.Store(TVectors.Bound(sum, minimum, maximum), ref output, i * count);
            }
        }
    }
#endif
}
