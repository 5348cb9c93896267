using System;

namespace Wfn.Kernels;

/// <summary>The weights of a depthwise convolution in the order in which vectors of one width read them.</summary>
/// <remarks>
/// A vector of outputs starts at one of a few channels, its phase. For every phase and every step there are four vectors of weights, as
/// zipping four vectors of inputs orders them.
/// </remarks>
internal sealed class DepthwisePacking
{
    /// <summary>Taps of a step.</summary>
    internal const int StepElements = 4;

    private DepthwisePacking(DepthwiseStep[] steps, int phases, CacheLineMemory<byte> weights, CacheLineMemory<int> bias)
    {
        Steps = steps;
        Phases = phases;
        Weights = weights;
        Bias = bias;
    }

    /// <summary>The dot steps; one whose weights no byte holds is visited several times.</summary>
    internal DepthwiseStep[] Steps { get; }

    /// <summary>The number of channels at which vectors start.</summary>
    internal int Phases { get; }

    /// <summary>The weights, phase by phase and step by step.</summary>
    internal CacheLineMemory<byte> Weights { get; }

    /// <summary>The biases with what rounding adds, phase by phase.</summary>
    internal CacheLineMemory<int> Bias { get; }

    /// <summary>Whether 16-bit sums are flushed after the last step only.</summary>
    internal bool FlushesOnce
    {
        get
        {
            for (var i = 0; i < Steps.Length - 1; i++)
            {
                if (Steps[i].FlushScale != 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Packs weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="tapOffsets">Where each tap of the window is, in bytes from a pixel's first input.</param>
    /// <param name="tapOrder">The taps of all steps, four a step, -1 where there is none.</param>
    /// <param name="segments">The accumulation schedule.</param>
    /// <param name="pairLimit">The largest sum of two byte weights of one sign.</param>
    /// <param name="weightScaleLog2">Bytes hold weights in units of 2 to this power; what is left over has segments of its own.</param>
    /// <param name="epilogue">From accumulators to the output.</param>
    /// <param name="vector">Bytes of a vector.</param>
    internal static DepthwisePacking Of(
        DepthwiseWeights weights,
        int[] tapOffsets,
        int[] tapOrder,
        AccumulationSegment[] segments,
        int pairLimit,
        int weightScaleLog2,
        DenseEpilogue epilogue,
        int vector)
    {
        var (scales, visited) = Visits(segments);
        var steps = new DepthwiseStep[visited.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            // Where there is no tap the weight is 0, whatever is read: the step's first tap.
            var first = visited[i] * StepElements;
            steps[i] = new DepthwiseStep(Offset(first), Offset(first + 1), Offset(first + 2), Offset(first + 3), scales[i]);

            int Offset(int element) => tapOffsets[Tap(tapOrder, element) < 0 ? tapOrder[first] : tapOrder[element]];
        }

        var phases = RowVectorisation.Phases(weights.Bias.Length, vector);
        var bytes = Take(weights, tapOrder, segments, visited, pairLimit, weightScaleLog2);
        return new DepthwisePacking(
            steps, phases, Pack(bytes, weights.Bias.Length, phases, steps.Length, vector), PackBias(weights.Bias, epilogue, phases, vector));
    }

    /// <summary>Whether the steps are three columns of the window, one after another.</summary>
    /// <param name="pixel">Bytes of a pixel.</param>
    internal bool IsOfThreeColumns(int pixel) => Steps.Length == 3 && Steps[1].IsMoved(Steps[0], pixel) && Steps[2].IsMoved(Steps[1], pixel);

    // Steps one by one: the scale of the flush after each, 0 where sums go on, and which step it is.
    private static (int[] Scales, int[] Steps) Visits(AccumulationSegment[] segments)
    {
        var count = 0;
        foreach (var segment in segments)
        {
            count += segment.StepCount;
        }

        var (scales, steps, visit) = (new int[count], new int[count], 0);
        foreach (var segment in segments)
        {
            for (var step = 0; step < segment.StepCount; step++)
            {
                steps[visit++] = segment.FirstStep + step;
            }

            if (segment.Flush)
            {
                scales[visit - 1] = segment.Scale;
            }
        }

        return (scales, steps);
    }

    private static int Tap(int[] tapOrder, int element) => element < tapOrder.Length ? tapOrder[element] : -1;

    // The bytes of every visit, channel by channel its four taps'.
    private static byte[] Take(
        DepthwiseWeights weights, int[] tapOrder, AccumulationSegment[] segments, int[] steps, int pairLimit, int weightScaleLog2)
    {
        var (channels, taps) = (weights.Bias.Length, weights.Taps.Length / weights.Bias.Length);
        var row = (tapOrder.Length + StepElements - 1) / StepElements * StepElements;
        var whole = new int[channels * row];
        for (var i = 0; i < whole.Length; i++)
        {
            var tap = Tap(tapOrder, i % row);
            whole[i] = tap < 0 ? 0 : weights.Taps[(i / row * taps) + tap];
        }

        var rests = new int[weightScaleLog2 == 0 ? 0 : whole.Length];
        ByteWeights.Split(whole, rests, weightScaleLog2);
        var taken = new byte[checked(steps.Length * channels * StepElements)];
        var visit = 0;
        foreach (var segment in segments)
        {
            var values = segment.Scale == 1 << weightScaleLog2 ? whole : rests;
            for (var end = visit + segment.StepCount; visit < end; visit++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var from = (channel * row) + (steps[visit] * StepElements);
                    var to = MemoryExtensions.AsSpan(taken, ((visit * channels) + channel) * StepElements, StepElements);
                    ByteWeights.TakePair(ref values[from], ref values[from + 1], pairLimit, out var one, out var two);
                    ByteWeights.TakePair(ref values[from + 2], ref values[from + 3], pairLimit, out var three, out var four);
                    (to[0], to[1], to[2], to[3]) = unchecked(((byte)one, (byte)two, (byte)three, (byte)four));
                }
            }
        }

        return taken;
    }

    private static CacheLineMemory<byte> Pack(byte[] taken, int channels, int phases, int steps, int vector)
    {
        var memory = new CacheLineMemory<byte>(checked((int)((long)phases * steps * StepElements * vector)));
        var bytes = memory.Elements;
        var next = 0;
        for (var phase = 0; phase < phases; phase++)
        {
            for (var step = 0; step < steps; step++)
            {
                for (var lane = 0; lane < vector; lane++, next += StepElements)
                {
                    var channel = Channel(phase, lane, vector, channels);
                    MemoryExtensions.AsSpan(taken, ((step * channels) + channel) * StepElements, StepElements).CopyTo(bytes.Slice(next));
                }
            }
        }

        return memory;
    }

    private static CacheLineMemory<int> PackBias(int[] bias, DenseEpilogue epilogue, int phases, int vector)
    {
        var half = epilogue.Scale.Half;
        var memory = new CacheLineMemory<int>(phases * vector);
        var biases = memory.Elements;
        for (var i = 0; i < biases.Length; i++)
        {
            var value = unchecked(bias[Channel(i / vector, i % vector, vector, bias.Length)] + half);
            biases[i] = epilogue.CanFold ? value >> epilogue.WeightShift : value;
        }

        return memory;
    }

    // Zipping takes each 128 bits by itself, and puts four of their channels into each of four vectors.
    private static int Channel(int phase, int lane, int vector, int channels)
    {
        var (quarter, within) = (lane / (vector / 4), lane % (vector / 4));
        return ((phase * vector) + (within / 4 * 16) + (quarter * 4) + (within % 4)) % channels;
    }
}
