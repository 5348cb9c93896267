using Wfn.Testing.Onnx;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.RecordedModels;

/// <summary>Whole networks, small, spelt as exporters spell them; their weights are random.</summary>
internal static class NetworkModels
{
    private static readonly long[] Twice = [2, 2];

    /// <summary>All of them.</summary>
    public static IEnumerable<RecordedModel> All =>
    [
        Policy(), ActorCritic(), Convolution1D(), VoiceDetector(), TextRecogniser(), TextClassifier(), Encoder(), Decoder(), Detector(), MobileBlock(),
        Segmentation(), KeywordSpotter(), Quantised(), Transducer(),
    ];

    // A policy of a game engine: normalised observations, swish, masked actions.
    private static RecordedModel Policy()
    {
        var w = new Weights(1);
        var model = new OnnxModel(9).Input("obs_0", -1, 8).Input("action_masks", -1, 4);
        w.Add(model, "mean", 8).Add(model, "w1", 16, 8).Add(model, "b1", 16).Add(model, "w2", 16, 16).Add(model, "b2", 16).Add(model, "w3", 4, 16).Add(model, "b3", 4);
        model.Floats("deviation", [8], 1, 2, 0.5f, 1, 1.5f, 1, 2, 1).Floats("one", [], 1).Floats("large", [], 1e8f).Floats("version_number", [1], 3)
            .Node("Sub", ["obs_0", "mean"], "centred").Node("Div", ["centred", "deviation"], "scaled").Node("Clip", ["scaled"], "clipped", ("min", -5f), ("max", 5f))
            .Node("Gemm", ["clipped", "w1", "b1"], "h1", ("transB", 1)).Node("Sigmoid", ["h1"], "s1").Node("Mul", ["h1", "s1"], "a1")
            .Node("Gemm", ["a1", "w2", "b2"], "h2", ("transB", 1)).Node("Sigmoid", ["h2"], "s2").Node("Mul", ["h2", "s2"], "a2")
            .Node("Gemm", ["a2", "w3", "b3"], "logits", ("transB", 1))
            .Node("Sub", ["action_masks", "one"], "m").Node("Mul", ["m", "large"], "penalty").Node("Add", ["logits", "penalty"], "masked")
            .Node("LogSoftmax", ["masked"], "log_probabilities", ("axis", 1)).Node("ArgMax", ["log_probabilities"], "action", ("axis", 1), ("keepdims", 1))
            .Output("log_probabilities", "action");
        return new("network-policy", model, Tensors.Random(1, 3, 8), Tensors.Of("", DataType.Float, [3, 4], 1f, 1f, 0f, 1f, 1f, 1f, 1f, 1f, 0f, 1f, 1f, 0f));
    }

    // An actor and a critic over a flattened observation.
    private static RecordedModel ActorCritic()
    {
        var w = new Weights(2);
        var model = new OnnxModel(17).Input("observation", -1, 3, 4);
        w.Add(model, "pw1", 8, 12).Add(model, "pb1", 8).Add(model, "pw2", 8, 8).Add(model, "pb2", 8).Add(model, "vw1", 8, 12).Add(model, "vb1", 8)
            .Add(model, "aw", 5, 8).Add(model, "ab", 5).Add(model, "cw", 1, 8).Add(model, "cb", 1);
        model.Node("Flatten", ["observation"], "flat", ("axis", 1))
            .Node("Gemm", ["flat", "pw1", "pb1"], "p1", ("transB", 1)).Node("Tanh", ["p1"], "p2").Node("Gemm", ["p2", "pw2", "pb2"], "p3", ("transB", 1)).Node("Tanh", ["p3"], "p4")
            .Node("Gemm", ["flat", "vw1", "vb1"], "v1", ("transB", 1)).Node("Tanh", ["v1"], "v2")
            .Node("Gemm", ["p4", "aw", "ab"], "logits", ("transB", 1)).Node("Gemm", ["v2", "cw", "cb"], "value", ("transB", 1))
            .Node("ArgMax", ["logits"], "action", ("axis", -1), ("keepdims", 0)).Output("action", "value");
        return new("network-actor-critic", model, Tensors.Random(1, 3, 3, 4));
    }

