using System;
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Two-dimensional convolution in float32. Output positions are numbered through over padded rows as in fixed point; four
/// output channels share every input that is read, and the weights of four channels are decoded once for all positions.
/// </summary>
internal sealed class FloatConvolution
{
    private const int Block = 4;
    private readonly int[] offsets;
    private readonly int reach;
    private readonly float[] bias;
    private readonly FloatBounds bounds;
    private readonly PlaneCopy? copy;
    private readonly int inputLength;
    private readonly int planesLength;
    private readonly int groupLength;
    private readonly int outputsPerGroup;
    private readonly int height;
    private readonly int width;
    private readonly int pitch;

    /// <summary>Makes a convolution; all lengths in elements.</summary>
    /// <param name="offsets">The offset of each weight's input within a group of channels.</param>
    /// <param name="bias">The bias of each output channel.</param>
    /// <param name="bounds">Bounds of the results.</param>
    /// <param name="copy">Makes the padded planes, or null where the input can be read as it lies.</param>
    /// <param name="inputLength">Length of the input.</param>
    /// <param name="planesLength">Length of the padded planes, 0 without a copy.</param>
    /// <param name="groupLength">Distance between two groups of input channels.</param>
    /// <param name="outputsPerGroup">Output channels of a group.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="pitch">Distance between two rows.</param>
    internal FloatConvolution(
        int[] offsets,
        float[] bias,
        FloatBounds bounds,
        PlaneCopy? copy,
        int inputLength,
        int planesLength,
        int groupLength,
        int outputsPerGroup,
        int height,
        int width,
        int pitch)
    {
        this.offsets = offsets;
        foreach (var offset in offsets)
        {
            reach = Math.Max(reach, offset);
        }

        this.bias = bias;
        this.bounds = bounds;
        this.copy = copy;
        this.inputLength = inputLength;
        this.planesLength = planesLength;
        this.groupLength = groupLength;
        this.outputsPerGroup = outputsPerGroup;
        this.height = height;
        this.width = width;
        this.pitch = pitch;
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="weights">The weights, output by output.</param>
    /// <param name="workspace">The whole workspace; reads may go past the input's end, never past the workspace's.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="scratch">Where the padded planes start, and after them room for four output channels and their weights.</param>
    internal void Run(FloatWeights weights, Span<float> workspace, int input, int output, int scratch) =>
        Run(weights, workspace, input, output, scratch, LaneWidth.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(FloatWeights weights, Span<float> workspace, int input, int output, int scratch, int laneWidth)
    {
        var origin = input;
        if (copy != null)
        {
            copy.Run<float>(workspace.Slice(input, inputLength), workspace.Slice(scratch, planesLength), 0);
            origin = scratch;
        }

        var flatLength = ((height - 1) * pitch) + width;
        var paddedLength = (flatLength + 31) & ~31;
        var flat = workspace.Slice(scratch + planesLength, paddedLength * Block);
        var panel = workspace.Slice(scratch + planesLength + flat.Length, offsets.Length * Block);
        for (var channel = 0; channel < bias.Length;)
        {
            var group = channel / outputsPerGroup;
            var count = Math.Min(Block, ((group + 1) * outputsPerGroup) - channel);
            for (var i = 0; i < Block; i++)
            {
                // Where a group's channels run out, the last one is worked out again.
                weights.Decode((channel + Math.Min(i, count - 1)) * offsets.Length, offsets.Length, panel.Slice(i), Block);
            }

            var source = workspace.Slice(origin + (group * groupLength), reach + paddedLength);
            RunBlock(channel, count, panel, source, flat, paddedLength, laneWidth);
            for (var i = 0; i < count; i++)
            {
                Store(flat.Slice(i * paddedLength, flatLength), workspace.Slice(output, height * width));
                output += height * width;
            }

            channel += count;
        }
    }

    private void Store(ReadOnlySpan<float> flat, Span<float> plane)
    {
        for (int from = 0, to = 0; to < plane.Length; from += pitch, to += width)
        {
            flat.Slice(from, width).CopyTo(plane.Slice(to));
        }
    }

    private float Bias(int channel, int index, int count) => bias[channel + Math.Min(index, count - 1)];

    private void RunBlock(
        int channel, int count, ReadOnlySpan<float> panel, ReadOnlySpan<float> source, Span<float> flat, int length, int laneWidth)
    {
#if NET8_0_OR_GREATER
        switch (laneWidth)
        {
            case 512:
                RunLanes<FloatLanes512, Vector512<float>>(channel, count, panel, source, flat, length);
                return;
            case 256:
                RunLanes<FloatLanes256, Vector256<float>>(channel, count, panel, source, flat, length);
                return;
            case 128:
                RunLanes<FloatLanes128, Vector128<float>>(channel, count, panel, source, flat, length);
                return;
        }

#endif
        for (var i = 0; i < count; i++)
        {
            var row = flat.Slice(i * length, length);
            row.Fill(Bias(channel, i, count));
            for (var tap = 0; tap < offsets.Length; tap++)
            {
                var weight = panel[(tap * Block) + i];
                var values = source.Slice(offsets[tap], length);
                for (var position = 0; position < row.Length; position++)
                {
                    row[position] += weight * values[position];
                }
            }

            bounds.Apply(row);
        }
    }

#if NET8_0_OR_GREATER
    private void RunLanes<TLanes, TFloat>(
        int channel, int count, ReadOnlySpan<float> panel, ReadOnlySpan<float> source, Span<float> flat, int length)
        where TLanes : struct, IFloatLanes<TFloat>
        where TFloat : struct
    {
        var step = TLanes.Count;
        var minimum = TLanes.Broadcast(bounds.Minimum);
        var maximum = TLanes.Broadcast(bounds.Maximum);
        ref var to = ref MemoryMarshal.GetReference(flat);
        for (var position = 0; position < length; position += 2 * step)
        {
            ref var from = ref MemoryMarshal.GetReference(source.Slice(position));
            ref var weight = ref MemoryMarshal.GetReference(panel);
            var sum00 = TLanes.Broadcast(Bias(channel, 0, count));
            var sum10 = TLanes.Broadcast(Bias(channel, 1, count));
            var sum20 = TLanes.Broadcast(Bias(channel, 2, count));
            var sum30 = TLanes.Broadcast(Bias(channel, 3, count));
            var (sum01, sum11, sum21, sum31) = (sum00, sum10, sum20, sum30);
            foreach (nint offset in offsets)
            {
                var value0 = TLanes.Load(ref from, offset);
                var value1 = TLanes.Load(ref from, offset + step);
                var weight0 = TLanes.Broadcast(weight);
                var weight1 = TLanes.Broadcast(Unsafe.Add(ref weight, 1));
                var weight2 = TLanes.Broadcast(Unsafe.Add(ref weight, 2));
                var weight3 = TLanes.Broadcast(Unsafe.Add(ref weight, 3));
                sum00 = TLanes.MultiplyAdd(weight0, value0, sum00);
                sum01 = TLanes.MultiplyAdd(weight0, value1, sum01);
                sum10 = TLanes.MultiplyAdd(weight1, value0, sum10);
                sum11 = TLanes.MultiplyAdd(weight1, value1, sum11);
                sum20 = TLanes.MultiplyAdd(weight2, value0, sum20);
                sum21 = TLanes.MultiplyAdd(weight2, value1, sum21);
                sum30 = TLanes.MultiplyAdd(weight3, value0, sum30);
                sum31 = TLanes.MultiplyAdd(weight3, value1, sum31);
                weight = ref Unsafe.Add(ref weight, Block);
            }

            TLanes.Store(TLanes.Min(TLanes.Max(sum00, minimum), maximum), ref to, position);
            TLanes.Store(TLanes.Min(TLanes.Max(sum01, minimum), maximum), ref to, position + step);
            TLanes.Store(TLanes.Min(TLanes.Max(sum10, minimum), maximum), ref to, length + position);
            TLanes.Store(TLanes.Min(TLanes.Max(sum11, minimum), maximum), ref to, length + position + step);
            TLanes.Store(TLanes.Min(TLanes.Max(sum20, minimum), maximum), ref to, (2 * length) + position);
            TLanes.Store(TLanes.Min(TLanes.Max(sum21, minimum), maximum), ref to, (2 * length) + position + step);
            TLanes.Store(TLanes.Min(TLanes.Max(sum30, minimum), maximum), ref to, (3 * length) + position);
            TLanes.Store(TLanes.Min(TLanes.Max(sum31, minimum), maximum), ref to, (3 * length) + position + step);
        }
    }
#endif
}
