using Wfn.Import.TfLite.Schema;
using Wfn.Testing.TfLite;

namespace Wfn.Core.Tests.Import.TfLite;

/// <summary>
/// Small TFLite files, a few for each operator. What each must give is recorded beside tests/TfLiteOperators/README.md, by TFLite itself.
/// </summary>
internal static class TfLiteCases
{
    private const byte Same = 0;
    private const byte Valid = 1;
    private const byte Relu = 1;
    private const byte Relu6 = 3;

    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, Func<TfLiteFile>> All { get; } = new Dictionary<string, Func<TfLiteFile>>(
        StringComparer.Ordinal)
    {
        ["conv-same-strided-relu6"] = () => Conv([1, 9, 8, 3], [5, 3, 2, 3], [1, 5, 4, 5], Same, 2, 1, Relu6),
        ["conv-valid"] = () => Conv([1, 7, 6, 2], [4, 3, 3, 2], [1, 5, 4, 4], Valid, 1, 1, 0),
        ["conv-dilated"] = () => Conv([1, 9, 9, 2], [3, 3, 3, 2], [1, 9, 9, 3], Same, 1, 2, Relu),
        ["depthwise-multiplier"] = () => Depthwise([1, 7, 8, 3], [1, 3, 3, 6], [1, 4, 4, 6], Same, 2, 2),
        ["depthwise-valid"] = () => Depthwise([1, 6, 6, 4], [1, 3, 3, 4], [1, 4, 4, 4], Valid, 1, 1),
        ["transpose-conv-same"] = () => TransposeConv(Same, [1, 8, 6, 3]),
        ["transpose-conv-valid"] = () => TransposeConv(Valid, [1, 9, 7, 3]),
        ["fully-connected"] = () => One("FULLY_CONNECTED", [1, 6], [1, 4], f => [f.Weights(4, 6), f.Weights(4)], (0, Relu)),
        ["fully-connected-of-image"] = () =>
            One("FULLY_CONNECTED", [1, 2, 3, 2], [1, 4], f => [f.Weights(4, 12), f.Weights(4)], (0, (byte)0)),
        ["fully-connected-keeps-axes"] = () =>
            One("FULLY_CONNECTED", [1, 3, 6], [1, 3, 4], f => [f.Weights(4, 6), -1], (0, (byte)0), (2, true)),
        ["conv-flatten-fully-connected"] = ConvFlattenFullyConnected,
        ["average-pool-same"] = () => Pool("AVERAGE_POOL_2D", [1, 7, 6, 3], [1, 4, 3, 3], Same),
        ["max-pool-same"] = () => Pool("MAX_POOL_2D", [1, 7, 6, 3], [1, 4, 3, 3], Same),
        ["max-pool-valid"] = () => Pool("MAX_POOL_2D", [1, 7, 6, 3], [1, 3, 2, 3], Valid),
        ["add"] = () => Two("ADD", [1, 3, 4, 2], (0, Relu)),
        ["sub"] = () => Two("SUB", [1, 5], (0, (byte)0)),
        ["mul-by-channels"] = () => One("MUL", [1, 3, 4, 2], [1, 3, 4, 2], f => [f.Weights(2)], (0, (byte)0)),
        ["div"] = () => Two("DIV", [1, 5], (0, (byte)0)),
        ["maximum"] = () => Two("MAXIMUM", [1, 5]),
        ["minimum"] = () => Two("MINIMUM", [1, 5]),
        ["squared-difference"] = () => Two("SQUARED_DIFFERENCE", [1, 5]),
        ["prelu"] = () => One("PRELU", [1, 3, 4, 2], [1, 3, 4, 2], f => [f.Weights(1, 1, 2)]),
        ["conv-then-add-of-input"] = ConvThenAddOfInput,
        ["concatenation"] = () => Two("CONCATENATION", [1, 3, 4, 2], [1, 3, 4, 4], (0, -1), (1, (byte)0)),
        ["conv-then-concatenation-of-rows"] = ConvThenConcatenation,
        ["reshape"] = () => One("RESHAPE", [1, 3, 4, 2], [1, 8, 3], f => [f.Ints(-1, 8, 3)]),
        ["if-taken"] = () => Branches(-10),
        ["if-not-taken"] = () => Branches(10),
        ["if-known"] = () => KnownBranches(true),
        ["if-known-otherwise"] = () => KnownBranches(false),
        ["softmax"] = () => One("SOFTMAX", [1, 3, 5], [1, 3, 5], _ => [], (0, 1f)),
        ["softmax-beta"] = () => One("SOFTMAX", [1, 5], [1, 5], _ => [], (0, 2.5f)),
        ["log-softmax"] = () => One("LOG_SOFTMAX", [1, 5], [1, 5], _ => []),
        ["l2-normalization"] = () => One("L2_NORMALIZATION", [1, 3, 5], [1, 3, 5], _ => [], (0, (byte)0)),
        ["logistic"] = () => Function("LOGISTIC"),
        ["tanh"] = () => Function("TANH"),
        ["relu"] = () => Function("RELU"),
        ["relu6"] = () => Scaled("RELU6"),
        ["relu-n1-to-1"] = () => Scaled("RELU_N1_TO_1"),
        ["elu"] = () => Function("ELU"),
        ["hard-swish"] = () => Scaled("HARD_SWISH"),
        ["leaky-relu"] = () => One("LEAKY_RELU", [1, 3, 5], [1, 3, 5], _ => [], (0, 0.3f)),
        ["gelu"] = () => One("GELU", [1, 3, 5], [1, 3, 5], _ => [], (0, false)),
        ["gelu-tanh"] = () => One("GELU", [1, 3, 5], [1, 3, 5], _ => [], (0, true)),
        ["exp"] = () => Function("EXP"),
        ["abs"] = () => Function("ABS"),
        ["neg"] = () => Function("NEG"),
        ["cos"] = () => Function("COS"),
        ["sin"] = () => Function("SIN"),
        ["floor"] = () => Scaled("FLOOR"),
        ["ceil"] = () => Scaled("CEIL"),
        ["square"] = () => Function("SQUARE"),
        ["sqrt"] = () => OfSquares("SQRT"),
        ["rsqrt"] = () => OfSquares("RSQRT"),
        ["log"] = () => OfSquares("LOG"),
        ["pad"] = () => One("PAD", [1, 3, 4, 2], [1, 6, 5, 2], f => [f.Ints([4, 2], [0, 0, 1, 2, 0, 1, 0, 0])]),
        ["padv2"] = () => One("PADV2", [1, 3, 2], [1, 4, 4], f => [f.Ints([3, 2], [0, 0, 1, 0, 1, 1]), f.Floats([1], 0.5f)]),
        ["mirror-pad-reflect"] = () => One("MIRROR_PAD", [1, 3, 4], [1, 6, 7], f => [f.Ints([3, 2], [0, 0, 2, 1, 1, 2])], (0, (byte)0)),
        ["mirror-pad-symmetric"] = () => One("MIRROR_PAD", [1, 3, 4], [1, 6, 7], f => [f.Ints([3, 2], [0, 0, 2, 1, 1, 2])], (0, (byte)1)),
        ["mean-of-image"] = () => One("MEAN", [1, 3, 4, 2], [1, 2], f => [f.Ints(1, 2)], (0, false)),
        ["mean-keeps-axes"] = () => One("MEAN", [1, 3, 4, 2], [1, 1, 1, 2], f => [f.Ints(1, 2)], (0, true)),
        ["mean-of-steps"] = () => One("MEAN", [1, 5, 3], [1, 3], f => [f.Ints(1)], (0, false)),
        ["sum"] = () => One("SUM", [1, 3, 4, 2], [1, 3, 2], f => [f.Ints(2)], (0, false)),
        ["reduce-max"] = () => One("REDUCE_MAX", [1, 3, 4, 2], [1, 3, 4], f => [f.Ints(-1)], (0, false)),
        ["reduce-min"] = () => One("REDUCE_MIN", [1, 3, 4], [1, 1, 4], f => [f.Ints(1)], (0, true)),
        ["reduce-prod"] = () => One("REDUCE_PROD", [1, 3, 4], [1, 3], f => [f.Ints(2)], (0, false)),
        ["conv-then-sum-of-channels"] = ConvThenSum,
        ["transpose"] = () => One("TRANSPOSE", [1, 3, 4, 2], [1, 2, 3, 4], f => [f.Ints(0, 3, 1, 2)]),
        ["conv-transpose-reshape"] = ConvTransposeReshape,
        ["resize-bilinear"] = () => Resize("RESIZE_BILINEAR", 7, 5, (2, false), (3, false)),
        ["resize-bilinear-corners"] = () => Resize("RESIZE_BILINEAR", 7, 5, (2, true), (3, false)),
        ["resize-bilinear-half-pixel"] = () => Resize("RESIZE_BILINEAR", 7, 5, (2, false), (3, true)),
        ["resize-bilinear-down"] = () => Resize("RESIZE_BILINEAR", 2, 3, (2, false), (3, true)),
        ["resize-nearest"] = () => Resize("RESIZE_NEAREST_NEIGHBOR", 7, 5, (0, false), (1, false)),
        ["resize-nearest-corners"] = () => Resize("RESIZE_NEAREST_NEIGHBOR", 7, 5, (0, true), (1, false)),
        ["resize-nearest-half-pixel"] = () => Resize("RESIZE_NEAREST_NEIGHBOR", 7, 5, (0, false), (1, true)),
        ["squeeze"] = () => One("SQUEEZE", [1, 1, 4, 2], [1, 4, 2], _ => [], (0, new[] { 1 })),
        ["expand-dims"] = () => One("EXPAND_DIMS", [1, 4, 2], [1, 4, 2, 1], f => [f.Ints([1], [-1])]),
        ["conv1d-by-conv2d"] = Conv1D,
        ["split"] = Split,
        ["split-v"] = SplitV,
        ["strided-slice"] = () => Strided([1, 6, 5, 3], [1, 2, 5, 3], [0, 1, 0, 0], [1, 5, 0, 0], [1, 2, 1, 1], begin: 13, end: 13),
        ["strided-slice-backwards"] = () => Strided([1, 6], [1, 3], [0, 5], [1, 0], [1, -2], begin: 1, end: 3),
        ["strided-slice-index"] = () => Strided([1, 6, 4], [1, 4], [0, -1, 0], [0, 0, 0], [1, 1, 1], begin: 5, end: 5, shrink: 2),
        ["strided-slice-new-axis"] = () => Strided([1, 6], [1, 1, 6], [0, 0, 0], [0, 0, 0], [1, 1, 1], begin: 5, end: 5, newAxis: 2),
        ["strided-slice-ellipsis"] = () => Strided([1, 3, 4], [1, 3, 2], [0, 1], [0, 3], [1, 1], ellipsis: 1),
        ["slice"] = () => One("SLICE", [1, 5, 4], [1, 3, 2], f => [f.Ints(0, 1, 2), f.Ints(-1, 3, -1)]),
        ["gather"] = () => One("GATHER", [1, 5, 4], [1, 3, 4], f => [f.Ints(4, 0, 2)], (0, 1), (1, 0)),
        ["gather-matrix-of-indices"] = () => One("GATHER", [1, 5, 4], [1, 2, 2, 4], f => [f.Ints([2, 2], [4, 0, 2, 2])], (0, 1), (1, 0)),
        ["pack"] = () => Two("PACK", [1, 3, 4], [1, 3, 2, 4], (0, 2), (1, 2)),
        ["unpack"] = Unpack,
        ["space-to-depth"] = () => One("SPACE_TO_DEPTH", [1, 4, 6, 2], [1, 2, 3, 8], _ => [], (0, 2)),
        ["depth-to-space"] = () => One("DEPTH_TO_SPACE", [1, 2, 3, 8], [1, 4, 6, 2], _ => [], (0, 2)),
        ["batch-matmul"] = BatchMatMul,
        ["batch-matmul-transposed"] = BatchMatMulTransposed,
        ["batch-matmul-constant"] = () => One("BATCH_MATMUL", [1, 3, 4], [1, 3, 5], f => [f.Weights(1, 4, 5)], (0, false), (1, false)),
        ["tile"] = () => One("TILE", [1, 2, 3], [1, 4, 3], f => [f.Ints(1, 2, 1)]),
        ["broadcast-to"] = () => One("BROADCAST_TO", [1, 1, 3], [1, 4, 3], f => [f.Ints(1, 4, 3)]),
        ["reverse"] = () => One("REVERSE_V2", [1, 4, 3], [1, 4, 3], f => [f.Ints(1)]),
        ["add-n"] = () => Two("ADD_N", [1, 4, 3]),
        ["lstm"] = () => Lstm(hasInputGate: true, timeMajor: false),
        ["lstm-time-major"] = () => Lstm(hasInputGate: true, timeMajor: true),
        ["lstm-coupled"] = () => Lstm(hasInputGate: false, timeMajor: false),
        ["pow"] = PowerOfSquares,
        ["dequantized-weights"] = DequantizedWeights,
        ["equal"] = () => Compared("EQUAL"),
        ["not-equal"] = () => Compared("NOT_EQUAL"),
        ["less"] = () => Compared("LESS"),
        ["less-equal"] = () => Compared("LESS_EQUAL"),
        ["greater"] = () => Compared("GREATER"),
        ["greater-equal"] = () => Compared("GREATER_EQUAL"),
        ["logical-and"] = () => Joined("LOGICAL_AND"),
        ["logical-or"] = () => Joined("LOGICAL_OR"),
        ["logical-not"] = LogicalNot,
        ["select"] = () => Selected("SELECT", [1, 3, 4]),
        ["select-v2-broadcasts"] = () => Selected("SELECT_V2", [1, 1, 4]),
        ["conv-then-select"] = ConvThenSelect,
        ["reduce-any"] = () => Reduced("REDUCE_ANY"),
        ["reduce-all"] = () => Reduced("REDUCE_ALL"),
        ["floor-div"] = () => Quotient("FLOOR_DIV"),
        ["floor-mod"] = () => Quotient("FLOOR_MOD"),
        ["cumsum"] = () => One("CUMSUM", [1, 5, 3], [1, 5, 3], f => [f.Ints([], [1])], (0, false), (1, false)),
        ["cumsum-exclusive-reverse"] = () => One("CUMSUM", [1, 5, 3], [1, 5, 3], f => [f.Ints([], [1])], (0, true), (1, true)),
        ["top-k"] = () => Top(3),
        ["top-1"] = () => Top(1),
        ["one-hot"] = OneHot,
        ["fill-and-zeros-like"] = FillAndZeros,
    };

