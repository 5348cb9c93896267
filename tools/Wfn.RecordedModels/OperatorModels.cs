using Wfn.Import.Onnx.Schema;
using Wfn.Testing.Onnx;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.RecordedModels;

/// <summary>Operators that ONNX's packaged test data lack, or that these do not ask at run time.</summary>
internal static class OperatorModels
{
    /// <summary>All of them.</summary>
    public static IEnumerable<RecordedModel> All =>
    [
        .. Attention(), .. Rotary(), .. Indices(), .. RunTimeIndices(), .. Scatters(), .. Sums(), .. Pools(), .. Samples(), .. Integers(), .. Quantised(), .. Joins(), .. Matrices(), .. Bits(), .. Places(), .. Regions(), .. SmallFloats(),
    ];

    private static IEnumerable<RecordedModel> Attention()
    {
        yield return Of("attention-4d", 4, 4, 6, []);
        yield return Of("attention-scaled-capped", 4, 4, 6, [("scale", 0.2f), ("softcap", 2f)]);
        yield return Of("attention-causal", 4, 6, 6, [("is_causal", 1)]);
        yield return Of("attention-shared-heads", 2, 4, 6, []);
        yield return new("attention-3d", new OnnxModel(23).Input("q", -1, 4, 24).Input("k", -1, 6, 24).Input("v", -1, 6, 16)
            .Node("Attention", ["q", "k", "v"], "y", ("q_num_heads", 4), ("kv_num_heads", 4)).Output("y"),
            Tensors.Random(1, 2, 4, 24), Tensors.Random(2, 2, 6, 24), Tensors.Random(3, 2, 6, 16));
        yield return new("attention-mask", new OnnxModel(23).Input("q", -1, 2, 3, 8).Input("k", -1, 2, 5, 8).Input("v", -1, 2, 5, 8)
            .Input("mask", -1, 1, 3, 5).Node("Attention", ["q", "k", "v", "mask"], "y").Output("y"),
            Tensors.Random(1, 2, 2, 3, 8), Tensors.Random(2, 2, 2, 5, 8), Tensors.Random(3, 2, 2, 5, 8), Tensors.Random(4, 2, 1, 3, 5));
        yield return new("attention-truth-mask", new OnnxModel(23).Input("q", -1, 2, 3, 8).Input("k", -1, 2, 5, 8).Input("v", -1, 2, 5, 8)
            .Input("mask", DataType.Bool, -1, 1, 3, 5).Node("Attention", ["q", "k", "v", "mask"], "y").Output("y"),
            Tensors.Random(1, 2, 2, 3, 8), Tensors.Random(2, 2, 2, 5, 8), Tensors.Random(3, 2, 2, 5, 8), Tensors.Truth(4, 2, 1, 3, 5));
        yield return new("attention-past", new OnnxModel(23).Input("q", -1, 2, 1, 8).Input("k", -1, 2, 1, 8).Input("v", -1, 2, 1, 8)
            .Input("pastKey", -1, 2, 4, 8).Input("pastValue", -1, 2, 4, 8)
            .Node("Attention", ["q", "k", "v", "", "pastKey", "pastValue"], ["y", "key", "value"], ("is_causal", 1)).Output("y", "key", "value"),
            Tensors.Random(1, 2, 2, 1, 8), Tensors.Random(2, 2, 2, 1, 8), Tensors.Random(3, 2, 2, 1, 8), Tensors.Random(4, 2, 2, 4, 8), Tensors.Random(5, 2, 2, 4, 8));

        static RecordedModel Of(string name, int heads, int queries, int keys, (string, object)[] attributes) => new(
            name,
            new OnnxModel(23).Input("q", -1, 4, queries, 8).Input("k", -1, heads, keys, 8).Input("v", -1, heads, keys, 10)
                .Node("Attention", ["q", "k", "v"], "y", attributes).Output("y"),
            Tensors.Random(1, 2, 4, queries, 8),
            Tensors.Random(2, 2, heads, keys, 8),
            Tensors.Random(3, 2, heads, keys, 10));
    }

    private static IEnumerable<RecordedModel> Rotary()
    {
        foreach (var interleaved in new[] { 0, 1 })
        {
            yield return new($"rotary-table-{interleaved}", new OnnxModel(23).Input("x", -1, 3, 4, 8).Input("places", DataType.Int64, -1, 4)
                .Floats("cos", [20, 4], Tensors.Values(1, 1, 20, 4)).Floats("sin", [20, 4], Tensors.Values(2, 1, 20, 4))
                .Node("RotaryEmbedding", ["x", "cos", "sin", "places"], "y", ("interleaved", interleaved)).Output("y"),
                Tensors.Random(3, 2, 3, 4, 8), Tensors.Whole(4, 20, 2, 4));
            yield return new($"rotary-flat-{interleaved}", new OnnxModel(23).Input("x", -1, 4, 24).Input("cos", -1, 4, 4).Input("sin", -1, 4, 4)
                .Node("RotaryEmbedding", ["x", "cos", "sin"], "y", ("interleaved", interleaved), ("num_heads", 3)).Output("y"),
                Tensors.Random(3, 2, 4, 24), Tensors.Random(4, 2, 4, 4), Tensors.Random(5, 2, 4, 4));
            yield return new($"rotary-part-{interleaved}", new OnnxModel(23).Input("x", -1, 3, 4, 8)
                .Floats("cos", [20, 2], Tensors.Values(1, 1, 20, 2)).Floats("sin", [20, 2], Tensors.Values(2, 1, 20, 2))
                .IntegerTensor("places", [2, 4], 3, 1, 0, 19, 3, 1, 0, 19)
                .Node("RotaryEmbedding", ["x", "cos", "sin", "places"], "y", ("interleaved", interleaved), ("rotary_embedding_dim", 4)).Output("y"),
                Tensors.Random(3, 2, 3, 4, 8));
        }
    }

