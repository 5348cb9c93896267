using Wfn.Graph;
using Wfn.Operators;
using static Wfn.Tool.Export.Onnx.OnnxWriter;

namespace Wfn.Tool.Export.Onnx.Forms;

/// <summary>What every operator is in ONNX.</summary>
internal static class OnnxForms
{
    private static readonly Dictionary<BinaryOperator, string> Binaries = new()
    {
        [BinaryOperator.Add] = "Add",
        [BinaryOperator.Subtract] = "Sub",
        [BinaryOperator.Multiply] = "Mul",
        [BinaryOperator.Divide] = "Div",
        [BinaryOperator.Maximum] = "Max",
        [BinaryOperator.Minimum] = "Min",
        [BinaryOperator.Power] = "Pow",
    };

    private static readonly Dictionary<ReductionOperator, string> Reductions = new()
    {
        [ReductionOperator.LogSumExp] = "ReduceLogSumExp",
        [ReductionOperator.Max] = "ReduceMax",
        [ReductionOperator.Min] = "ReduceMin",
        [ReductionOperator.Prod] = "ReduceProd",
        [ReductionOperator.Sum] = "ReduceSum",
    };

    /// <summary>Writes a node.</summary>
    /// <returns>Whether it has a form.</returns>
    public static bool Write(Node node, IReadOnlyDictionary<string, TensorShape> shapes, OnnxWriter onnx)
    {
        var (x, y) = (node.Inputs[0], node.OutputNames.First());
        switch (node)
        {
            case ConvolutionNode convolution:
                onnx.Node("Conv", node.InputNames, y, [.. Windows(convolution.Window), Dilations(convolution.Window), Attribute("group", convolution.Groups)]);
                return true;
            case LinearNode linear:
                Linear(linear, onnx);
                return true;
            case MatrixProductNode:
                onnx.Node("MatMul", node.Inputs, y);
                return true;
            case BatchNormNode { Axis: 1 } norm:
                onnx.Node("BatchNormalization", node.Inputs, y, Attribute("epsilon", norm.Epsilon));
                return true;
            case ReluNode:
                onnx.Node("Relu", node.Inputs, y);
                return true;
            case ClipNode clip:
                onnx.Node("Clip", [x, onnx.Scalar(clip.Minimum), onnx.Scalar(clip.Maximum)], y);
                return true;
            case UnaryNode unary:
                return Unary(unary, onnx);
            case BinaryNode binary when Binaries.TryGetValue(binary.Operator, out var type):
                onnx.Node(type, node.Inputs, y);
                return true;
            case BinaryNode binary:
                return ComparisonForms.Write(binary, onnx);
            case TransposedConvolutionNode convolution:
                TransposedConvolutionForm.Write(convolution, onnx);
                return true;
            case RecurrentNode recurrent:
                RecurrentForm.Write(recurrent, shapes, onnx);
                return true;
            case ArgumentNode argument:
                IndexForms.Write(argument, onnx);
                return true;
            case TopNode top:
                IndexForms.Write(top, onnx);
                return true;
            case PickNode pick:
                IndexForms.Write("Gather", x, pick.Inputs[1], pick.Axis, y, onnx);
                return true;
            case PickAlongNode pick:
                IndexForms.Write("GatherElements", x, pick.Inputs[1], pick.Axis, y, onnx);
                return true;
            case PutNode put:
                IndexForms.Write(put, shapes, onnx);
                return true;
            case GridSampleNode sample:
                IndexForms.Write(sample, onnx);
                return true;
            case SoftmaxNode softmax:
                onnx.Node("Softmax", node.Inputs, y, Attribute("axis", softmax.Axis));
                return true;
            case MaxPoolNode pool:
                onnx.Node("MaxPool", node.Inputs, y, [.. Windows(pool.Window), Dilations(pool.Window)]);
                return true;
            case AveragePoolNode { UncountedBottom: 0, UncountedRight: 0 } pool:
                // ONNX Runtime's quantised pool knows no dilations.
                var dilations = pool.Window is { DilationHeight: 1, DilationWidth: 1 } ? [] : new[] { Dilations(pool.Window) };
                onnx.Node("AveragePool", node.Inputs, y, [.. Windows(pool.Window), .. dilations, Attribute("count_include_pad", pool.CountPadding ? 1 : 0)]);
                return true;
            case AveragePoolNode pool:
                PartlyCounted(pool, onnx);
                return true;
            case ResampleNode resample:
                Resample(resample, shapes[y].Rank, onnx);
                return true;
            case GlobalAveragePoolNode:
                onnx.Node("GlobalAveragePool", node.Inputs, y);
                return true;
            case ReshapeNode reshape:
                onnx.Node("Reshape", [x, onnx.Integers([.. reshape.Shape.Dimensions])], y);
                return true;
            case TransposeNode transpose:
                onnx.Node("Transpose", node.Inputs, y, Attribute("perm", transpose.Permutation));
                return true;
            case ConcatNode concat:
                onnx.Node("Concat", node.Inputs, y, Attribute("axis", concat.Axis));
                return true;
            case GatherNode gather:
                onnx.Node("Gather", [x, onnx.Integers([.. gather.Indices])], y, Attribute("axis", gather.Axis));
                return true;
            case SliceNode slice:
                Slice(slice, onnx);
                return true;
            case PadNode pad:
                onnx.Node(
                    "Pad", [x, onnx.Integers([.. pad.Before, .. pad.After]), onnx.Scalar(pad.Value)], y, Attribute("mode", pad.Mode.ToString().ToLowerInvariant()));
                return true;
            case ReductionNode reduction when Reductions.TryGetValue(reduction.Operator, out var type):
                onnx.Node(type, [x, onnx.Integers([.. reduction.Axes])], y, Attribute("keepdims", reduction.KeepsAxes ? 1 : 0));
                return true;
            default:
                return NormalisationForms.Write(node, shapes, onnx);
        }
    }