    private static TfLiteFile One(string op, int[] input, int[] output, Func<TfLiteFile, int[]> operands, params (int, object)[] options)
    {
        var file = new TfLiteFile();
        var x = file.Input(input);
        return file.Output(file.Node(op, [x, .. operands(file)], output, options));
    }

    private static TfLiteFile Two(string op, int[] shape, params (int, object)[] options) => Two(op, shape, shape, options);

    private static TfLiteFile Two(string op, int[] input, int[] output, params (int, object)[] options)
    {
        var file = new TfLiteFile();
        var (x, y) = (file.Input(input), file.Input(input));
        return file.Output(file.Node(op, [x, y], output, options));
    }

    private static TfLiteFile Function(string op) => One(op, [1, 3, 4, 2], [1, 3, 4, 2], _ => []);

    // Reaches beyond bounds.
    private static TfLiteFile Scaled(string op)
    {
        var file = new TfLiteFile();
        var scaled = file.Node("MUL", [file.Input(1, 3, 4, 2), file.Floats([1], 8f)], [1, 3, 4, 2], (0, (byte)0));
        return file.Output(file.Node(op, [scaled], [1, 3, 4, 2]));
    }

    private static TfLiteFile OfSquares(string op)
    {
        var file = new TfLiteFile();
        var squares = file.Node("SQUARE", [file.Input(1, 5)], [1, 5]);
        var shifted = file.Node("ADD", [squares, file.Floats([1], 0.1f)], [1, 5], (0, (byte)0));
        return file.Output(file.Node(op, [shifted], [1, 5]));
    }