    private static IEnumerable<RecordedModel> Indices()
    {
        yield return new("gather-table", new OnnxModel().Input("ids", DataType.Int64, -1, 5).Floats("table", [11, 3], Tensors.Values(1, 1, 11, 3))
            .Node("Gather", ["table", "ids"], "y").Output("y"), Tensors.Whole(2, 11, 2, 5));
        yield return new("gather-elements", new OnnxModel().Input("x", -1, 4, 3).Input("ids", DataType.Int64, -1, 2, 3)
            .Node("GatherElements", ["x", "ids"], "y", ("axis", 1)).Output("y"), Tensors.Random(1, 2, 4, 3), Tensors.Whole(2, 4, 2, 2, 3));
        yield return new("gather-numbers", new OnnxModel().Input("ids", DataType.Int64, -1, 5).IntegerTensor("table", [6], 5, -3, 70, 0, 2, 9)
            .Node("Gather", ["table", "ids"], "y").Output("y"), Tensors.Whole(2, 6, 2, 5));
        foreach (var (axis, largest) in new[] { (1, 1), (2, 0), (-1, 1) })
        {
            yield return new($"topk-{axis}-{largest}", new OnnxModel().Input("x", -1, 5, 4).Integers("k", 3)
                .Node("TopK", ["x", "k"], ["values", "places"], ("axis", axis), ("largest", largest)).Output("values", "places"), Tensors.Random(1, 3, 5, 4));
        }
    }

    // Some indices count from the end; none lies outside, which ONNX Runtime refuses.
    private static IEnumerable<RecordedModel> RunTimeIndices()
    {
        yield return new("indices-gather-nd", new OnnxModel().Input("x", 4, 3, 2).Input("ids", DataType.Int64, 5, 2)
            .Node("GatherND", ["x", "ids"], "y").Output("y"), Tensors.Random(1, 4, 3, 2), Tensors.Of<long>("", DataType.Int64, [5, 2], 0, 1, 3, 2, -1, -3, 2, 0, -4, 2));
        yield return new("indices-gather-nd-of-table", new OnnxModel().Floats("x", [4, 3, 2], Tensors.Values(1, 1, 4, 3, 2)).Input("ids", DataType.Int64, -1, 5, 2)
            .Node("GatherND", ["x", "ids"], "y").Output("y"), Tensors.Of<long>("", DataType.Int64, [1, 5, 2], 0, 1, 3, 2, -1, -3, 2, 0, -4, 2));
        foreach (var length in new[] { 1, 2 })
        {
            yield return new($"indices-gather-nd-of-samples-{length}", new OnnxModel().Input("x", -1, 4, 3, 2).Input("ids", DataType.Int64, -1, 3, length)
                .Node("GatherND", ["x", "ids"], "y", ("batch_dims", 1)).Output("y"), Tensors.Random(1, 2, 4, 3, 2), Tensors.Whole(2, 3, 2, 3, length));
        }

        foreach (var reduction in new[] { "none", "add", "mul", "min", "max" })
        {
            long[] ids = reduction == "none" ? [0, 3, -2] : [0, 3, -1];
            yield return new($"indices-scatter-nd-{reduction}", new OnnxModel(18).Input("x", 4, 2).Input("ids", DataType.Int64, 3, 1).Input("u", 3, 2)
                .Node("ScatterND", ["x", "ids", "u"], "y", ("reduction", reduction)).Output("y"),
                Tensors.Random(1, 4, 2), Tensors.Of("", DataType.Int64, [3, 1], ids), Tensors.Random(2, 3, 2));
            yield return new($"indices-scatter-elements-{reduction}", new OnnxModel(18).Input("x", -1, 4, 3).Input("ids", DataType.Int64, -1, 2, 3).Input("u", -1, 2, 3)
                .Node("ScatterElements", ["x", "ids", "u"], "y", ("axis", 1), ("reduction", reduction)).Output("y"),
                Tensors.Random(1, 2, 4, 3), Tensors.Of<long>("", DataType.Int64, [2, 2, 3], 0, 1, 2, 3, -1, reduction == "none" ? 0 : 2, 1, -4, 3, 0, 1, 2), Tensors.Random(2, 2, 2, 3));
        }
    }

