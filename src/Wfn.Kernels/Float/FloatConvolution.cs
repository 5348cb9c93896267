using System;
#if NET8_0_OR_GREATER
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>
/// Two-dimensional convolution in float32. Output positions are numbered consecutively over padded rows as in fixed point; four
/// output channels share every input that is read, and their weights are decoded when the layer is made, side by side. A group of
/// one output channel runs alone.
/// </summary>
internal sealed class FloatConvolution
{
    private const int Block = 4;

    // Floats of the widest vector.
    private const int WidestVector = 16;
    private readonly int[] offsets;

    // Of four channels after another the weights of one tap, then of the next; where a group's channels run out, the last one is there again.
    private readonly float[] panels;
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
    /// <param name="weights">The weights, output by output.</param>
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
        FloatWeights weights,
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
        reach = TapOffsets.Last(offsets);
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
        panels = Panels(weights);
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="workspace">The whole workspace; reads may go past the input's end, never past the workspace's.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="scratch">Where the padded planes start, and after them room for four output channels.</param>
    internal void Run(Span<float> workspace, int input, int output, int scratch) => Run(workspace, input, output, scratch, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(Span<float> workspace, int input, int output, int scratch, VectorWidth vectorWidth)
    {
        Prepare(workspace, input, scratch);
        RunPart(workspace, workspace.Slice(scratch + planesLength), input, output, scratch, LayerPart.Whole, vectorWidth);
    }

    /// <summary>The most parts that are not empty: blocks of output channels.</summary>
    internal int MostParts => BlocksOfGroup * (bias.Length / outputsPerGroup);

    /// <summary>Room for four output channels.</summary>
    internal int FlatElements => PaddedLength * Block;

    /// <summary>Makes the padded planes, where there are any.</summary>
    internal void Prepare(Span<float> workspace, int input, int scratch) =>
        copy?.Run<float>(workspace.Slice(input, inputLength), workspace.Slice(scratch, planesLength), 0);

    /// <summary>Runs some output channels of a sample whose planes are there.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="room">Room for four output channels.</param>
    /// <param name="input">Where the input starts.</param>
    /// <param name="output">Where the output starts.</param>
    /// <param name="scratch">Where the padded planes start.</param>
    /// <param name="part">The part.</param>
    /// <param name="vectorWidth">The width of vectors.</param>
    internal void RunPart(Span<float> workspace, Span<float> room, int input, int output, int scratch, LayerPart part, VectorWidth vectorWidth)
    {
        var origin = copy == null ? input : scratch;
        var flat = room.Slice(0, FlatElements);
        var panelLength = offsets.Length * Block;
        for (var block = part.First(MostParts); block < part.End(MostParts); block++)
        {
            var group = block / BlocksOfGroup;
            var channel = (group * outputsPerGroup) + (block % BlocksOfGroup * Block);
            var count = Math.Min(Block, ((group + 1) * outputsPerGroup) - channel);
            var source = workspace.Slice(origin + (group * groupLength), reach + PaddedLength);
            RunBlock(channel, count, MemoryExtensions.AsSpan(panels, block * panelLength, panelLength), source, flat, PaddedLength, vectorWidth);
            for (var i = 0; i < count; i++)
            {
                var plane = workspace.Slice(output + ((channel + i) * height * width), height * width);
                RowCopy.Run<float>(flat.Slice(i * PaddedLength, FlatLength), pitch, plane, width, height, width);
            }
        }
    }

    private int BlocksOfGroup => (outputsPerGroup + Block - 1) / Block;

    private int FlatLength => ((height - 1) * pitch) + width;

    private int PaddedLength => (FlatLength + WidestVector - 1) & -WidestVector;

    private float[] Panels(FloatWeights weights)
    {
        var decoded = new float[MostParts * Block * offsets.Length];
        var panel = MemoryExtensions.AsSpan(decoded);
        for (var channel = 0; channel < bias.Length;)
        {
            var count = Math.Min(Block, outputsPerGroup - (channel % outputsPerGroup));
            for (var i = 0; i < Block; i++)
            {
                weights.Decode((channel + Math.Min(i, count - 1)) * offsets.Length, offsets.Length, panel.Slice(i), Block);
            }

            panel = panel.Slice(offsets.Length * Block);
            channel += count;
        }

        return decoded;
    }

    private float Bias(int channel, int index, int count) => bias[channel + Math.Min(index, count - 1)];

    private void RunBlock(
        int channel, int count, ReadOnlySpan<float> panel, ReadOnlySpan<float> source, Span<float> flat, int length, VectorWidth vectorWidth)
    {
#if NET8_0_OR_GREATER
        switch (vectorWidth)
        {
            case VectorWidth.Bits512 when VectorSupport.Has512:
                RunVectors<FloatVectors512, Vector512<float>>(channel, count, panel, source, flat, length);
                return;
            case VectorWidth.Bits256 when VectorSupport.Has256:
                RunVectors<FloatVectors256, Vector256<float>>(channel, count, panel, source, flat, length);
                return;
            case VectorWidth.Bits128:
                RunVectors<FloatVectors128, Vector128<float>>(channel, count, panel, source, flat, length);
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
    // The length is a number of whole vectors of any width.
    private void RunVectors<TVectors, TFloat>(
        int channel, int count, ReadOnlySpan<float> panel, ReadOnlySpan<float> source, Span<float> flat, int length)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(offsets);
        ref var end = ref Unsafe.Add(ref first, offsets.Length);
        ref var weight = ref MemoryMarshal.GetReference(panel);
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(flat);
        if (count == 1)
        {
            RunSingle<TVectors, TFloat>(ref first, ref end, ref weight, ref from, ref to, length, bias[channel]);
            return;
        }

        var start = new Vector4(Bias(channel, 0, count), Bias(channel, 1, count), Bias(channel, 2, count), Bias(channel, 3, count));
        var most = TVectors.HasManyRegisters ? 4 : 2;
        for (var position = 0; position < length;)
        {

            // One and three are left over only of the widest vectors; five are three and two, for one alone has too few sums at once.
            var rest = (length - position) / TVectors.Count;
            var vectors = rest == 5 && most == 4 ? 3 : Math.Min(most, rest);
            ref var values = ref Unsafe.Add(ref from, position);
            ref var results = ref Unsafe.Add(ref to, position);
            switch (vectors)
            {
                case 4:
                    FloatSums<TVectors, TFloat>.Run4(ref first, ref end, ref weight, ref values, ref results, length, start, bounds);
                    break;
                case 3:
                    FloatSums<TVectors, TFloat>.Run3(ref first, ref end, ref weight, ref values, ref results, length, start, bounds);
                    break;
                case 2:
                    FloatSums<TVectors, TFloat>.Run2(ref first, ref end, ref weight, ref values, ref results, length, start, bounds);
                    break;
                default:
                    FloatSums<TVectors, TFloat>.Run1(ref first, ref end, ref weight, ref values, ref results, length, start, bounds);
                    break;
            }

            position += vectors * TVectors.Count;
        }
    }

    private void RunSingle<TVectors, TFloat>(
        ref int first, ref int end, ref float weight, ref float from, ref float to, int length, float start)
        where TVectors : struct, IFloatVectors<TFloat>
        where TFloat : struct
    {
        var position = 0;
        for (; position + (8 * TVectors.Count) <= length; position += 8 * TVectors.Count)
        {
            FloatSums<TVectors, TFloat>.Single8(ref first, ref end, ref weight, ref Unsafe.Add(ref from, position), ref Unsafe.Add(ref to, position), start, bounds);
        }

        for (; position < length; position += TVectors.Count)
        {
            FloatSums<TVectors, TFloat>.Single1(ref first, ref end, ref weight, ref Unsafe.Add(ref from, position), ref Unsafe.Add(ref to, position), start, bounds);
        }
    }
#endif
}
