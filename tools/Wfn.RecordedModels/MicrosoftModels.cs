using Wfn.Import.Onnx.Schema;
using Wfn.Testing.Onnx;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.RecordedModels;

/// <summary>
/// Operators of ONNX Runtime's own domain, and a network that its quantiser writes. Scales that are summed or averaged by are powers of two, so
/// that ties round as ours do.
/// </summary>
internal static class MicrosoftModels
{
    /// <summary>All of them.</summary>
    public static IEnumerable<RecordedModel> All => [.. Quantised(), .. Layers(), .. Normalised(), .. Attention(), .. Grouped(), .. Spellings(), QuantisedEmbedding(), Network()];

    private static IEnumerable<RecordedModel> Quantised()
    {
        foreach (var (type, suffix) in new[] { (DataType.Uint8, ""), (DataType.Int8, "-signed") })
        {
            yield return new($"microsoft-qlinearadd{suffix}", Pair("QLinearAdd", type, [-1, 3, 4], [3, 1], 4f), Tensors.Bytes(1, type, 2, 3, 4), Tensors.Bytes(2, type, 3, 1));
            yield return new($"microsoft-qlinearmul{suffix}", Pair("QLinearMul", type, [-1, 3, 4], [-1, 3, 4], 64f), Tensors.Bytes(3, type, 2, 3, 4), Tensors.Bytes(4, type, 2, 3, 4));
            yield return new($"microsoft-qlinearsigmoid{suffix}", One("QLinearSigmoid", type, [-1, 40], 1f / 256, type == DataType.Int8 ? -128 : 0), Tensors.Bytes(5, type, 2, 40));
            yield return new($"microsoft-qlinearleakyrelu{suffix}", One("QLinearLeakyRelu", type, [-1, 40], 1f / 8, 4, ("alpha", 0.25f)), Tensors.Bytes(6, type, 2, 40));
            yield return new($"microsoft-qlinearglobalaveragepool{suffix}", One("QLinearGlobalAveragePool", type, [-1, 3, 4, 4], 1f / 32, 4), Tensors.Bytes(7, type, 2, 3, 4, 4));
            yield return new(
                $"microsoft-qlinearglobalaveragepool-last{suffix}",
                One("QLinearGlobalAveragePool", type, [-1, 4, 4, 3], 1f / 32, 4, ("channels_last", 1)),
                Tensors.Bytes(8, type, 2, 4, 4, 3));
            yield return new(
                $"microsoft-qlinearaveragepool{suffix}",
                One("QLinearAveragePool", type, [-1, 3, 6, 6], 1f / 32, 4, ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 })),
                Tensors.Bytes(9, type, 2, 3, 6, 6));
            yield return new(
                $"microsoft-qlinearaveragepool-last{suffix}",
                One("QLinearAveragePool", type, [-1, 6, 6, 3], 1f / 32, 4, ("kernel_shape", new long[] { 2, 2 }), ("pads", new long[] { 1, 0, 0, 1 }), ("channels_last", 1), ("count_include_pad", 1)),
                Tensors.Bytes(10, type, 2, 6, 6, 3));
            yield return new(
                $"microsoft-qlinearsoftmax{suffix}",
                One("QLinearSoftmax", type, [-1, 3, 5], 1f / 256, type == DataType.Int8 ? -128 : 0, ("axis", 2), ("opset", 13)),
                Tensors.Bytes(11, type, 2, 3, 5));
            yield return new(
                $"microsoft-qlinearsoftmax-joined{suffix}",
                One("QLinearSoftmax", type, [-1, 3, 5], 1f / 256, type == DataType.Int8 ? -128 : 0, ("axis", 1), ("opset", 11)),
                Tensors.Bytes(12, type, 2, 3, 5));
            yield return new($"microsoft-qlinearconcat{suffix}", Joined(type), Tensors.Bytes(13, type, 2, 3, 4), Tensors.Bytes(14, type, 2, 2, 4));
            yield return new($"microsoft-qlinearwhere{suffix}", Chosen(type), Tensors.Truth(15, 2, 3, 4), Tensors.Bytes(16, type, 2, 3, 4), Tensors.Bytes(17, type, 3, 4));
            yield return new($"microsoft-qgemm{suffix}", Gemm(type, isKept: true, transposes: true), Tensors.Bytes(18, type, 2, 6));
            yield return new($"microsoft-qgemm-float{suffix}", Gemm(type, isKept: false, transposes: false), Tensors.Bytes(19, type, 2, 6));
            yield return new(
                $"microsoft-nhwcmaxpool{suffix}",
                Of(17).Input("x", type, -1, 5, 6, 3).Node("NhwcMaxPool", ["x"], "y", ("kernel_shape", new long[] { 2, 3 }), ("strides", new long[] { 2, 1 }), ("pads", new long[] { 0, 1, 1, 1 })).Own().Output("y"),
                Tensors.Bytes(20, type, 2, 5, 6, 3));
        }

        yield return new("microsoft-qlinearconv-last", Of(17).Input("x", DataType.Uint8, -1, 5, 5, 2).Floats("xs", [], 1f / 32).Floats("ws", [3], 1f / 64, 1f / 16, 1f / 128).Floats("ys", [], 1f / 8)
            .With(Scalar("xz", DataType.Uint8, 100), Tensors.Of<sbyte>("wz", DataType.Int8, [3], 0, 0, 0), Scalar("yz", DataType.Uint8, 17),
                Tensors.Of("b", DataType.Int32, [3], 100, -300, 2000), Named("w", Tensors.Bytes(2, DataType.Int8, 3, 2, 3, 3)))
            .Node("QLinearConv", ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"], "y", ("channels_last", 1), ("pads", new long[] { 1, 1, 1, 1 })).Own().Output("y"),
            Tensors.Bytes(1, DataType.Uint8, 2, 5, 5, 2));
        yield return new("microsoft-qlinearconcat-constant", Of(17).Input("a", DataType.Uint8, 2, 3, 4).Floats("as", [], 1f / 32).Floats("bs", [], 1f / 16).Floats("ys", [], 1f / 8)
            .With(Scalar("az", DataType.Uint8, 11), Scalar("yz", DataType.Uint8, 18), Named("b", Tensors.Bytes(2, DataType.Uint8, 2, 3, 1)))
            .Node("QLinearConcat", ["ys", "yz", "a", "as", "az", "b", "bs", "az"], "y", ("axis", -1)).Own().Output("y"), Tensors.Bytes(1, DataType.Uint8, 2, 3, 4));
        yield return new("microsoft-quantize", Of(17).Input("x", -1, 3, 4).Floats("s", [3], 0.03f, 0.5f, 0.01f).With(Tensors.Of<sbyte>("z", DataType.Int8, [3], 0, 5, -7))
            .Node("QuantizeLinear", ["x", "s", "z"], "y", ("axis", 1)).Own().Output("y"), Tensors.Random(1, 2, 3, 4));
        yield return new("microsoft-rounded-quantize", Of(17).Input("x", -1, 3, 4).Floats("s", [], 0.0003f).With(Tensors.Of<ushort>("z", DataType.Uint16, [], 30000))
            .Node("QuantizeLinear", ["x", "s", "z"], "q").Own().Node("DequantizeLinear", ["q", "s", "z"], "d").Own().Node("Relu", ["d"], "y").Output("y"), Tensors.Random(1, 2, 3, 4));
    }

    private static IEnumerable<RecordedModel> Layers()
    {
        yield return new("microsoft-matmulintegertofloat", Of(17).Input("x", DataType.Uint8, -1, 4, 6).Floats("as", [], 0.02f).Floats("bs", [3], 0.1f, 0.02f, 0.03f).Floats("bias", [3], 1, 2, 3)
            .With(Scalar("az", DataType.Uint8, 120), Tensors.Of<sbyte>("bz", DataType.Int8, [3], 0, 4, -9), Named("b", Tensors.Bytes(2, DataType.Int8, 6, 3)))
            .Node("MatMulIntegerToFloat", ["x", "b", "as", "bs", "az", "bz", "bias"], "y").Own().Output("y"), Tensors.Bytes(1, DataType.Uint8, 2, 4, 6));
        yield return new("microsoft-rounded-sums-matmulintegertofloat", Of(17).Input("x", -1, 4, 6).Floats("bs", [], 0.01f).With(Named("b", Tensors.Bytes(2, DataType.Int8, 6, 3)))
            .Node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]).Node("MatMulIntegerToFloat", ["q", "b", "s", "bs", "z"], "y").Own().Output("y"), Tensors.Random(1, 2, 4, 6));
        yield return new("microsoft-rounded-sums-dynamicquantizematmul", Of(17).Input("x", -1, 4, 6).Floats("bs", [3], 0.01f, 0.002f, 0.003f).Floats("bias", [3], 1, 2, 3)
            .With(Tensors.Of<byte>("bz", DataType.Uint8, [3], 128, 120, 0), Named("b", Tensors.Bytes(2, DataType.Uint8, 6, 3)))
            .Node("DynamicQuantizeMatMul", ["x", "b", "bs", "bz", "bias"], "y").Own().Output("y"), Tensors.Random(1, 2, 4, 6));
        foreach (var (direction, directions) in new[] { ("forward", 1), ("bidirectional", 2) })
        {
            yield return new($"microsoft-rounded-lstm-{direction}", Of(17).Input("x", 5, -1, 6).Floats("ws", [directions], [.. Enumerable.Repeat(0.004f, directions)])
                .Floats("rs", [directions, 16], [.. Enumerable.Range(0, 16 * directions).Select(i => 0.001f + (i * 0.0003f))]).Floats("bias", [directions, 32], Tensors.Values(4, 0.2f, directions, 32))
                .With(Named("w", Tensors.Bytes(2, DataType.Int8, directions, 6, 16)), Named("r", Tensors.Bytes(3, DataType.Int8, directions, 4, 16)),
                    Tensors.Of("wz", DataType.Int8, [directions], [.. Enumerable.Repeat((sbyte)0, directions)]), Tensors.Of("rz", DataType.Int8, [directions, 16], new sbyte[16 * directions]))
                .Node("DynamicQuantizeLSTM", ["x", "w", "r", "bias", "", "", "", "", "ws", "wz", "rs", "rz"], ["y", "h", "c"], ("hidden_size", 4), ("direction", direction)).Own().Output("y", "h", "c"),
                Tensors.Random(1, 5, 1, 6));
        }

        foreach (var bits in new[] { 4, 8 })
        {
            // Blocks of 16, the last one of 40 inputs not full.
            var bytes = 16 * bits / 8;
            var zeros = 3 * bits / 8 + (bits == 4 ? 1 : 0);
            yield return new($"microsoft-matmulnbits-{bits}", Of(17).Input("x", -1, 2, 40).Floats("s", [5, 3], Tensors.Values(3, 0.1f, 5, 3)).Floats("bias", [5], 1, 2, 3, 4, 5)
                .With(Named("b", Tensors.Bytes(2, DataType.Uint8, 5, 3, bytes)), Named("z", Tensors.Bytes(4, DataType.Uint8, 5, zeros)))
                .Node("MatMulNBits", ["x", "b", "s", "z", "", "bias"], "y", ("K", 40), ("N", 5), ("bits", bits), ("block_size", 16)).Own().Output("y"), Tensors.Random(1, 2, 2, 40));
            yield return new($"microsoft-matmulnbits-{bits}-plain", Of(17).Input("x", -1, 2, 40).Floats("s", [5, 3], Tensors.Values(3, 0.1f, 5, 3))
                .With(Named("b", Tensors.Bytes(2, DataType.Uint8, 5, 3, bytes)))
                .Node("MatMulNBits", ["x", "b", "s"], "y", ("K", 40), ("N", 5), ("bits", bits), ("block_size", 16), ("accuracy_level", 1)).Own().Output("y"), Tensors.Random(1, 2, 2, 40));
        }

        foreach (var (activation, values) in new (string, float[])[] { ("Relu", []), ("Tanh", []), ("Sigmoid", []), ("LeakyRelu", [0.3f]), ("Clip", [-0.5f, 0.7f]), ("HardSigmoid", [0.3f, 0.4f]) })
        {
            yield return new(
                $"microsoft-fusedconv-{activation.ToLowerInvariant()}",
                Of(17).Input("x", -1, 2, 5, 5).Floats("w", [3, 2, 3, 3], Tensors.Values(2, 0.5f, 3, 2, 3, 3)).Floats("b", [3], 0.1f, 0.2f, 0.3f)
                    .Node("FusedConv", ["x", "w", "b"], "y", [("activation", activation), ("pads", new long[] { 1, 1, 1, 1 }), .. values.Length > 0 ? new (string, object)[] { ("activation_params", values) } : []])
                    .Own().Output("y"),
                Tensors.Random(1, 2, 2, 5, 5));
        }

        yield return new("microsoft-fusedconv-sum", Of(17).Input("x", -1, 2, 5, 5).Input("z", -1, 3, 3, 3).Floats("w", [3, 2, 3, 3], Tensors.Values(2, 0.5f, 3, 2, 3, 3))
            .Node("FusedConv", ["x", "w", "", "z"], "y", ("activation", "Relu")).Own().Output("y"), Tensors.Random(1, 2, 2, 5, 5), Tensors.Random(2, 2, 3, 3, 3));
        yield return new("microsoft-fusedgemm", Of(17).Input("x", -1, 6).Floats("w", [4, 6], Tensors.Values(2, 0.5f, 4, 6)).Floats("b", [4], 0.1f, 0.2f, 0.3f, 0.4f)
            .Node("FusedGemm", ["x", "w", "b"], "y", ("transB", 1), ("alpha", 0.5f), ("activation", "LeakyRelu"), ("activation_alpha", 0.3f)).Own().Output("y"), Tensors.Random(1, 2, 6));
        yield return new("microsoft-fusedmatmul", Of(17).Input("a", -1, 3, 5, 4).Input("b", -1, 3, 5, 6)
            .Node("FusedMatMul", ["a", "b"], "y", ("transA", 1), ("alpha", 0.3f)).Own().Output("y"), Tensors.Random(1, 2, 3, 5, 4), Tensors.Random(2, 2, 3, 5, 6));
        yield return new("microsoft-fusedmatmul-constant", Of(17).Input("a", -1, 5, 4).Floats("w", [6, 4], Tensors.Values(2, 0.5f, 6, 4))
            .Node("FusedMatMul", ["a", "w"], "y", ("transB", 1), ("alpha", 3f)).Own().Output("y"), Tensors.Random(1, 2, 5, 4));
        yield return new("microsoft-fusedmatmul-batches", Of(17).Input("a", 3, 2, 4).Input("b", 2, 5, 4)
            .Node("FusedMatMul", ["a", "b"], "y", ("transBatchA", 1), ("transB", 1)).Own().Output("y"), Tensors.Random(1, 3, 2, 4), Tensors.Random(2, 2, 5, 4));
        yield return new("microsoft-transposematmul", Of(17).Input("a", -1, 5, 4).Floats("w", [6, 4], Tensors.Values(2, 0.5f, 6, 4))
            .Node("TransposeMatMul", ["a", "w"], "y", ("transB", 1)).Own().Output("y"), Tensors.Random(1, 2, 5, 4));
        yield return new("microsoft-gelus", Of(17).Input("x", -1, 7).Floats("b", [7], 1, -1, 0.5f, 0, 0.1f, 2, -2).Node("Gelu", ["x"], "g").Own().Node("FastGelu", ["x", "b"], "f").Own()
            .Node("FastGelu", ["x"], "p").Own().Node("QuickGelu", ["x"], "q").Own().Node("QuickGelu", ["x"], "r", ("alpha", 1f)).Own().Node("BiasGelu", ["x", "b"], "h").Own()
            .Output("g", "f", "p", "q", "r", "h"), Tensors.Random(1, 2, 7));
    }

    private static IEnumerable<RecordedModel> Normalised()
    {
        yield return new("microsoft-skiplayernorm", Sides(Of(17).Input("x", -1, 3, 8).Input("skip", -1, 3, 8))
            .Node("SkipLayerNormalization", ["x", "skip", "gamma", "beta", "bias"], ["y", "", "", "sum"], ("epsilon", 1e-5f)).Own().Output("y", "sum"), Tensors.Random(1, 2, 3, 8), Tensors.Random(2, 2, 3, 8));
        yield return new("microsoft-skiplayernorm-plain", Sides(Of(17).Input("x", -1, 3, 8).Input("skip", -1, 3, 8))
            .Node("SkipLayerNormalization", ["x", "skip", "gamma"], "y").Own().Output("y"), Tensors.Random(1, 2, 3, 8), Tensors.Random(2, 2, 3, 8));
        yield return new("microsoft-skiplayernorm-shared", Sides(Of(17).Input("x", -1, 3, 8).Floats("skip", [3, 8], Tensors.Values(2, 1, 3, 8)))
            .Node("SkipLayerNormalization", ["x", "skip", "gamma", "beta"], "y").Own().Output("y"), Tensors.Random(1, 2, 3, 8));
        yield return new("microsoft-skipsimplified", Sides(Of(17).Input("x", -1, 3, 8).Input("skip", -1, 3, 8))
            .Node("SkipSimplifiedLayerNormalization", ["x", "skip", "gamma", "bias"], ["y", "", "", "sum"], ("epsilon", 1e-5f)).Own().Output("y", "sum"), Tensors.Random(1, 2, 3, 8), Tensors.Random(2, 2, 3, 8));
        yield return new("microsoft-simplified", Sides(Of(17).Input("x", -1, 3, 8)).Node("SimplifiedLayerNormalization", ["x", "gamma"], "y", ("stash_type", 1), ("axis", -1)).Output("y"), Tensors.Random(1, 2, 3, 8));
        yield return new("microsoft-layernorm-old", Sides(Of(13).Input("x", -1, 3, 8)).Node("LayerNormalization", ["x", "gamma", "beta"], "y", ("axis", -1), ("epsilon", 1e-4f)).Output("y"), Tensors.Random(1, 2, 3, 8));
        foreach (var isWhole in new[] { false, true })
        {
            var model = Sides(Of(17).Input("ids", DataType.Int32, -1, 5).Input("segments", DataType.Int32, -1, 5).Input("mask", DataType.Int32, -1, 5)
                .Floats("words", [11, 8], Tensors.Values(5, 1, 11, 8)).Floats("places", [7, 8], Tensors.Values(6, 1, 7, 8)).Floats("parts", [2, 8], Tensors.Values(7, 1, 2, 8)));
            string[] operands = isWhole ? ["ids", "segments", "words", "places", "parts", "gamma", "beta", "mask"] : ["ids", "segments", "words", "places", "parts", "gamma", "beta"];
            _ = isWhole ? model.Node("EmbedLayerNormalization", operands, ["y", "length"]).Own().Output("y", "length") : model.Node("EmbedLayerNormalization", operands, ["y", "", "sum"]).Own().Output("y", "sum");
            if (!isWhole)
            {
                model.Proto.Graph.Input.RemoveAt(2);
            }

            yield return new($"microsoft-embedlayernorm{(isWhole ? "-mask" : "")}", model,
                [Whole32(1, 11, 2, 5), Whole32(2, 2, 2, 5), .. isWhole ? new[] { Tensors.Of("", DataType.Int32, [2, 5], 1, 1, 1, 0, 0, 1, 1, 1, 1, 1) } : []]);
        }
    }

    private static RecordedModel QuantisedEmbedding()
    {
        var model = Of(17).Input("ids", DataType.Int32, -1, 5).Input("segments", DataType.Int32, -1, 5);
        (string Name, long[] Extents)[] tables = [("words", [11, 8]), ("places", [7, 8]), ("parts", [2, 8]), ("gamma", [8]), ("beta", [8])];
        for (var i = 0; i < tables.Length; i++)
        {
            var (name, extents) = tables[i];
            model.With(Named(name, Tensors.Bytes(i + 5, DataType.Uint8, extents)), Scalar(name + "Zero", DataType.Uint8, 100 + i)).Floats(name + "Scale", [], 0.01f + (i * 0.003f));
        }

        return new("microsoft-qembedlayernorm", model.Node(
            "QEmbedLayerNormalization",
            ["ids", "segments", .. tables.Select(t => t.Name), "", .. tables.Select(t => t.Name + "Scale"), .. tables.Select(t => t.Name + "Zero")],
            ["y", "length"]).Own().Output("y"), Whole32(1, 11, 2, 5), Whole32(2, 2, 2, 5));
    }

    private static IEnumerable<RecordedModel> Attention()
    {
        yield return new("microsoft-attention", Projection().Node("Attention", ["x", "w", "b"], "y", ("num_heads", 2)).Own().Output("y"), Tensors.Random(1, 2, 4, 6));
        yield return new("microsoft-attention-causal", Projection().Node("Attention", ["x", "w", "b"], "y", ("num_heads", 2), ("unidirectional", 1), ("scale", 0.3f)).Own().Output("y"), Tensors.Random(1, 2, 4, 6));
        yield return new("microsoft-attention-mask", Projection().Input("mask", DataType.Int32, -1, 4).Node("Attention", ["x", "w", "b", "mask"], "y", ("num_heads", 2)).Own().Output("y"),
            Tensors.Random(1, 2, 4, 6), Tensors.Of("", DataType.Int32, [2, 4], 1, 1, 1, 0, 1, 0, 1, 1));
        yield return new("microsoft-attention-rows", Projection().Input("mask", DataType.Int32, -1, 4, 4).Node("Attention", ["x", "w", "b", "mask"], "y", ("num_heads", 2)).Own().Output("y"),
            Tensors.Random(1, 1, 4, 6), Tensors.Of("", DataType.Int32, [1, 4, 4], 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1));
        yield return new("microsoft-attention-lengths", Projection().Input("lengths", DataType.Int32, -1).Node("Attention", ["x", "w", "b", "lengths"], "y", ("num_heads", 2)).Own().Output("y"),
            Tensors.Random(1, 2, 4, 6), Tensors.Of("", DataType.Int32, [2], 3, 4));
        yield return new("microsoft-attention-sizes", Of(17).Input("x", -1, 4, 6).Floats("w", [6, 20], Tensors.Values(2, 0.5f, 6, 20)).Floats("b", [20], Tensors.Values(3, 0.5f, 20))
            .Input("bias", -1, 2, 4, 4)
            .Node("Attention", ["x", "w", "b", "", "", "bias"], "y", ("num_heads", 2), ("qkv_hidden_sizes", new long[] { 8, 8, 4 })).Own().Output("y"), Tensors.Random(1, 2, 4, 6), Tensors.Random(4, 2, 2, 4, 4));
        yield return new("microsoft-attention-past", Of(17).Input("x", 1, 2, 6).Input("past", 2, 1, 2, 3, 3).Floats("w", [6, 18], Tensors.Values(2, 0.5f, 6, 18)).Floats("b", [18], Tensors.Values(3, 0.5f, 18))
            .Node("Attention", ["x", "w", "b", "", "past"], ["y", "present"], ("num_heads", 2), ("unidirectional", 1)).Own().Output("y", "present"), Tensors.Random(1, 1, 2, 6), Tensors.Random(4, 2, 1, 2, 3, 3));
        yield return new("microsoft-rounded-qattention", Of(17).Input("x", DataType.Uint8, -1, 4, 6).Floats("xs", [], 1f / 64).Floats("ws", [], 0.01f).Floats("b", [18], Tensors.Values(3, 0.5f, 18)).Input("mask", DataType.Int32, -1, 4)
            .With(Scalar("xz", DataType.Uint8, 120), Scalar("wz", DataType.Int8, 3), Named("w", Tensors.Bytes(2, DataType.Int8, 6, 18)))
            .Node("QAttention", ["x", "w", "b", "xs", "ws", "mask", "xz", "wz"], "y", ("num_heads", 2)).Own().Output("y"),
            Tensors.Bytes(1, DataType.Uint8, 2, 4, 6), Tensors.Of("", DataType.Int32, [2, 4], 1, 1, 1, 0, 1, 1, 1, 1));
        yield return new("microsoft-multihead", Of(17).Input("q", -1, 4, 6).Input("k", -1, 5, 6).Input("v", -1, 5, 8).Floats("b", [20], Tensors.Values(9, 0.5f, 20))
            .Node("MultiHeadAttention", ["q", "k", "v", "b"], "y", ("num_heads", 2)).Own().Output("y"), Tensors.Random(1, 2, 4, 6), Tensors.Random(2, 2, 5, 6), Tensors.Random(3, 2, 5, 8));
        yield return new("microsoft-multihead-mask", Of(17).Input("q", -1, 4, 6).Input("k", -1, 5, 6).Input("v", -1, 5, 6).Input("mask", DataType.Int32, -1, 5).Input("bias", -1, 2, 4, 5)
            .Node("MultiHeadAttention", ["q", "k", "v", "", "mask", "bias"], "y", ("num_heads", 2)).Own().Output("y"),
            Tensors.Random(1, 2, 4, 6), Tensors.Random(2, 2, 5, 6), Tensors.Random(3, 2, 5, 6), Tensors.Of("", DataType.Int32, [2, 5], 1, 1, 1, 0, 0, 1, 1, 1, 1, 1), Tensors.Random(4, 2, 2, 4, 5));
        yield return new("microsoft-multihead-heads", Of(17).Input("q", -1, 4, 6).Input("k", -1, 2, 5, 3).Input("v", -1, 2, 5, 3)
            .Node("MultiHeadAttention", ["q", "k", "v"], "y", ("num_heads", 2)).Own().Output("y"), Tensors.Random(1, 2, 4, 6), Tensors.Random(2, 2, 2, 5, 3), Tensors.Random(3, 2, 2, 5, 3));
        yield return new("microsoft-multihead-past", Of(17).Input("q", -1, 1, 6).Input("k", -1, 1, 6).Input("v", -1, 1, 6).Input("pk", -1, 2, 4, 3).Input("pv", -1, 2, 4, 3)
            .Node("MultiHeadAttention", ["q", "k", "v", "", "", "", "pk", "pv"], ["y", "key", "value"], ("num_heads", 2)).Own().Output("y", "key", "value"),
            Tensors.Random(1, 2, 1, 6), Tensors.Random(2, 2, 1, 6), Tensors.Random(3, 2, 1, 6), Tensors.Random(4, 2, 2, 4, 3), Tensors.Random(5, 2, 2, 4, 3));
        yield return new("microsoft-rotary", Of(17).Input("x", -1, 4, 24).Floats("cos", [20, 4], Tensors.Values(1, 1, 20, 4)).Floats("sin", [20, 4], Tensors.Values(2, 1, 20, 4)).Integers("first", 3)
            .Node("RotaryEmbedding", ["x", "first", "cos", "sin"], "y", ("num_heads", 3), ("interleaved", 1)).Own().Output("y"), Tensors.Random(3, 2, 4, 24));

        static OnnxModel Projection() => Of(17).Input("x", -1, 4, 6).Floats("w", [6, 18], Tensors.Values(2, 0.5f, 6, 18)).Floats("b", [18], Tensors.Values(3, 0.5f, 18));
    }

    // Four heads of queries and two of keys and values, of sixteen elements each.
    private static IEnumerable<RecordedModel> Grouped()
    {
        TensorProto[] operands = [Tensors.Random(1, 2, 5, 64), Tensors.Random(2, 2, 5, 32), Tensors.Random(3, 2, 5, 32)];
        yield return new("microsoft-grouped", Heads(5, ""), operands);
        yield return new("microsoft-grouped-capped", Heads(5, "", ("softcap", 1.5f), ("scale", 0.3f)), operands);
        yield return new("microsoft-grouped-window", Heads(5, "", ("local_window_size", 2)), operands);
        yield return new("microsoft-grouped-rotary", Heads(5, "", ("do_rotary", 1)), operands);
        yield return new("microsoft-grouped-interleaved", Heads(5, "", ("do_rotary", 1), ("rotary_interleaved", 1)), operands);
        yield return new("microsoft-grouped-packed", Ends(Of(17).Input("q", -1, 5, 128), 5)
            .Node("GroupQueryAttention", ["q", "", "", "", "", "last", "all", "cos", "sin"], ["y", "key", "value"], ("num_heads", 4), ("kv_num_heads", 2), ("do_rotary", 1)).Own().Output("y", "key", "value"),
            Tensors.Random(4, 2, 5, 128));
        foreach (var (samples, steps, suffix) in new[] { (2, 1, ""), (1, 3, "-steps") })
        {
            yield return new($"microsoft-grouped-past{suffix}", Ends(Of(17).Input("q", -1, steps, 64).Input("k", -1, steps, 32).Input("v", -1, steps, 32).Input("pk", -1, 2, 4, 16).Input("pv", -1, 2, 4, 16), 4 + steps, samples)
                .Node("GroupQueryAttention", ["q", "k", "v", "pk", "pv", "last", "all", "cos", "sin"], ["y", "key", "value"], ("num_heads", 4), ("kv_num_heads", 2), ("do_rotary", 1)).Own().Output("y", "key", "value"),
                Tensors.Random(5, samples, steps, 64), Tensors.Random(6, samples, steps, 32), Tensors.Random(7, samples, steps, 32), Tensors.Random(8, samples, 2, 4, 16), Tensors.Random(9, samples, 2, 4, 16));
        }

        static OnnxModel Heads(int steps, string past, params (string, object)[] attributes) => Ends(Of(17).Input("q", -1, steps, 64).Input("k", -1, steps, 32).Input("v", -1, steps, 32), steps)
            .Node("GroupQueryAttention", ["q", "k", "v", past, past, "last", "all", "cos", "sin"], ["y", "key", "value"], [("num_heads", 4), ("kv_num_heads", 2), .. attributes]).Own().Output("y", "key", "value");

        static OnnxModel Ends(OnnxModel model, int steps, int samples = 2) => model.With(Tensors.Of("last", DataType.Int32, [samples], [.. Enumerable.Repeat(steps - 1, samples)]), Tensors.Of("all", DataType.Int32, [1], steps))
            .Floats("cos", [16, 8], Tensors.Values(2, 1, 16, 8)).Floats("sin", [16, 8], Tensors.Values(3, 1, 16, 8));
    }

    private static IEnumerable<RecordedModel> Spellings()
    {
        yield return new("microsoft-trilu", Of(17).Input("x", -1, 4, 4).Node("Trilu", ["x"], "y", ("upper", 0)).Own().Output("y"), Tensors.Random(1, 2, 4, 4));
        yield return new("microsoft-pad", Of(17).Input("x", -1, 3, 4).Integers("pads", 0, 1, 2, 0, 0, 1).Floats("value", [1], 0.5f).Node("Pad", ["x", "pads", "value"], "y").Own().Output("y"), Tensors.Random(1, 2, 3, 4));
        yield return new("microsoft-range", Of(17).Input("x", -1, 4).Floats("first", [], 1f).Floats("last", [], 3f).Floats("step", [], 0.5f).Node("Range", ["first", "last", "step"], "r").Own().Node("Add", ["x", "r"], "y").Output("y"), Tensors.Random(1, 2, 4));
        yield return new("microsoft-gridsample", Of(17).Input("x", -1, 2, 4, 5).Input("grid", -1, 3, 4, 2).Node("GridSample", ["x", "grid"], "y", ("mode", "bilinear"), ("padding_mode", "border")).Own().Output("y"), Tensors.Random(1, 2, 2, 4, 5), Tensors.Random(2, 2, 3, 4, 2));
        yield return new("microsoft-gathernd", Of(17).Input("x", 4, 3, 2).Input("ids", DataType.Int64, 5, 2).Node("GatherND", ["x", "ids"], "y").Own().Output("y"),
            Tensors.Random(1, 4, 3, 2), Tensors.Of<long>("", DataType.Int64, [5, 2], 0, 1, 3, 2, 3, 0, 2, 0, 0, 2));
    }

    // A residual block, pooled and classified, as the quantiser writes it with QuantFormat.QOperator: all scales are powers of two.
    private static RecordedModel Network() => new("microsoft-network", Of(13).Input("image", -1, 3, 8, 8).Floats("s0", [], 1f / 32).Floats("s1", [], 1f / 16).Floats("s2", [], 1f / 8).Floats("s3", [], 1f / 64)
        .Floats("w1s", [4], 1f / 256, 1f / 128, 1f / 512, 1f / 256).Floats("w2s", [], 1f / 256).Floats("fs", [], 1f / 16).Integers("axes", 2, 3)
        .With(Scalar("z0", DataType.Uint8, 128), Scalar("z1", DataType.Uint8, 0), Scalar("z2", DataType.Uint8, 120), Tensors.Of<sbyte>("w1z", DataType.Int8, [4], 0, 0, 0, 0), Scalar("wz", DataType.Int8, 0),
            Named("w1", Tensors.Bytes(1, DataType.Int8, 4, 3, 3, 3)), Named("w2", Tensors.Bytes(2, DataType.Int8, 4, 4, 3, 3)), Named("f", Tensors.Bytes(3, DataType.Int8, 5, 4)),
            Tensors.Of("b1", DataType.Int32, [4], 1000, -2000, 300, 0), Tensors.Of("fb", DataType.Int32, [5], 100, 200, -300, 0, 5))
        .Node("QuantizeLinear", ["image", "s0", "z0"], "q")
        .Node("QLinearConv", ["q", "s0", "z0", "w1", "w1s", "w1z", "s1", "z1", "b1"], "c1", ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("QLinearConv", ["c1", "s1", "z1", "w2", "w2s", "wz", "s2", "z2"], "c2", ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("QLinearAdd", ["c1", "s1", "z1", "c2", "s2", "z2", "s2", "z2"], "sum").Own()
        .Node("QLinearLeakyRelu", ["sum", "s2", "z2", "s2", "z2"], "leaky", ("alpha", 0.125f)).Own()
        .Node("QLinearConcat", ["s2", "z2", "leaky", "s2", "z2", "c1", "s1", "z1"], "joined", ("axis", 1)).Own()
        .Node("QLinearGlobalAveragePool", ["leaky", "s2", "z2", "s3", "z2"], "pooled").Own()
        .Node("Squeeze", ["pooled", "axes"], "flat")
        .Node("QGemm", ["flat", "s3", "z2", "f", "fs", "wz", "fb", "s2", "z2"], "scores", ("transB", 1)).Own()
        .Node("DequantizeLinear", ["scores", "s2", "z2"], "y").Output("y"), Tensors.Random(1, 2, 3, 8, 8));

    private static OnnxModel Pair(string opType, DataType type, long[] a, long[] b, float step) => Of(17).Input("a", type, a).Input("b", type, b)
        .Floats("as", [], 1f / 32).Floats("bs", [], 1f / 16).Floats("ys", [], step / 32)
        .With(Scalar("az", type, 11), Scalar("bz", type, 100), Scalar("yz", type, 18)).Node(opType, ["a", "as", "az", "b", "bs", "bz", "ys", "yz"], "y").Own().Output("y");

    private static OnnxModel One(string opType, DataType type, long[] shape, float scale, int zero, params (string, object)[] attributes) => Of(17).Input("x", type, shape)
        .Floats("xs", [], 1f / 32).Floats("ys", [], scale)
        .With(Scalar("xz", type, 5), Scalar("yz", type, zero)).Node(opType, ["x", "xs", "xz", "ys", "yz"], "y", attributes).Own().Output("y");

    private static OnnxModel Joined(DataType type) => Of(17).Input("a", type, -1, 3, 4).Input("b", type, -1, 2, 4).Floats("as", [], 1f / 32).Floats("bs", [], 1f / 16).Floats("ys", [], 1f / 8)
        .With(Scalar("az", type, 11), Scalar("bz", type, 100), Scalar("yz", type, 18), Named("c", Tensors.Bytes(3, type, 2, 1, 4)))
        .Node("QLinearConcat", ["ys", "yz", "a", "as", "az", "b", "bs", "bz"], "y", ("axis", 1)).Own().Output("y");

    private static OnnxModel Chosen(DataType type) => Of(17).Input("if", DataType.Bool, -1, 3, 4).Input("a", type, -1, 3, 4).Input("b", type, 3, 4)
        .Floats("as", [], 1f / 32).Floats("bs", [], 1f / 16).Floats("ys", [], 1f / 8).With(Scalar("az", type, 11), Scalar("bz", type, 100), Scalar("yz", type, 18))
        .Node("QLinearWhere", ["if", "a", "as", "az", "b", "bs", "bz", "ys", "yz"], "y").Own().Output("y");

    private static OnnxModel Gemm(DataType type, bool isKept, bool transposes) => Of(17).Input("a", type, -1, 6).Floats("as", [], 1f / 32).Floats("bs", [3], 1f / 64, 1f / 16, 1f / 128).Floats("ys", [], 1f / 2)
        .With(Scalar("az", type, 11), Tensors.Of<sbyte>("bz", DataType.Int8, [3], 0, 0, 0), Scalar("yz", type, 18), Named("b", Tensors.Bytes(21, DataType.Int8, transposes ? [3, 6] : [6, 3])),
            Tensors.Of("c", DataType.Int32, [3], 100, -300, 2000))
        .Node("QGemm", isKept ? ["a", "as", "az", "b", "bs", "bz", "c", "ys", "yz"] : ["a", "as", "az", "b", "bs", "bz", "c"], "y", ("transB", transposes ? 1 : 0), ("alpha", 2f)).Own().Output("y");

    private static OnnxModel Sides(OnnxModel model) => model.Floats("gamma", [8], Tensors.Values(11, 1, 8)).Floats("beta", [8], Tensors.Values(12, 1, 8)).Floats("bias", [8], Tensors.Values(13, 1, 8));

    private static TensorProto Whole32(int seed, int limit, params long[] extents)
    {
        var random = new Random(seed);
        return Tensors.Of("", DataType.Int32, extents, [.. Enumerable.Range(0, (int)extents.Aggregate(1L, (product, extent) => product * extent)).Select(_ => random.Next(limit))]);
    }

    private static TensorProto Scalar(string name, DataType type, int value) => type == DataType.Int8
        ? Tensors.Of(name, type, [], (sbyte)value)
        : Tensors.Of(name, type, [], (byte)value);

    private static TensorProto Named(string name, TensorProto tensor)
    {
        tensor.Name = name;
        return tensor;
    }

    private static OnnxModel Of(int opset)
    {
        var model = new OnnxModel(opset);
        model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return model;
    }

    // The node just added is one of ONNX Runtime's own.
    private static OnnxModel Own(this OnnxModel model)
    {
        model.Proto.Graph.Node[^1].Domain = "com.microsoft";
        return model;
    }

    private static OnnxModel With(this OnnxModel model, params TensorProto[] tensors)
    {
        model.Proto.Graph.Initializer.AddRange(tensors);
        return model;
    }
}