    private static TfLiteFile PowerOfSquares()
    {
        var file = new TfLiteFile();
        var squares = file.Node("SQUARE", [file.Input(1, 5)], [1, 5]);
        return file.Output(file.Node("POW", [squares, file.Floats([1], 1.7f)], [1, 5]));
    }

    private static TfLiteFile Conv(int[] input, int[] kernel, int[] output, byte padding, int stride, int dilation, byte fused)
    {
        var file = new TfLiteFile();
        var x = file.Input(input);
        return file.Output(file.Node(
            "CONV_2D",
            [x, file.Weights(kernel), file.Weights(kernel[0])],
            output,
            (0, padding),
            (1, stride),
            (2, stride),
            (3, fused),
            (4, dilation),
            (5, dilation)));
    }

    private static TfLiteFile Depthwise(int[] input, int[] kernel, int[] output, byte padding, int stride, int multiplier)
    {
        var file = new TfLiteFile();
        var x = file.Input(input);
        return file.Output(file.Node(
            "DEPTHWISE_CONV_2D",
            [x, file.Weights(kernel), file.Weights(kernel[3])],
            output,
            (0, padding),
            (1, stride),
            (2, stride),
            (3, multiplier),
            (4, Relu),
            (5, 1),
            (6, 1)));
    }