    // Over the last axis of an input of any rank.
    private static void Linear(LinearNode linear, OnnxWriter onnx)
    {
        var transposed = onnx.Value("Transpose", [linear.Weight], Attribute("perm", [1, 0]));
        if (linear.Bias is { } bias)
        {
            onnx.Node("Add", [onnx.Value("MatMul", [linear.Inputs[0], transposed]), bias], linear.Output);
        }
        else
        {
            onnx.Node("MatMul", [linear.Inputs[0], transposed], linear.Output);
        }
    }

    private static bool Unary(UnaryNode node, OnnxWriter onnx)
    {
        var (x, y) = (node.Inputs[0], node.Output);
        if (node.Function == UnaryFunctions.Gelu)
        {
            var erf = onnx.Value("Erf", [onnx.Value("Mul", [x, onnx.Scalar(0.70710678f)])]);
            var both = onnx.Value("Mul", [x, onnx.Value("Add", [erf, onnx.Scalar(1)])]);
            onnx.Node("Mul", [both, onnx.Scalar(0.5f)], y);
            return true;
        }

        if (node.Function == UnaryFunctions.Truncate)
        {
            onnx.Node("Mul", [onnx.Value("Sign", [x]), onnx.Value("Floor", [onnx.Value("Abs", [x])])], node.Output);
            return true;
        }

        if (node.Function == UnaryFunctions.Square)
        {
            onnx.Node("Mul", [x, x], y);
            return true;
        }

        if (node.Function == UnaryFunctions.Swish)
        {
            onnx.Node("Mul", [x, onnx.Value("Sigmoid", [onnx.Value("Mul", [x, onnx.Scalar(node.Arguments[0])])])], y);
            return true;
        }

        if (node.Function.OnnxName is not { } type)
        {
            return false;
        }

        onnx.Node(type, node.Inputs, y, [.. node.Function.Arguments.Select((a, i) => Attribute(a.Name, node.Arguments[i]))]);
        return true;
    }

    // Axes that are taken whole, the batch among them, are left out.
    private static void Slice(SliceNode slice, OnnxWriter onnx)
    {
        var axes = Enumerable.Range(0, slice.Shape.Rank).Where(axis => slice.Shape[axis] != TensorShape.Dynamic).ToArray();
        int End(int axis)
        {
            var end = slice.Starts[axis] + (slice.Steps[axis] * slice.Shape[axis]);
            return end < 0 ? int.MinValue : end;
        }

        onnx.Node(
            "Slice",
            [
                slice.Inputs[0], onnx.Integers([.. axes.Select(a => slice.Starts[a])]), onnx.Integers([.. axes.Select(End)]),
                onnx.Integers(axes), onnx.Integers([.. axes.Select(a => slice.Steps[a])]),
            ],
            slice.Output);
    }

    // What counts of the borders is padded before the pool, which counts none of its own.
    private static void PartlyCounted(AveragePoolNode pool, OnnxWriter onnx)
    {
        var window = pool.Window;
        var padded = onnx.Value(
            "Pad",
            [
                pool.Inputs[0],
                onnx.Integers(0, 0, window.PadTop, window.PadLeft, 0, 0, window.PadBottom - pool.UncountedBottom, window.PadRight - pool.UncountedRight),
                onnx.Scalar(0),
            ],
            Attribute("mode", "constant"));
        var uncounted = window with { PadTop = 0, PadLeft = 0, PadBottom = pool.UncountedBottom, PadRight = pool.UncountedRight };
        onnx.Node("AveragePool", [padded], pool.Output, [.. Windows(uncounted), Dilations(window), Attribute("count_include_pad", 0)]);
    }

    // A look-up for each tap, times its weights along the axis.
    private static void Resample(ResampleNode node, int rank, OnnxWriter onnx)
    {
        var (input, weights) = (node.Inputs[0], node.Inputs[1]);
        var (results, taps) = (onnx.ShapeOf(weights)[0], onnx.ShapeOf(weights)[1]);
        int[] along = [results, .. Enumerable.Repeat(1, rank - 1 - node.Axis)];
        string[] parts =
        [
            .. Enumerable.Range(0, taps).Select(tap => onnx.Value(
                "Mul",
                [
                    onnx.Value("Gather", [input, onnx.Integers([.. Enumerable.Range(0, results).Select(i => node.Indices[(i * taps) + tap])])], Attribute("axis", node.Axis)),
                    onnx.Value("Reshape", [onnx.Value("Gather", [weights, onnx.Integers(tap)], Attribute("axis", 1)), onnx.Integers(along)]),
                ])),
        ];
        onnx.Node("Sum", parts, node.Output);
    }

    private static IEnumerable<Import.Onnx.Schema.AttributeProto> Windows(SlidingWindow window) =>
    [
        Attribute("kernel_shape", [window.KernelHeight, window.KernelWidth]),
        Attribute("strides", [window.StrideHeight, window.StrideWidth]),
        Attribute("pads", [window.PadTop, window.PadLeft, window.PadBottom, window.PadRight]),
    ];

    private static Import.Onnx.Schema.AttributeProto Dilations(SlidingWindow window) =>
        Attribute("dilations", [window.DilationHeight, window.DilationWidth]);
}
