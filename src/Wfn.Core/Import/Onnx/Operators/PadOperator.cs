using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>
/// Elements added (or, with negative counts, taken away) before and after axes: counts as an attribute up to opset 10, as an
/// operand from 11, with axes from 18.
/// </summary>
internal sealed class PadOperator() : OnnxOperator(
    "Pad", "pad, and slice for negative counts; modes constant, reflect, edge, wrap", "counts computed at run time; padding of the batch")
{
    /// <inheritdoc/>
    public override int QuantizedOperands => 3;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var mode = node.Text("mode", "constant") switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "edge" => PadMode.Edge,
            "wrap" when node.Opset >= 19 => PadMode.Wrap,
            var unknown => throw new UnsupportedException($"mode {Diagnostics.DataName.Quote(unknown)}"),
        };
        var (before, after) = Counts(node, x.Shape.Rank);
        if (x.BatchAxis >= 0 && (before[x.BatchAxis] != 0 || after[x.BatchAxis] != 0))
        {
            throw new UnsupportedException("padding of the batch");
        }

        var cropped = Crop(node, graph, x, before, after);
        if (!before.Concat(after).Any(count => count > 0))
        {
            graph.Alias(node, cropped);
            return;
        }

        graph.Result(node, (name, output) => new PadNode
        {
            Name = name,
            Inputs = [cropped.Name],
            Output = output,
            Mode = mode,
            Before = before.Select(count => Math.Max(count, 0)).ToEquatableArray(),
            After = after.Select(count => Math.Max(count, 0)).ToEquatableArray(),
            Value = mode == PadMode.Constant ? Value(node) : 0f,
        });
    }

    private static (int[] Before, int[] After) Counts(OnnxNode node, int rank)
    {
        var given = (node.Opset < 11 ? node.Integers("pads") : node.OptionalIntegers(1, "the counts")) ?? throw node.Invalid("has no pads");
        var axes = node.Opset >= 18 && node.OptionalIntegers(3, "the axes") is { } named
            ? named.Select(axis => node.Axis(axis, rank)).ToArray()
            : [.. Enumerable.Range(0, rank)];
        if (given.Length != 2 * axes.Length || axes.Distinct().Count() != axes.Length)
        {
            throw node.Invalid($"has {given.Length} pads for the axes [{string.Join(", ", axes)}]");
        }

        var before = new int[rank];
        var after = new int[rank];
        for (var i = 0; i < axes.Length; i++)
        {
            before[axes[i]] = node.ToInt(given[i], "a count");
            after[axes[i]] = node.ToInt(given[i + axes.Length], "a count");
        }

        return (before, after);
    }

    private static ActivationValue Crop(OnnxNode node, GraphBuilder graph, ActivationValue x, int[] before, int[] after)
    {
        if (!before.Concat(after).Any(count => count < 0))
        {
            return x;
        }

        var starts = before.Select(count => Math.Max(0L, -(long)count)).ToArray();
        var extents = x.Shape.Dimensions.ToArray();
        for (var axis = 0; axis < extents.Length; axis++)
        {
            if (axis == x.BatchAxis)
            {
                continue;
            }

            var left = extents[axis] - starts[axis] - Math.Max(0L, -(long)after[axis]);
            extents[axis] = left > 0 ? (int)left : throw node.Invalid($"crops axis {axis} of {x.Shape} to nothing");
        }

        return graph.Step(node, "crop", (name, output) => new SliceNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Starts = starts.Select(start => (int)start).ToEquatableArray(),
            Steps = Enumerable.Repeat(1, extents.Length).ToEquatableArray(),
            Shape = new TensorShape(new EquatableArray<int>(extents)),
        });
    }

    private static float Value(OnnxNode node)
    {
        var value = node.Opset < 11 ? node.Float("value", 0f) : Operand(node);
        return float.IsNaN(value) || float.IsInfinity(value) ? throw new UnsupportedException($"padding with {value}") : value;
    }

    private static float Operand(OnnxNode node)
    {
        var tensor = node.OptionalFloats(2, "the value")?.Tensor;
        return tensor is null ? 0f : tensor.Count == 1 ? tensor.Floats[0] : throw node.Invalid($"pads with {tensor.Count} values");
    }
}