    // A convolution over time as tf2onnx writes it: channels last outside, an axis of 1 inside.
    private static RecordedModel Convolution1D()
    {
        var w = new Weights(3);
        var model = new OnnxModel(13).Input("series", -1, 32, 3);
        w.Add(model, "k1", 6, 3, 1, 5).Add(model, "c1", 6).Add(model, "k2", 8, 6, 1, 3).Add(model, "c2", 8).Add(model, "dense", 8, 4).Add(model, "bias", 4);
        model.Integers("two", 2).Integers("axis", 2)
            .Node("Transpose", ["series"], "t", ("perm", new long[] { 0, 2, 1 })).Node("Unsqueeze", ["t", "two"], "u")
            .Node("Conv", ["u", "k1", "c1"], "f1", ("kernel_shape", new long[] { 1, 5 }), ("pads", new long[] { 0, 2, 0, 2 })).Node("Relu", ["f1"], "r1")
            .Node("MaxPool", ["r1"], "m1", ("kernel_shape", new long[] { 1, 2 }), ("strides", new long[] { 1, 2 }))
            .Node("Conv", ["m1", "k2", "c2"], "f2", ("kernel_shape", new long[] { 1, 3 }), ("auto_pad", "SAME_UPPER")).Node("Relu", ["f2"], "r2")
            .Node("Squeeze", ["r2", "axis"], "s").Node("Transpose", ["s"], "back", ("perm", new long[] { 0, 2, 1 }))
            .Node("ReduceMean", ["back"], "mean", ("axes", new long[] { 1 }), ("keepdims", 0))
            .Node("MatMul", ["mean", "dense"], "d").Node("Add", ["d", "bias"], "e").Node("Softmax", ["e"], "scores").Output("scores");
        return new("network-conv1d", model, Tensors.Random(1, 2, 32, 3));
    }

    // A detector of voices with states that go round.
    private static RecordedModel VoiceDetector()
    {
        var w = new Weights(4);
        var model = new OnnxModel(16).Input("frames", 1, 12, 16).Input("h", 1, 1, 8).Input("c", 1, 1, 8);
        w.Add(model, "k", 6, 16, 3).Add(model, "kb", 6).Add(model, "w", 1, 32, 6).Add(model, "r", 1, 32, 8).Add(model, "b", 1, 64).Add(model, "o", 1, 8, 1).Add(model, "ob", 1);
        model.Integers("zero", 0)
            .Node("Transpose", ["frames"], "t", ("perm", new long[] { 0, 2, 1 }))
            .Node("Conv", ["t", "k", "kb"], "f", ("kernel_shape", new long[] { 3 }), ("pads", new long[] { 1, 1 }), ("strides", new long[] { 2 })).Node("Relu", ["f"], "g")
            .Node("Transpose", ["g"], "steps", ("perm", new long[] { 2, 0, 1 }))
            .Node("LSTM", ["steps", "w", "r", "b", "", "h", "c"], ["y", "hn", "cn"], ("hidden_size", 8))
            .Node("Transpose", ["hn"], "last", ("perm", new long[] { 1, 2, 0 })).Node("Conv", ["last", "o", "ob"], "score", ("kernel_shape", new long[] { 1 }))
            .Node("Sigmoid", ["score"], "probability").Output("probability", "hn", "cn");
        return new("network-voice", model, Tensors.Random(1, 1, 12, 16), Tensors.Random(2, 1, 1, 8), Tensors.Random(3, 1, 1, 8));
    }