    private static IEnumerable<RecordedModel> Scatters()
    {
        foreach (var reduction in new[] { "none", "add", "mul", "min", "max" })
        {
            yield return new($"scatter-elements-{reduction}", new OnnxModel(18).Input("x", 4, 3).Input("u", 3, 3)
                .IntegerTensor("ids", [3, 3], 0, 1, 2, 3, 3, 3, -1, reduction == "none" ? 0 : -1, 0)
                .Node("ScatterElements", ["x", "ids", "u"], "y", ("axis", 0), ("reduction", reduction)).Output("y"),
                Tensors.Random(1, 4, 3), Tensors.Random(2, 3, 3));
            yield return new($"scatter-nd-{reduction}", new OnnxModel(18).Input("x", 4, 3, 2).Input("u", 3, 2)
                .IntegerTensor("ids", [3, 2], 0, 1, 3, 2, reduction == "none" ? 1 : 3, 2)
                .Node("ScatterND", ["x", "ids", "u"], "y", ("reduction", reduction)).Output("y"),
                Tensors.Random(1, 4, 3, 2), Tensors.Random(2, 3, 2));
            yield return new($"scatter-into-constant-{reduction}", new OnnxModel(18).Input("u", 3, 2).Floats("x", [4, 2], Tensors.Values(3, 1, 4, 2))
                .IntegerTensor("ids", [3, 1], 0, 3, reduction == "none" ? 1 : 3)
                .Node("ScatterND", ["x", "ids", "u"], "y", ("reduction", reduction)).Output("y"), Tensors.Random(2, 3, 2));
            yield return new($"scatter-constants-{reduction}", new OnnxModel(18).Input("x", 4, 2).Floats("u", [3, 2], Tensors.Values(3, 1, 3, 2))
                .IntegerTensor("ids", [3, 1], 0, 3, reduction == "none" ? 1 : 3)
                .Node("ScatterND", ["x", "ids", "u"], "y", ("reduction", reduction)).Output("y"), Tensors.Random(2, 4, 2));
        }
    }

    private static IEnumerable<RecordedModel> Sums()
    {
        var two = new (string Name, string Equation, long[] A, long[] B)[]
        {
            ("einsum-ellipsis", "...ij,...jk->...ik", [2, 3, 4, 5], [2, 3, 5, 2]),
            ("einsum-ellipsis-implicit", "...ij,...jk", [2, 3, 4, 5], [2, 3, 5, 2]),
            ("einsum-ellipsis-broadcast", "b...ij,jk->b...ik", [2, 3, 4, 5], [5, 2]),
            ("einsum-attention", "bhqd,bhkd->bhqk", [2, 3, 4, 5], [2, 3, 6, 5]),
        };
        foreach (var (name, equation, a, b) in two)
        {
            yield return name.EndsWith("broadcast", StringComparison.Ordinal)
                ? new(name, new OnnxModel().Input("a", [-1, .. a[1..]]).Floats("b", b, Tensors.Values(2, 1, b))
                    .Node("Einsum", ["a", "b"], "y", ("equation", equation)).Output("y"), Tensors.Random(1, a))
                : new(name, new OnnxModel().Input("a", [-1, .. a[1..]]).Input("b", [-1, .. b[1..]])
                    .Node("Einsum", ["a", "b"], "y", ("equation", equation)).Output("y"), Tensors.Random(1, a), Tensors.Random(2, b));
        }

        yield return new("einsum-diagonal", new OnnxModel().Input("a", -1, 4, 4, 3).Node("Einsum", ["a"], "y", ("equation", "biic->bic")).Output("y"),
            Tensors.Random(1, 2, 4, 4, 3));
        yield return new("einsum-trace", new OnnxModel().Input("a", -1, 4, 4).Node("Einsum", ["a"], "y", ("equation", "...ii->...")).Output("y"),
            Tensors.Random(1, 2, 4, 4));
        yield return new("einsum-three", new OnnxModel().Input("a", -1, 3).Floats("b", [3, 4], Tensors.Values(2, 1, 3, 4)).Input("c", -1, 4)
            .Node("Einsum", ["a", "b", "c"], "y", ("equation", "bi,ij,bj->b")).Output("y"), Tensors.Random(1, 2, 3), Tensors.Random(3, 2, 4));
    }