    private static TfLiteFile TransposeConv(byte padding, int[] output)
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 4, 3, 2);
        return file.Output(file.Node(
            "TRANSPOSE_CONV", [file.Ints(output), file.Weights(3, 3, 3, 2), x], output, (0, padding), (1, 2), (2, 2)));
    }

    private static TfLiteFile Pool(string op, int[] input, int[] output, byte padding) =>
        One(op, input, output, _ => [], (0, padding), (1, 2), (2, 2), (3, 3), (4, 2), (5, (byte)0));

    private static TfLiteFile Resize(string op, int height, int width, params (int, object)[] options) =>
        One(op, [1, 4, 4, 2], [1, height, width, 2], f => [f.Ints(height, width)], options);

    private static TfLiteFile Strided(
        int[] input, int[] output, int[] starts, int[] ends, int[] steps, int begin = 0, int end = 0, int ellipsis = 0, int newAxis = 0,
            int shrink = 0) =>
        One("STRIDED_SLICE", input, output, f => [f.Ints(starts), f.Ints(ends), f.Ints(steps)], (0, begin), (1, end), (2, ellipsis), (
            3, newAxis), (4, shrink));

    private static int Pointwise(TfLiteFile file, int x, int[] input, int channels) => file.Node(
        "CONV_2D",
        [x, file.Weights(channels, 3, 3, input[3]), file.Weights(channels)],
        [input[0], input[1], input[2], channels],
        (0, Same),
        (1, 1),
        (2, 1),
        (3, Relu),
        (4, 1),
        (5, 1));

    private static TfLiteFile ConvFlattenFullyConnected()
    {
        var file = new TfLiteFile();
        var y = Pointwise(file, file.Input(1, 4, 3, 2), [1, 4, 3, 2], 3);
        var flat = file.Node("RESHAPE", [y, file.Ints(-1, 36)], [1, 36]);
        return file.Output(file.Node("FULLY_CONNECTED", [flat, file.Weights(5, 36), file.Weights(5)], [1, 5], (0, (byte)0)));
    }

    private static TfLiteFile ConvThenAddOfInput()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 4, 3, 2);
        var y = Pointwise(file, x, [1, 4, 3, 2], 2);
        return file.Output(file.Node("ADD", [x, y], [1, 4, 3, 2], (0, (byte)0)));
    }

    private static TfLiteFile ConvThenConcatenation()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 4, 3, 2);
        var y = Pointwise(file, x, [1, 4, 3, 2], 2);
        return file.Output(file.Node("CONCATENATION", [x, y], [1, 8, 3, 2], (0, 1), (1, (byte)0)));
    }

    private static TfLiteFile ConvThenSum()
    {
        var file = new TfLiteFile();
        var y = Pointwise(file, file.Input(1, 4, 3, 2), [1, 4, 3, 2], 3);
        return file.Output(file.Node("SUM", [y, file.Ints([1], [3])], [1, 4, 3], (0, false)));
    }

    private static TfLiteFile ConvTransposeReshape()
    {
        var file = new TfLiteFile();
        var y = Pointwise(file, file.Input(1, 4, 3, 2), [1, 4, 3, 2], 3);
        var turned = file.Node("TRANSPOSE", [y, file.Ints(0, 2, 3, 1)], [1, 3, 3, 4]);
        return file.Output(file.Node("RESHAPE", [turned, file.Ints(1, 9, 4)], [1, 9, 4]));
    }

    private static TfLiteFile Conv1D()
    {
        var file = new TfLiteFile();
        var x = file.Node("EXPAND_DIMS", [file.Input(1, 7, 2), file.Ints([1], [1])], [1, 1, 7, 2]);
        var y = Convolved(x, [1, 1, 7, 2], 3);
        var flat = file.Node("SQUEEZE", [y], [1, 7, 3], (0, new[] { 1 }));
        var again = file.Node("EXPAND_DIMS", [flat, file.Ints([1], [1])], [1, 1, 7, 3]);
        var z = Convolved(again, [1, 1, 7, 3], 2);
        return file.Output(file.Node("SQUEEZE", [z], [1, 7, 2], (0, new[] { 1 })));

        int Convolved(int input, int[] shape, int channels) => file.Node(
            "CONV_2D",
            [input, file.Weights(channels, 1, 3, shape[3]), file.Weights(channels)],
            [1, 1, 7, channels],
            (0, Same),
            (1, 1),
            (2, 1),
            (3, Relu),
            (4, 1),
            (5, 1));
    }

    private static TfLiteFile Split()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 3, 6);
        int[] parts = [file.Activation(1, 3, 2), file.Activation(1, 3, 2), file.Activation(1, 3, 2)];
        file.Add("SPLIT", [file.Ints([1], [2]), x], parts, [(0, 3)]);
        return file.Output(parts[2], parts[0]);
    }

    private static TfLiteFile SplitV()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 3, 6);
        int[] parts = [file.Activation(1, 3, 1), file.Activation(1, 3, 5)];
        file.Add("SPLIT_V", [x, file.Ints(1, -1), file.Ints([1], [2])], parts, [(0, 2)]);
        return file.Output(parts);
    }

    private static TfLiteFile Unpack()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 3, 2);
        int[] parts = [file.Activation(1, 2), file.Activation(1, 2), file.Activation(1, 2)];
        file.Add("UNPACK", [x], parts, [(0, 3), (1, 1)]);
        return file.Output(parts);
    }

    private static TfLiteFile BatchMatMul()
    {
        var file = new TfLiteFile();
        var (x, y) = (file.Input(1, 2, 3, 4), file.Input(1, 2, 4, 5));
        return file.Output(file.Node("BATCH_MATMUL", [x, y], [1, 2, 3, 5], (0, false), (1, false)));
    }

    private static TfLiteFile BatchMatMulTransposed()
    {
        var file = new TfLiteFile();
        var (x, y) = (file.Input(1, 4, 3), file.Input(1, 5, 4));
        return file.Output(file.Node("BATCH_MATMUL", [x, y], [1, 3, 5], (0, true), (1, true)));
    }

    private static TfLiteFile Lstm(bool hasInputGate, bool timeMajor)
    {
        const int Inputs = 3;
        const int Hidden = 4;
        var file = new TfLiteFile();
        int[] shape = timeMajor ? [5, 1] : [1, 5];
        var x = file.Input([.. shape, Inputs]);
        int Gate(int first, params int[] extents) => !hasInputGate && first == 0 ? -1 : file.Weights(extents);
        int[] operands =
        [
            x,
            .. Enumerable.Range(0, 4).Select(gate => Gate(gate, Hidden, Inputs)),
            .. Enumerable.Range(0, 4).Select(gate => Gate(gate, Hidden, Hidden)),
            -1, -1, -1,
            .. Enumerable.Range(0, 4).Select(gate => Gate(gate, Hidden)),
            -1, -1,
            file.Variable(1, Hidden),
            file.Variable(1, Hidden),
        ];
        return file.Output(file.Node(
            "UNIDIRECTIONAL_SEQUENCE_LSTM", operands, [.. shape, Hidden], (0, (byte)4), (1, 0f), (2, 0f), (3, timeMajor), (4, false)));
    }

    // Numbers so few that some are equal; truth values leave as numbers.
    private static TfLiteFile Compared(string op)
    {
        var file = new TfLiteFile();
        var x = Rounded(file, file.Input(1, 3, 4), [1, 3, 4]);
        return file.Output(Numbers(file, Truth(file, op, [x, Rounded(file, file.Input(1, 3, 4), [1, 3, 4])], [1, 3, 4]), [1, 3, 4]));
    }

    private static TfLiteFile Joined(string op)
    {
        var file = new TfLiteFile();
        var x = Truth(file, "GREATER", [file.Input(1, 3, 4), file.Floats([], 0.1f)], [1, 3, 4]);
        var y = Truth(file, "LESS", [file.Input(1, 3, 4), file.Floats([4], 0.1f, -0.3f, 0.5f, 0f)], [1, 3, 4]);
        return file.Output(Numbers(file, Truth(file, op, [x, y], [1, 3, 4]), [1, 3, 4]));
    }

    private static TfLiteFile LogicalNot()
    {
        var file = new TfLiteFile();
        var x = Truth(file, "GREATER", [file.Input(1, 5), file.Floats([], 0.1f)], [1, 5]);
        return file.Output(Numbers(file, Truth(file, "LOGICAL_NOT", [x], [1, 5]), [1, 5]));
    }

    private static TfLiteFile Selected(string op, int[] condition)
    {
        var file = new TfLiteFile();
        var truth = Truth(file, "GREATER", [file.Input(condition), file.Floats([], 0f)], condition);
        return file.Output(file.Node(op, [truth, file.Input(1, 3, 4), file.Input(1, 3, 4)], [1, 3, 4]));
    }

    // The condition and one value lie with channels first in the network, the other value does not.
    private static TfLiteFile ConvThenSelect()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 4, 3, 2);
        var y = Pointwise(file, x, [1, 4, 3, 2], 2);
        var truth = Truth(file, "GREATER", [y, file.Floats([2], 0.1f, 0.2f)], [1, 4, 3, 2]);
        return file.Output(file.Node("SELECT_V2", [truth, x, file.Floats([], -1f)], [1, 4, 3, 2]));
    }

    private static TfLiteFile Reduced(string op)
    {
        var file = new TfLiteFile();
        var x = Truth(file, "GREATER", [file.Input(1, 3, 4), file.Floats([], 0f)], [1, 3, 4]);
        var made = file.Activation(TfLiteType.Bool, null, 1, 3);
        file.Add(op, [x, file.Ints(2)], [made], [(0, false)]);
        return file.Output(Numbers(file, made, [1, 3]));
    }

    private static TfLiteFile Quotient(string op)
    {
        var file = new TfLiteFile();
        var x = file.Node("MUL", [file.Input(1, 3, 4), file.Floats([1], 8f)], [1, 3, 4], (0, (byte)0));
        return file.Output(file.Node(op, [x, file.Floats([4], 1.5f, -0.7f, 2f, -3f)], [1, 3, 4]));
    }

    private static TfLiteFile Top(int count)
    {
        var file = new TfLiteFile();
        int[] made = [file.Activation(1, 3, count), file.Activation(TfLiteType.Int32, null, 1, 3, count)];
        file.Add("TOPK_V2", [file.Input(1, 3, 6), file.Ints([], [count])], made, []);
        return file.Output(made[0], file.Node("CAST", [made[1]], [1, 3, count]));
    }

    // Two of the indices are no places.
    private static TfLiteFile OneHot()
    {
        var file = new TfLiteFile();
        var scaled = file.Node("MUL", [file.Input(1, 5), file.Floats([1], 4f)], [1, 5], (0, (byte)0));
        var indices = file.Activation(TfLiteType.Int32, null, 1, 5);
        file.Add("CAST", [scaled], [indices], []);
        return file.Output(file.Node("ONE_HOT", [indices, file.Ints([], [3]), file.Floats([], 2f), file.Floats([], -1f)], [1, 5, 3], (0, -1)));
    }

    private static TfLiteFile FillAndZeros()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 3, 4);
        var filled = file.Node("FILL", [file.Ints(1, 3, 4), file.Floats([], 0.25f)], [1, 3, 4]);
        var sum = file.Node("ADD", [x, filled], [1, 3, 4], (0, (byte)0));
        return file.Output(file.Node("MAXIMUM", [sum, file.Node("ZEROS_LIKE", [x], [1, 3, 4])], [1, 3, 4]));
    }

    private static int Truth(TfLiteFile file, string op, int[] operands, int[] shape)
    {
        var made = file.Activation(TfLiteType.Bool, null, shape);
        file.Add(op, operands, [made], []);
        return made;
    }

    private static int Rounded(TfLiteFile file, int x, int[] shape) =>
        file.Node("FLOOR", [file.Node("MUL", [x, file.Floats([1], 2f)], shape, (0, (byte)0))], shape);

    private static int Numbers(TfLiteFile file, int truth, int[] shape) => file.Node("CAST", [truth], shape);

    /// <summary>
    /// Whether a mean is at least a limit decides between a layer and what has been made already; the condition has no axis, as converters
    /// write it.
    /// </summary>
    public static TfLiteFile Branches(float limit)
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 4);
        var mean = file.Node("MEAN", [x, file.Ints(1)], [1, 1], (0, true));
        var truth = Truth(file, "GREATER_EQUAL", [mean, file.Floats([], limit)], [1, 1]);
        var scalar = file.Activation(TfLiteType.Bool, null);
        file.Add("RESHAPE", [truth, file.Ints([0], [])], [scalar], []);
        var negated = file.Node("NEG", [x], [1, 4]);
        return file.Output(If(file, [scalar, x, negated, file.Weights(3, 4)]));
    }

    /// <summary>The same branches under a condition that is known.</summary>
    public static TfLiteFile KnownBranches(bool condition)
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 4);
        var truth = file.Constant(TfLiteType.Bool, null, [], [condition ? (byte)1 : (byte)0]);
        return file.Output(If(file, [truth, x, file.Node("NEG", [x], [1, 4]), file.Weights(3, 4)]));
    }

    private static int If(TfLiteFile file, int[] operands)
    {
        var layer = new TfLiteFile();
        int[] given = [layer.Input(1, 4), layer.Input(1, 4), layer.Input(3, 4)];
        var sum = layer.Node("FULLY_CONNECTED", [given[0], given[2], layer.Weights(3)], [1, 3], (0, Relu));
        layer.Output(layer.Node("ADD", [sum, layer.Floats([], 0.5f)], [1, 3], (0, (byte)0)));
        var slice = new TfLiteFile();
        given = [slice.Input(1, 4), slice.Input(1, 4), slice.Input(3, 4)];
        slice.Output(slice.Node("SLICE", [given[1], slice.Ints(0, 1), slice.Ints(1, 3)], [1, 3]));
        return file.Node("IF", operands, [1, 3], (0, file.Branch(layer)), (1, file.Branch(slice)));
    }

    // Weights kept in 16 bits, as float16 models have them.
    private static TfLiteFile DequantizedWeights()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 4);
        Half[] halves = [.. TfLiteFile.Samples(12, 3).Select(value => (Half)value)];
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
        var weights = file.Node("DEQUANTIZE", [file.Constant(TfLiteType.Float16, null, [3, 4], bytes)], [3, 4]);
        return file.Output(file.Node("FULLY_CONNECTED", [x, weights, file.Weights(3)], [1, 3], (0, (byte)0)));
    }
}
