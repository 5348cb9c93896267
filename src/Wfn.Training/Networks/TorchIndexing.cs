using TorchSharp;
using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>The operations that only move elements, axis by axis.</summary>
internal static class TorchIndexing
{
    public static Tensor Reshape(ReshapeNode node, Tensor input)
    {
        var batch = Array.IndexOf(node.Shape.Dimensions.ToArray(), TensorShape.Dynamic);
        return input.reshape([.. node.Shape.Dimensions.Select((extent, axis) => axis == batch ? -1 : (long)extent)]);
    }

    public static Tensor Slice(SliceNode node, Tensor input)
    {
        var result = input;
        for (var axis = 0; axis < node.Shape.Rank; axis++)
        {
            var (start, step, count) = (node.Starts[axis], node.Steps[axis], node.Shape[axis]);
            if (count != TensorShape.Dynamic && (start != 0 || step != 1 || count != input.shape[axis]))
            {
                result = Take(result, axis, Enumerable.Range(0, count).Select(i => start + (i * (long)step)));
            }
        }

        return result;
    }

    public static Tensor Pad(PadNode node, Tensor input)
    {
        if (node.Mode == PadMode.Constant)
        {
            // torch counts from the last axis.
            long[] counts = [.. Enumerable.Range(0, node.Before.Count).Reverse().SelectMany(axis => new long[] { node.Before[axis], node.After[axis] })];
            return nn.functional.pad(input, counts, PaddingModes.Constant, node.Value);
        }

        var result = input;
        for (var axis = 0; axis < node.Before.Count; axis++)
        {
            var (before, after, extent) = (node.Before[axis], node.After[axis], (int)input.shape[axis]);
            if (before != 0 || after != 0)
            {
                result = Take(
                    result, axis, Enumerable.Range(-before, before + extent + after).Select(position => Source(position, extent, node.Mode)));
            }
        }

        return result;
    }

    private static Tensor Take(Tensor input, int axis, IEnumerable<long> positions) => input.index_select(axis, tensor(positions.ToArray(), device: input.device));

    // The position inside the axis that a position outside of it shows; counts never exceed one period (shape inference).
    private static long Source(int position, int extent, PadMode mode) => mode switch
    {
        PadMode.Edge => Math.Clamp(position, 0, extent - 1),
        PadMode.Wrap => (position + extent) % extent,
        _ => position < 0 ? -position : position >= extent ? (2 * (extent - 1)) - position : position,
    };
}