    // A reader of lines of text: convolutions, columns as steps, both directions, scores of every step.
    private static RecordedModel TextRecogniser()
    {
        var w = new Weights(5);
        var model = new OnnxModel(14).Input("image", -1, 1, 16, 32);
        w.Add(model, "k1", 4, 1, 3, 3).Add(model, "b1", 4).Add(model, "k2", 6, 4, 3, 3).Add(model, "k3", 8, 6, 4, 3).Add(model, "b3", 8)
            .Add(model, "w", 2, 32, 8).Add(model, "r", 2, 32, 8).Add(model, "b", 2, 64).Add(model, "o", 16, 11).Add(model, "ob", 11)
            .Add(model, "bn.scale", 6).Add(model, "bn.shift", 6).Add(model, "bn.mean", 6);
        model.Floats("bn.variance", [6], 1, 0.5f, 2, 1, 1.5f, 0.7f).Integers("axis2", 2).Integers("shape", 0, 0, -1)
            .Node("Conv", ["image", "k1", "b1"], "f1", ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["f1"], "r1")
            .Node("MaxPool", ["r1"], "m1", ("kernel_shape", Twice), ("strides", Twice))
            .Node("Conv", ["m1", "k2"], "f2", ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }))
            .Node("BatchNormalization", ["f2", "bn.scale", "bn.shift", "bn.mean", "bn.variance"], "n2").Node("LeakyRelu", ["n2"], "r2", ("alpha", 0.1f))
            .Node("MaxPool", ["r2"], "m2", ("kernel_shape", new long[] { 2, 1 }), ("strides", new long[] { 2, 1 }))
            .Node("Conv", ["m2", "k3", "b3"], "f3", ("kernel_shape", new long[] { 4, 3 }), ("pads", new long[] { 0, 1, 0, 1 })).Node("Relu", ["f3"], "r3")
            .Node("Squeeze", ["r3", "axis2"], "s").Node("Transpose", ["s"], "steps", ("perm", new long[] { 2, 0, 1 }))
            .Node("LSTM", ["steps", "w", "r", "b"], ["y"], ("hidden_size", 8), ("direction", "bidirectional"))
            .Node("Transpose", ["y"], "t", ("perm", new long[] { 0, 2, 1, 3 })).Node("Reshape", ["t", "shape"], "features")
            .Node("MatMul", ["features", "o"], "d").Node("Add", ["d", "ob"], "scores").Node("LogSoftmax", ["scores"], "log_probabilities", ("axis", 2)).Output("log_probabilities");
        return new("network-text-lines", model, Tensors.Random(1, 2, 1, 16, 32));
    }

    // Means of embeddings where there is no padding.
    private static RecordedModel TextClassifier()
    {
        var w = new Weights(6);
        var model = new OnnxModel(15).Input("input_ids", DataType.Int64, -1, 6);
        w.Add(model, "table", 20, 8).Add(model, "w", 3, 8).Add(model, "b", 3);
        model.IntegerTensor("pad", [], 0).Integers("last", 2).Integers("steps", 1)
            .Node("Gather", ["table", "input_ids"], "embedded").Node("Equal", ["input_ids", "pad"], "padding").Node("Not", ["padding"], "present")
            .Node("Cast", ["present"], "mask", ("to", 1)).Node("Unsqueeze", ["mask", "last"], "mask3").Node("Mul", ["embedded", "mask3"], "masked")
            .Node("ReduceSum", ["masked", "steps"], "sum", ("keepdims", 0)).Node("ReduceSum", ["mask", "steps"], "count", ("keepdims", 1))
            .Node("Div", ["sum", "count"], "mean").Node("Gemm", ["mean", "w", "b"], "logits", ("transB", 1)).Node("Softmax", ["logits"], "scores").Output("scores");
        return new("network-text-classifier", model, Tensors.Of("", DataType.Int64, [2, 6], 3L, 7, 19, 0, 0, 0, 1, 2, 3, 4, 5, 0));
    }

    // An encoder's block with the mask that exporters of transformers write.
    private static RecordedModel Encoder()
    {
        var w = new Weights(7);
        var model = new OnnxModel(17).Input("input_ids", DataType.Int64, -1, 5).Input("attention_mask", DataType.Int64, -1, 5);
        w.Add(model, "words", 30, 12).Add(model, "positions", 1, 5, 12).Add(model, "g1", 12).Add(model, "s1", 12).Add(model, "g2", 12).Add(model, "s2", 12);
        foreach (var name in new[] { "q", "k", "v", "o" })
        {
            w.Add(model, $"{name}.weight", 12, 12).Add(model, $"{name}.bias", 12);
        }

        w.Add(model, "f1", 12, 24).Add(model, "f1b", 24).Add(model, "f2", 24, 12).Add(model, "f2b", 12).Add(model, "pool", 2, 12).Add(model, "poolb", 2);
        model.Integers("heads", 0, 0, 3, 4).Integers("joined", 0, 0, 12).Integers("a1", 1).Integers("a2", 2).Floats("one", [], 1).Floats("least", [], -3.4e38f)
            .Floats("scale", [], 2).Floats("root2", [], 1.4142135f).Floats("half", [], 0.5f).IntegerTensor("first", [], 0)
            .Node("Gather", ["words", "input_ids"], "word").Node("Add", ["word", "positions"], "placed")
            .Node("LayerNormalization", ["placed", "g1", "s1"], "x", ("axis", -1), ("epsilon", 1e-12f))
            .Node("Unsqueeze", ["attention_mask", "a1"], "mask3").Node("Unsqueeze", ["mask3", "a2"], "mask4").Node("Cast", ["mask4"], "maskf", ("to", 1))
            .Node("Sub", ["one", "maskf"], "absent").Node("Mul", ["absent", "least"], "penalty");
        foreach (var name in new[] { "q", "k", "v" })
        {
            model.Node("MatMul", ["x", $"{name}.weight"], $"{name}m").Node("Add", [$"{name}.bias", $"{name}m"], $"{name}a").Node("Reshape", [$"{name}a", "heads"], $"{name}h")
                .Node("Transpose", [$"{name}h"], name, ("perm", name == "k" ? new long[] { 0, 2, 3, 1 } : [0, 2, 1, 3]));
        }

        model.Node("MatMul", ["q", "k"], "qk").Node("Div", ["qk", "scale"], "scaled").Node("Add", ["scaled", "penalty"], "masked").Node("Softmax", ["masked"], "p", ("axis", -1))
            .Node("MatMul", ["p", "v"], "context").Node("Transpose", ["context"], "rows", ("perm", new long[] { 0, 2, 1, 3 })).Node("Reshape", ["rows", "joined"], "flat")
            .Node("MatMul", ["flat", "o.weight"], "om").Node("Add", ["o.bias", "om"], "oa").Node("Add", ["oa", "x"], "residual")
            .Node("LayerNormalization", ["residual", "g2", "s2"], "y", ("axis", -1), ("epsilon", 1e-12f))
            .Node("MatMul", ["y", "f1"], "i").Node("Add", ["f1b", "i"], "ib").Node("Div", ["ib", "root2"], "e0").Node("Erf", ["e0"], "e1").Node("Add", ["e1", "one"], "e2")
            .Node("Mul", ["ib", "e2"], "e3").Node("Mul", ["e3", "half"], "gelu").Node("MatMul", ["gelu", "f2"], "u").Node("Add", ["f2b", "u"], "ub").Node("Add", ["ub", "y"], "z")
            .Node("Gather", ["z", "first"], "cls", ("axis", 1)).Node("Gemm", ["cls", "pool", "poolb"], "logits", ("transB", 1)).Output("logits");
        return new(
            "network-encoder",
            model,
            Tensors.Of("", DataType.Int64, [2, 5], 3L, 7, 29, 0, 0, 1, 2, 3, 4, 5),
            Tensors.Of("", DataType.Int64, [2, 5], 1L, 1, 1, 0, 0, 1, 1, 1, 1, 1));
    }

    // A decoder's block of opset 23: RMS norm, rotary places, causal attention of shared heads, gated units.
    private static RecordedModel Decoder()
    {
        var w = new Weights(8);
        var model = new OnnxModel(23).Input("input_ids", DataType.Int64, -1, 4);
        w.Add(model, "table", 16, 16).Add(model, "n1", 16).Add(model, "n2", 16).Add(model, "q.w", 16, 16).Add(model, "k.w", 16, 8).Add(model, "v.w", 16, 8).Add(model, "o.w", 16, 16)
            .Add(model, "gate", 16, 24).Add(model, "up", 16, 24).Add(model, "down", 24, 16).Add(model, "head", 16, 16);
        model.Floats("cos", [1, 4, 2], Angles(Math.Cos)).Floats("sin", [1, 4, 2], Angles(Math.Sin))
            .Node("Gather", ["table", "input_ids"], "x").Node("RMSNormalization", ["x", "n1"], "h", ("axis", -1), ("epsilon", 1e-6f))
            .Node("MatMul", ["h", "q.w"], "q").Node("MatMul", ["h", "k.w"], "k").Node("MatMul", ["h", "v.w"], "v");
        foreach (var (name, heads) in new[] { ("q", 4), ("k", 2) })
        {
            model.Node("RotaryEmbedding", [name, "cos2", "sin2"], $"{name}r", ("num_heads", heads));
        }

        model.Proto.Graph.Node.Insert(0, new OnnxModel().Node("Concat", ["cos", "cos"], "cos2", ("axis", 0)).Proto.Graph.Node[0]);
        model.Proto.Graph.Node.Insert(0, new OnnxModel().Node("Concat", ["sin", "sin"], "sin2", ("axis", 0)).Proto.Graph.Node[0]);
        model.Node("Attention", ["qr", "kr", "v"], "a", ("q_num_heads", 4), ("kv_num_heads", 2), ("is_causal", 1)).Node("MatMul", ["a", "o.w"], "o").Node("Add", ["x", "o"], "y")
            .Node("RMSNormalization", ["y", "n2"], "z", ("axis", -1), ("epsilon", 1e-6f)).Node("MatMul", ["z", "gate"], "g").Node("Sigmoid", ["g"], "gs").Node("Mul", ["g", "gs"], "silu")
            .Node("MatMul", ["z", "up"], "u").Node("Mul", ["silu", "u"], "m").Node("MatMul", ["m", "down"], "d").Node("Add", ["y", "d"], "f").Node("MatMul", ["f", "head"], "logits")
            .Output("logits");
        return new("network-decoder", model, Tensors.Whole(1, 16, 2, 4));

        static float[] Angles(Func<double, double> function) => [.. Enumerable.Range(0, 8).Select(i => (float)function(i / 2 * Math.Pow(100, -(i % 2) / 2.0)))];
    }

    // Boxes of the best scores.
    private static RecordedModel Detector()
    {
        var w = new Weights(9);
        var model = new OnnxModel(17).Input("image", -1, 3, 8, 8);
        w.Add(model, "k", 6, 3, 3, 3).Add(model, "b", 6).Add(model, "box", 4, 6, 1, 1).Add(model, "boxb", 4).Add(model, "score", 1, 6, 1, 1).Add(model, "scoreb", 1);
        model.Integers("boxes", 0, 4, -1).Integers("scores", 0, -1).Integers("best", 5).Integers("last", -1).Integers("four", 1, 1, 4)
            .Node("Conv", ["image", "k", "b"], "f", ("kernel_shape", new long[] { 3, 3 }), ("strides", Twice), ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["f"], "r")
            .Node("Conv", ["r", "box", "boxb"], "bm", ("kernel_shape", new long[] { 1, 1 })).Node("Reshape", ["bm", "boxes"], "bf").Node("Transpose", ["bf"], "bt", ("perm", new long[] { 0, 2, 1 }))
            .Node("Conv", ["r", "score", "scoreb"], "sm", ("kernel_shape", new long[] { 1, 1 })).Node("Sigmoid", ["sm"], "sg").Node("Reshape", ["sg", "scores"], "sf")
            .Node("TopK", ["sf", "best"], ["top", "places"], ("axis", -1)).Node("Unsqueeze", ["places", "last"], "p3").Node("Tile", ["p3", "four"], "p4")
            .Node("GatherElements", ["bt", "p4"], "found", ("axis", 1)).Output("top", "found");
        return new("network-detector", model, Tensors.Random(1, 2, 3, 8, 8));
    }

    // A block of a mobile network with squeeze and excitation.
    private static RecordedModel MobileBlock()
    {
        var w = new Weights(10);
        var model = new OnnxModel(14).Input("image", -1, 3, 12, 12);
        w.Add(model, "k1", 8, 3, 3, 3).Add(model, "k2", 16, 8, 1, 1).Add(model, "k3", 16, 1, 3, 3).Add(model, "s1", 4, 16, 1, 1).Add(model, "s1b", 4).Add(model, "s2", 16, 4, 1, 1)
            .Add(model, "s2b", 16).Add(model, "k4", 8, 16, 1, 1).Add(model, "fc", 5, 8).Add(model, "fcb", 5);
        model.Node("Conv", ["image", "k1"], "a", ("kernel_shape", new long[] { 3, 3 }), ("strides", Twice), ("pads", new long[] { 1, 1, 1, 1 })).Node("HardSwish", ["a"], "ah")
            .Node("Conv", ["ah", "k2"], "b", ("kernel_shape", new long[] { 1, 1 })).Node("HardSwish", ["b"], "bh")
            .Node("Conv", ["bh", "k3"], "c", ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("group", 16)).Node("HardSwish", ["c"], "ch")
            .Node("GlobalAveragePool", ["ch"], "p").Node("Conv", ["p", "s1", "s1b"], "q", ("kernel_shape", new long[] { 1, 1 })).Node("Relu", ["q"], "qr")
            .Node("Conv", ["qr", "s2", "s2b"], "e", ("kernel_shape", new long[] { 1, 1 })).Node("HardSigmoid", ["e"], "eh", ("alpha", 1f / 6)).Node("Mul", ["eh", "ch"], "g")
            .Node("Conv", ["g", "k4"], "d", ("kernel_shape", new long[] { 1, 1 })).Node("Add", ["d", "ah"], "r").Node("GlobalAveragePool", ["r"], "m").Node("Flatten", ["m"], "f")
            .Node("Gemm", ["f", "fc", "fcb"], "scores", ("transB", 1)).Output("scores");
        return new("network-mobile", model, Tensors.Random(1, 2, 3, 12, 12));
    }

    // Down and up again, with a connection across.
    private static RecordedModel Segmentation()
    {
        var w = new Weights(11);
        var model = new OnnxModel(13).Input("image", -1, 2, 8, 8);
        w.Add(model, "k1", 4, 2, 3, 3).Add(model, "b1", 4).Add(model, "k2", 6, 4, 3, 3).Add(model, "b2", 6).Add(model, "t", 6, 4, 2, 2).Add(model, "tb", 4).Add(model, "k3", 3, 8, 3, 3).Add(model, "b3", 3)
            .Add(model, "i.scale", 6).Add(model, "i.shift", 6);
        model.Floats("scales", [4], 1, 1, 2, 2)
            .Node("Conv", ["image", "k1", "b1"], "a", ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["a"], "ar")
            .Node("MaxPool", ["ar"], "m", ("kernel_shape", Twice), ("strides", Twice))
            .Node("Conv", ["m", "k2", "b2"], "b", ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 })).Node("InstanceNormalization", ["b", "i.scale", "i.shift"], "bi").Node("Relu", ["bi"], "br")
            .Node("ConvTranspose", ["br", "t", "tb"], "u", ("kernel_shape", Twice), ("strides", Twice)).Node("Concat", ["u", "ar"], "c", ("axis", 1))
            .Node("Conv", ["c", "k3", "b3"], "d", ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }))
            .Node("Resize", ["d", "", "scales"], "e", ("mode", "linear"), ("coordinate_transformation_mode", "pytorch_half_pixel")).Node("ArgMax", ["e"], "classes", ("axis", 1), ("keepdims", 0))
            .Output("e", "classes");
        return new("network-segmentation", model, Tensors.Random(1, 2, 2, 8, 8));
    }

    // Words by a gated unit over frames, the steps first.
    private static RecordedModel KeywordSpotter()
    {
        var w = new Weights(12);
        var model = new OnnxModel(14).Input("frames", 10, -1, 7);
        w.Add(model, "w", 1, 24, 7).Add(model, "r", 1, 24, 8).Add(model, "b", 1, 48).Add(model, "fc", 4, 8).Add(model, "fcb", 4);
        model.Integers("zero", 0).Node("GRU", ["frames", "w", "r", "b"], ["y", "h"], ("hidden_size", 8), ("linear_before_reset", 1)).Node("Squeeze", ["h", "zero"], "last")
            .Node("Gemm", ["last", "fc", "fcb"], "logits", ("transB", 1)).Node("Softmax", ["logits"], "scores", ("axis", 1)).Output("scores");
        return new("network-keywords", model, Tensors.Random(1, 10, 3, 7));
    }

    // A network of quantised weights whose activations pass through scales.
    private static RecordedModel Quantised()
    {
        var model = new OnnxModel(13).Input("x", -1, 2, 6, 6);
        var random = new Random(13);
        model.Floats("xs", [], 1f / 32).Floats("ws", [], 1f / 32).Floats("ys", [], 1f / 16);
        model.Proto.Graph.Initializer.Add(Tensors.Of("z", DataType.Int8, [], (sbyte)0));
        model.Proto.Graph.Initializer.Add(Tensors.Of("w", DataType.Int8, [3, 2, 3, 3], [.. Enumerable.Range(0, 54).Select(_ => (sbyte)random.Next(-40, 41))]));
        model.Node("QuantizeLinear", ["x", "xs", "z"], "xq").Node("DequantizeLinear", ["xq", "xs", "z"], "xd").Node("DequantizeLinear", ["w", "ws", "z"], "wd")
            .Node("Conv", ["xd", "wd"], "c", ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["c"], "r")
            .Node("QuantizeLinear", ["r", "ys", "z"], "rq").Node("DequantizeLinear", ["rq", "ys", "z"], "rd").Node("GlobalAveragePool", ["rd"], "m").Node("Flatten", ["m"], "y").Output("y");
        return new("network-qdq", model, Tensors.Random(1, 2, 2, 6, 6));
    }

    // Two inputs that meet: a joint network of a transducer.
    private static RecordedModel Transducer()
    {
        var w = new Weights(14);
        var model = new OnnxModel(17).Input("encoded", -1, 6).Input("label", DataType.Int64, -1, 1);
        w.Add(model, "labels", 9, 5).Add(model, "e", 7, 6).Add(model, "eb", 7).Add(model, "p", 7, 5).Add(model, "o", 9, 7).Add(model, "ob", 9);
        model.Integers("one", 1).Node("Gather", ["labels", "label"], "l").Node("Squeeze", ["l", "one"], "ls").Node("Gemm", ["encoded", "e", "eb"], "a", ("transB", 1))
            .Node("Gemm", ["ls", "p"], "b", ("transB", 1)).Node("Add", ["a", "b"], "s").Node("Tanh", ["s"], "t").Node("Gemm", ["t", "o", "ob"], "logits", ("transB", 1))
            .Node("LogSoftmax", ["logits"], "y", ("axis", -1)).Node("ArgMax", ["logits"], "next", ("axis", 1)).Output("y", "next");
        return new("network-transducer", model, Tensors.Random(1, 3, 6), Tensors.Whole(2, 9, 3, 1));
    }

    // Weights whose size falls with what they sum over.
    private sealed class Weights(int seed)
    {
        private int next = seed * 1000;

        public Weights Add(OnnxModel model, string name, params long[] extents)
        {
            var inner = extents.Length == 1 ? 4 : extents.Skip(1).Aggregate(1L, (product, extent) => product * extent);
            model.Floats(name, extents, Tensors.Values(next++, 1 / MathF.Sqrt(inner), extents));
            return this;
        }
    }
}