    private static IEnumerable<RecordedModel> Pools()
    {
        foreach (var p in new[] { 1, 2, 3 })
        {
            yield return new($"lppool-{p}", new OnnxModel(18).Input("x", -1, 3, 7, 6)
                .Node("LpPool", ["x"], "y", ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 1 }), ("pads", new long[] { 1, 0, 1, 1 }), ("p", p))
                .Output("y"), Tensors.Random(1, 2, 3, 7, 6));
        }

        yield return new("lppool-line", new OnnxModel(18).Input("x", -1, 3, 9)
            .Node("LpPool", ["x"], "y", ("kernel_shape", new long[] { 3 }), ("strides", new long[] { 2 }), ("auto_pad", "SAME_UPPER")).Output("y"),
            Tensors.Random(1, 2, 3, 9));
        yield return new("global-lppool", new OnnxModel().Input("x", -1, 3, 5, 4).Node("GlobalLpPool", ["x"], "y", ("p", 3)).Output("y"),
            Tensors.Random(1, 2, 3, 5, 4));
        yield return new("lp-normalization", new OnnxModel().Input("x", -1, 3, 5).Node("LpNormalization", ["x"], "y", ("p", 1), ("axis", 1)).Output("y"),
            Tensors.Random(1, 2, 3, 5));
    }

    private static IEnumerable<RecordedModel> Samples()
    {
        foreach (var mode in new[] { "nearest", "linear", "cubic" })
        {
            foreach (var padding in new[] { "zeros", "border", "reflection" })
            {
                foreach (var aligns in new[] { 0, 1 })
                {
                    yield return new($"gridsample-{mode}-{padding}-{aligns}", new OnnxModel(20).Input("x", -1, 2, 4, 5).Input("grid", -1, 3, 4, 2)
                        .Node("GridSample", ["x", "grid"], "y", ("mode", mode), ("padding_mode", padding), ("align_corners", aligns)).Output("y"),
                        Tensors.Random(1, 2, 2, 4, 5), Tensors.Random(2, 2, 3, 4, 2));
                }
            }
        }

        yield return new("gridsample-volume", new OnnxModel(20).Input("x", -1, 2, 3, 4, 5).Input("grid", -1, 2, 3, 2, 3)
            .Node("GridSample", ["x", "grid"], "y").Output("y"), Tensors.Random(1, 2, 2, 3, 4, 5), Tensors.Random(2, 2, 2, 3, 2, 3));
        yield return new("gridsample-constant", new OnnxModel(20).Input("x", -1, 2, 4, 5).Floats("grid", [1, 3, 4, 2], Tensors.Values(2, 1, 1, 3, 4, 2))
            .Node("GridSample", ["x", "grid"], "y").Output("y"), Tensors.Random(1, 1, 2, 4, 5));
        foreach (var aligns in new[] { 0, 1 })
        {
            yield return new($"spatial-transformer-{aligns}", new OnnxModel(20).Input("x", -1, 2, 4, 5).Input("theta", -1, 2, 3).Integers("size", 2, 2, 3, 4)
                .Node("AffineGrid", ["theta", "size"], "grid", ("align_corners", aligns))
                .Node("GridSample", ["x", "grid"], "y", ("align_corners", aligns)).Output("y"),
                Tensors.Random(1, 2, 2, 4, 5), Tensors.Random(2, 2, 2, 3));
        }
    }

    private static IEnumerable<RecordedModel> Integers()
    {
        yield return new("integers-arithmetic", new OnnxModel().Input("a", DataType.Int64, -1, 6).Input("b", DataType.Int64, -1, 6)
            .Integers("three", 3).Integers("two", 2)
            .Node("Add", ["b", "three"], "c").Node("Div", ["a", "c"], "q").Node("Mod", ["a", "c"], "r").Node("Mul", ["q", "two"], "t").Node("Sub", ["t", "r"], "y")
            .Node("Max", ["a", "b"], "m").Output("y", "m"), Tensors.Whole(1, 50, 2, 6), Tensors.Whole(2, 5, 2, 6));
        yield return new("integers-truncated", new OnnxModel().Input("a", -1, 6).Node("Cast", ["a"], "y", ("to", 7)).Output("y"),
            Tensors.Of("", DataType.Float, [2, 6], Tensors.Values(3, 5, 2, 6)));
        yield return new("truth-logic", new OnnxModel().Input("a", DataType.Bool, -1, 6).Input("x", -1, 6).Floats("zero", [], 0)
            .Node("Greater", ["x", "zero"], "g").Node("And", ["a", "g"], "both").Node("Where", ["both", "x", "zero"], "y").Node("Not", ["both"], "n").Output("y", "n"),
            Tensors.Truth(1, 2, 6), Tensors.Random(2, 2, 6));
        yield return new("remainder", new OnnxModel().Input("a", -1, 6).Floats("d", [6], 1.5f, -1.5f, 0.7f, -0.2f, 3, -3)
            .Node("Mod", ["a", "d"], "y", ("fmod", 1)).Output("y"), Tensors.Of("", DataType.Float, [2, 6], Tensors.Values(3, 5, 2, 6)));
    }

    // Scales are powers of two where sums are quantised, so that ties round as ours do.
    private static IEnumerable<RecordedModel> Quantised()
    {
        yield return new("quantized-axis", With(new OnnxModel(21).Input("x", -1, 3, 4).Floats("s", [3], 0.03f, 0.5f, 0.01f),
            Tensors.Of<sbyte>("z", DataType.Int8, [3], 0, 5, -7)).Node("QuantizeLinear", ["x", "s", "z"], "y", ("axis", 1)).Output("y"), Tensors.Random(1, 2, 3, 4));
        yield return new("quantized-blocks", With(new OnnxModel(21).Input("x", 2, 6).Floats("s", [2, 3], 0.03f, 0.5f, 0.01f, 0.1f, 0.2f, 0.002f),
            Tensors.Of<byte>("z", DataType.Uint8, [2, 3], 0, 5, 128, 255, 1, 7))
            .Node("QuantizeLinear", ["x", "s", "z"], "y", ("axis", 1), ("block_size", 2)).Output("y"), Tensors.Random(1, 2, 6));
        yield return new("quantized-weights-of-4-bits", With(new OnnxModel(21).Input("x", -1, 6).Floats("s", [3, 3], Tensors.Values(5, 1, 3, 3)),
            Tensors.Of<byte>("w", DataType.Int4, [6, 3], 0x21, 0x43, 0x65, 0x87, 0xA9, 0xCB, 0xED, 0x0F, 0x21))
            .Node("DequantizeLinear", ["w", "s"], "d", ("axis", 0), ("block_size", 2)).Node("MatMul", ["x", "d"], "y").Output("y"), Tensors.Random(1, 2, 6));
        yield return new("quantized-convolution", With(new OnnxModel(17).Input("x", DataType.Uint8, -1, 2, 5, 5).Floats("xs", [], 1f / 32).Floats("ws", [3], 1f / 64, 1f / 16, 1f / 128)
            .Floats("ys", [], 1f / 8).IntegerTensor("shape", [2], 0, -1), Tensors.Of<byte>("xz", DataType.Uint8, [], 100), Tensors.Of<sbyte>("wz", DataType.Int8, [3], 0, 0, 0),
            Tensors.Of<byte>("yz", DataType.Uint8, [], 17), Tensors.Of("b", DataType.Int32, [3], 100, -300, 2000), Named("w", Tensors.Bytes(2, DataType.Int8, 3, 2, 3, 3)))
            .Node("QLinearConv", ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"], "c").Node("MaxPool", ["c"], "m", ("kernel_shape", new long[] { 2, 2 }))
            .Node("Reshape", ["m", "shape"], "y").Node("ArgMax", ["y"], "largest", ("axis", 1)).Output("y", "largest"),
            Tensors.Bytes(1, DataType.Uint8, 2, 2, 5, 5));
        yield return new("quantized-sums", With(new OnnxModel(17).Input("a", DataType.Uint8, -1, 3, 4).Input("b", DataType.Int8, -1, 4, 2),
            Tensors.Of<byte>("az", DataType.Uint8, [], 100), Tensors.Of<sbyte>("bz", DataType.Int8, [], -3))
            .Node("MatMulInteger", ["a", "b", "az", "bz"], "y").Output("y"), Tensors.Bytes(1, DataType.Uint8, 2, 3, 4), Tensors.Bytes(2, DataType.Int8, 2, 4, 2));
        yield return new("quantized-by-range", new OnnxModel(17).Input("x", 2, 4)
            .Node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]).Node("Reshape", ["q", "shape"], "y").Integers("shape", 8).Output("y", "s", "z"), Tensors.Random(1, 2, 4));
        yield return new("quantized-image", With(new OnnxModel(17).Input("x", DataType.Uint8, -1, 2, 3).Floats("s", [], 0.017f),
            Tensors.Of<byte>("z", DataType.Uint8, [], 114)).Node("DequantizeLinear", ["x", "s", "z"], "d").Node("Cast", ["x"], "n", ("to", 3))
            .Node("Tanh", ["d"], "y").Output("y", "n"), Tensors.Bytes(1, DataType.Uint8, 2, 2, 3));

        static TensorProto Named(string name, TensorProto tensor)
        {
            tensor.Name = name;
            return tensor;
        }

        static OnnxModel With(OnnxModel model, params TensorProto[] tensors)
        {
            model.Proto.Graph.Initializer.AddRange(tensors);
            return model;
        }
    }

    // Products that no weight is in, and biases of every row.
    private static IEnumerable<RecordedModel> Matrices()
    {
        yield return new("gemm-activations", new OnnxModel().Input("a", 4, 3).Input("b", 5, 4).Input("c", 1, 5)
            .Node("Relu", ["b"], "d").Node("Gemm", ["a", "d", "c"], "y", ("transA", 1), ("transB", 1), ("alpha", 0.5f), ("beta", 3f)).Output("y"), Tensors.Random(1, 4, 3), Tensors.Random(2, 5, 4), Tensors.Random(3, 1, 5));
        yield return new("gemm-inputs", new OnnxModel().Input("a", 3, 4).Input("b", 4, 5).Input("c", 5).Node("Gemm", ["a", "b", "c"], "y", ("alpha", 0.5f)).Output("y"),
            Tensors.Random(1, 3, 4), Tensors.Random(2, 4, 5), Tensors.Random(3, 5));
        yield return new("matmul-inputs", new OnnxModel().Input("a", 3, 4).Input("b", 4, 5).Node("MatMul", ["a", "b"], "y").Output("y"), Tensors.Random(1, 3, 4), Tensors.Random(2, 4, 5));
        yield return new("matmul-same", new OnnxModel().Input("a", -1, 3, 4).Input("b", 4, 5).Node("MatMul", ["a", "b"], "y").Output("y"), Tensors.Random(1, 1, 3, 4), Tensors.Random(2, 4, 5));
        yield return new("matmul-same-left", new OnnxModel().Input("a", -1, 4, 2).Input("b", 3, 4).Node("MatMul", ["b", "a"], "y").Output("y"), Tensors.Random(1, 1, 4, 2), Tensors.Random(2, 3, 4));
        yield return new("matmul-same-rows", new OnnxModel().Input("a", -1, 4).Input("b", 4, 5).Node("MatMul", ["a", "b"], "y").Output("y"), Tensors.Random(1, 1, 4), Tensors.Random(2, 4, 5));
        yield return new("matmul-column", new OnnxModel().Input("a", 2, 3, 4).Input("b", 4).Node("MatMul", ["a", "b"], "y").Output("y"), Tensors.Random(1, 2, 3, 4), Tensors.Random(2, 4));
        yield return new("matmul-row", new OnnxModel().Input("a", 3).Input("b", 2, 3, 4).Node("MatMul", ["a", "b"], "y").Output("y"), Tensors.Random(1, 3), Tensors.Random(2, 2, 3, 4));
        yield return new("matmul-vectors", new OnnxModel().Input("a", 3).Input("b", 3).Node("MatMul", ["a", "b"], "y").Output("y"), Tensors.Random(1, 3), Tensors.Random(2, 3));
        yield return new("gemm-of-constant", new OnnxModel().Floats("a", [3, 4], Tensors.Values(1, 1, 3, 4)).Input("b", 4, 5).Floats("c", [3, 5], Tensors.Values(2, 1, 3, 5))
            .Node("Gemm", ["a", "b", "c"], "y", ("beta", 0.5f)).Output("y"), Tensors.Random(3, 4, 5));
        yield return new("gemm-rows", new OnnxModel().Input("a", 3, 4).Floats("b", [5, 4], Tensors.Values(1, 1, 5, 4)).Floats("c", [3, 5], Tensors.Values(2, 1, 3, 5))
            .Node("Gemm", ["a", "b", "c"], "y", ("transB", 1), ("beta", 2f)).Output("y"), Tensors.Random(3, 3, 4));
        yield return new("matmul-many", new OnnxModel().Input("a", -1, 2, 300, 3, 2).Floats("w", [300, 2, 4], Tensors.Values(1, 1, 300, 2, 4)).Node("MatMul", ["a", "w"], "y").Output("y"), Tensors.Random(2, 2, 2, 300, 3, 2));
        yield return new("matmul-many-left", new OnnxModel().Input("a", -1, 20, 15, 2, 3).Floats("w", [20, 15, 4, 2], Tensors.Values(1, 1, 20, 15, 4, 2)).Node("MatMul", ["w", "a"], "y").Output("y"), Tensors.Random(2, 2, 20, 15, 2, 3));
        yield return new("matmul-many-by-one", new OnnxModel().Input("a", 3, 2).Floats("w", [20, 1, 15, 2, 4], Tensors.Values(1, 1, 20, 1, 15, 2, 4)).Node("MatMul", ["a", "w"], "y").Output("y"), Tensors.Random(2, 3, 2));
        yield return new("matmul-several-by-rows", new OnnxModel().Input("a", -1, 2).Floats("w", [3, 2, 4], Tensors.Values(1, 1, 3, 2, 4)).Node("MatMul", ["a", "w"], "y").Output("y"), Tensors.Random(2, 2, 2));
        yield return new("matmul-several-left-by-columns", new OnnxModel().Input("a", 2, 5).Floats("w", [3, 4, 2], Tensors.Values(1, 1, 3, 4, 2)).Node("MatMul", ["w", "a"], "y").Output("y"), Tensors.Random(2, 2, 5));
        yield return new("center-crop-pad", new OnnxModel(18).Input("x", -1, 5, 4, 3).Integers("shape", 3, 7).Node("CenterCropPad", ["x", "shape"], "y", ("axes", new long[] { 1, 2 })).Output("y"),
            Tensors.Random(1, 2, 5, 4, 3));
        yield return new("center-crop-pad-odd", new OnnxModel(18).Input("x", -1, 6, 4).Integers("shape", 3, 7).Node("CenterCropPad", ["x", "shape"], "y", ("axes", new long[] { -2, -1 })).Output("y"),
            Tensors.Random(1, 2, 6, 4));
    }

    private static IEnumerable<RecordedModel> Bits()
    {
        foreach (var opType in new[] { "BitwiseAnd", "BitwiseOr", "BitwiseXor" })
        {
            yield return new($"bits-{opType}", new OnnxModel(18).Input("a", DataType.Uint8, -1, 6).Input("b", DataType.Uint8, -1, 6).Node(opType, ["a", "b"], "y").Output("y"),
                Tensors.Bytes(1, DataType.Uint8, 2, 6), Tensors.Bytes(2, DataType.Uint8, 2, 6));
            yield return new($"bits-{opType}-signed", new OnnxModel(18).Input("a", DataType.Int8, -1, 6).Input("b", DataType.Int8, 6).Node(opType, ["a", "b"], "y").Output("y"),
                Tensors.Bytes(3, DataType.Int8, 1, 6), Tensors.Bytes(4, DataType.Int8, 6));
            yield return new($"bits-{opType}-constant", new OnnxModel(18).Input("a", DataType.Int64, -1, 3, 2).IntegerTensor("b", [2], 0b1011, -77).Node(opType, ["b", "a"], "y").Output("y"),
                Tensors.Of<long>("", DataType.Int64, [1, 3, 2], 5, -1, 16777215, 4096, -16777216, 0));
        }

        yield return new("bits-not", new OnnxModel(18).Input("a", DataType.Uint8, -1, 6).Input("b", DataType.Int32, -1, 3)
            .Node("BitwiseNot", ["a"], "y").Node("BitwiseNot", ["b"], "z").Output("y", "z"), Tensors.Bytes(1, DataType.Uint8, 2, 6), Tensors.Of("", DataType.Int32, [2, 3], 0, -1, 7, -4096, 5, 1));
    }

    // Places of the largest elements, and what is put back there; of as many samples as the file says, over which they are counted.
    private static IEnumerable<RecordedModel> Places()
    {
        yield return new("places-line", new OnnxModel().Input("x", 2, 3, 9).Node("MaxPool", ["x"], ["y", "places"], ("kernel_shape", new long[] { 3 }), ("strides", new long[] { 2 }), ("pads", new long[] { 1, 1 }))
            .Output("y", "places"), Tensors.Random(1, 2, 3, 9));
        yield return new("places-image", new OnnxModel().Input("x", 2, 3, 7, 6)
            .Node("MaxPool", ["x"], ["y", "places"], ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 1 }), ("pads", new long[] { 1, 0, 0, 1 }), ("dilations", new long[] { 1, 2 }))
            .Output("y", "places"), Tensors.Random(2, 2, 3, 7, 6));
        yield return new("places-columns", new OnnxModel().Input("x", 1, 2, 5, 6)
            .Node("MaxPool", ["x"], ["y", "places"], ("kernel_shape", new long[] { 2, 2 }), ("ceil_mode", 1), ("strides", new long[] { 2, 2 }), ("storage_order", 1))
            .Output("y", "places"), Tensors.Random(3, 1, 2, 5, 6));
        yield return new("places-volume", new OnnxModel().Input("x", 1, 2, 4, 5, 6).Node("MaxPool", ["x"], ["y", "places"], ("kernel_shape", new long[] { 2, 2, 3 }), ("strides", new long[] { 2, 1, 3 }))
            .Output("y", "places"), Tensors.Random(4, 1, 2, 4, 5, 6));
        yield return new("places-put-back", new OnnxModel().Input("x", 1, 3, 6, 8).Node("MaxPool", ["x"], ["p", "places"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("Sigmoid", ["p"], "s").Node("MaxUnpool", ["s", "places"], "y", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 })).Output("y"), Tensors.Random(5, 1, 3, 6, 8));
        yield return new("places-known", new OnnxModel().Input("x", 1, 1, 2, 2).IntegerTensor("places", [1, 1, 2, 2], 5, 7, 13, 15)
            .Node("MaxUnpool", ["x", "places"], "y", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 })).Output("y"), Tensors.Random(6, 1, 1, 2, 2));
    }

    private static IEnumerable<RecordedModel> Regions()
    {
        foreach (var mode in new[] { "half_pixel", "output_half_pixel" })
        {
            yield return new($"regions-{mode}", Align(mode, 1), Tensors.Random(1, 1, 3, 6, 8), Boxes(), Tensors.Of<long>("", DataType.Int64, [4], 0, 0, 0, 0));
            yield return new($"regions-of-images-{mode}", Align(mode, 2), Tensors.Random(2, 2, 3, 6, 8), Boxes(), Tensors.Of<long>("", DataType.Int64, [4], 1, 0, 1, 1));
            yield return new($"regions-largest-{mode}", Align(mode, 1, "max"), Tensors.Random(1, 1, 3, 6, 8), Boxes(), Tensors.Of<long>("", DataType.Int64, [4], 0, 0, 0, 0));
            yield return new($"regions-largest-of-images-{mode}", Align(mode, 2, "max"), Tensors.Random(2, 2, 3, 6, 8), Boxes(), Tensors.Of<long>("", DataType.Int64, [4], 1, 0, 1, 1));
            foreach (var (taken, samples) in new[] { ("avg", 0), ("max", 0), ("avg", 2), ("max", 3) })
            {
                yield return new($"regions-known-{taken}-{samples}-{mode}", Known(Align(mode, 1, taken, samples), 0, 0, 0, 0), Tensors.Random(1, 1, 3, 6, 8));
                yield return new($"regions-known-of-images-{taken}-{samples}-{mode}", Known(Align(mode, 2, taken, samples), 1, 0, 1, 1), Tensors.Random(2, 2, 3, 6, 8));
            }
        }

        foreach (var rows in new[] { 1, 2, 3, 4, 5 })
        {
            yield return new($"determinant-{rows}", new OnnxModel().Input("x", -1, 2, rows, rows).Node("Det", ["x"], "y").Output("y"), Tensors.Random(rows, 3, 2, rows, rows));
        }

        yield return new("reversed-lengths", new OnnxModel().Input("x", 5, -1, 3).Input("lengths", DataType.Int64, -1).Node("ReverseSequence", ["x", "lengths"], "y").Output("y"),
            Tensors.Random(1, 5, 2, 3), Tensors.Of<long>("", DataType.Int64, [2], 3, 5));
        yield return new("reversed-lengths-of-samples", new OnnxModel().Input("x", -1, 5).Input("lengths", DataType.Int64, -1).Node("ReverseSequence", ["x", "lengths"], "y", ("batch_axis", 0), ("time_axis", 1)).Output("y"),
            Tensors.Random(1, 3, 5), Tensors.Of<long>("", DataType.Int64, [3], 1, 2, 4));
        yield return new("normalizer-largest", Largest(), Tensors.Random(1, 3, 5));
        foreach (var transform in new[] { "NONE", "LOGISTIC", "SOFTMAX" })
        {
            // The score of the last sample is 0.
            yield return new($"classifier-of-one-row-{transform}", OneRow(transform), Tensors.Of("", DataType.Float, [4, 3], 1f, -2f, 0.25f, -3f, 0.5f, 2f, 0.1f, 0.2f, 4f, 0f, 0.5f, 0f));
        }

        static OnnxModel Align(string mode, int images, string taken = "avg", int samples = 2) => new OnnxModel(16).Input("x", images, 3, 6, 8).Input("boxes", 4, 4).Input("images", DataType.Int64, 4)
            .Node(
                "RoiAlign", ["x", "boxes", "images"], "y", ("output_height", 3), ("output_width", 2), ("sampling_ratio", samples), ("spatial_scale", 0.5f), ("mode", taken),
                ("coordinate_transformation_mode", mode)).Output("y");

        static OnnxModel Known(OnnxModel model, params long[] images)
        {
            model.Proto.Graph.Input.RemoveAt(2);
            model.Proto.Graph.Input.RemoveAt(1);
            var boxes = Boxes();
            boxes.Name = "boxes";
            model.Proto.Graph.Initializer.Add(boxes);
            return model.Integers("images", images);
        }

        static TensorProto Boxes() => Tensors.Of("", DataType.Float, [4, 4], 1f, 2f, 9f, 11f, 0f, 0f, 15f, 11f, 3.5f, 4.25f, 4f, 4.5f, 10f, 6f, 20f, 16f);

        static OnnxModel OneRow(string transform)
        {
            float[] coefficients = [1, -1, 0.5f];
            float[] intercepts = [0.5f];
            long[] labels = [7, 40];
            var model = new OnnxModel().Input("x", -1, 3).Node(
                "LinearClassifier", ["x"], ["label", "scores"], ("coefficients", coefficients), ("intercepts", intercepts), ("classlabels_ints", labels),
                ("post_transform", transform)).Output("label", "scores");
            return Ml(model);
        }

        static OnnxModel Ml(OnnxModel model)
        {
            model.Proto.Graph.Node[^1].Domain = "ai.onnx.ml";
            model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 3 });
            return model;
        }

        static OnnxModel Largest() => Ml(new OnnxModel().Input("x", -1, 5).Node("Normalizer", ["x"], "y", ("norm", "MAX")).Output("y"));
    }

    // Weights in floats of 8 bits, and scales of blocks that are computed.
    private static IEnumerable<RecordedModel> SmallFloats()
    {
        // No bits that are no number.
        byte[] bits = [0x00, 0x01, 0x08, 0x38, 0x3f, 0x77, 0x7a, 0x81, 0x88, 0xb8, 0xc3, 0xf7];
        foreach (var type in new[] { DataType.Float8E4M3Fn, DataType.Float8E4M3Fnuz, DataType.Float8E5M2, DataType.Float8E5M2Fnuz })
        {
            yield return new($"small-floats-{type}", With(new OnnxModel(19).Input("x", -1, 3).Floats("s", [], 0.125f), Tensors.Of("w", type, [3, 4], bits))
                .Node("DequantizeLinear", ["w", "s"], "d").Node("MatMul", ["x", "d"], "y").Node("Cast", ["w"], "c", ("to", 1)).Node("MatMul", ["x", "c"], "z").Output("y", "z"), Tensors.Random(1, 2, 3));
        }

        yield return new("quantized-blocks-computed", new OnnxModel(21).Input("x", DataType.Int8, 2, 6).Input("s", 2, 3).Node("Abs", ["s"], "a")
            .Node("DequantizeLinear", ["x", "a"], "y", ("axis", 1), ("block_size", 2)).Output("y"), Tensors.Bytes(1, DataType.Int8, 2, 6), Tensors.Random(2, 2, 3));
        yield return new("quantized-sums-columns", With(new OnnxModel(17).Input("a", DataType.Uint8, -1, 3, 4).Input("b", DataType.Int8, 4, 2),
            Tensors.Of<byte>("az", DataType.Uint8, [], 100), Tensors.Of<sbyte>("bz", DataType.Int8, [2], -3, 9))
            .Node("MatMulInteger", ["a", "b", "az", "bz"], "y").Output("y"), Tensors.Bytes(1, DataType.Uint8, 1, 3, 4), Tensors.Bytes(2, DataType.Int8, 4, 2));

        static OnnxModel With(OnnxModel model, params TensorProto[] tensors)
        {
            model.Proto.Graph.Initializer.AddRange(tensors);
            return model;
        }
    }

    private static IEnumerable<RecordedModel> Joins()
    {
        yield return new("class-token", new OnnxModel().Input("x", 2, 4, 3).Floats("token", [2, 1, 3], 1, 2, 3, 1, 2, 3)
            .Node("Concat", ["token", "x"], "y", ("axis", 1)).Output("y"), Tensors.Random(1, 2, 4, 3));
        yield return new("constant-between", new OnnxModel().Input("x", 1, 4, 3).Floats("c", [1, 2, 3], 1, 2, 3, 4, 5, 6).Node("Relu", ["x"], "r")
            .Node("Concat", ["x", "c", "r", "c"], "y", ("axis", 1)).Output("y"), Tensors.Random(1, 1, 4, 3));
    }
}
