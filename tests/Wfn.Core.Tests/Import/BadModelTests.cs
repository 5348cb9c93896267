using System.Text;
using Google.Protobuf;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Core.Tests.Import;

/// <summary>Whatever is wrong with a model comes out as one clear message.</summary>
public class BadModelTests
{
    [Fact]
    public void AFileThatIsNotThereIsNamed()
    {
        var path = Repository.Model("missing.onnx");
        var error = Assert.Throws<WfnException>(() => OnnxImporter.Import(path, new ImportOptions()));
        Assert.Equal((DiagnosticCodes.FileNotReadable, path), (error.Code, error.File));
        Assert.Contains("no such file", error.Message, StringComparison.Ordinal);

        var folder = Assert.Throws<WfnException>(() => OnnxImporter.Import(AppContext.BaseDirectory, new ImportOptions()));
        Assert.Equal(DiagnosticCodes.FileNotReadable, folder.Code);
        var empty = Assert.Throws<WfnException>(() => OnnxImporter.Import("", new ImportOptions()));
        Assert.Equal(DiagnosticCodes.FileNotReadable, empty.Code);
    }

    [Fact]
    public void WhatIsNoOnnxIsRefused()
    {
        static string Message(byte[] bytes)
        {
            var error = Assert.Throws<WfnException>(() => OnnxImporter.Import(bytes, "some.onnx", new ImportOptions()));
            Assert.Equal((DiagnosticCodes.NotAModel, "some.onnx"), (error.Code, error.File));
            return error.Message;
        }

        Assert.Contains("empty", Message([]), StringComparison.Ordinal);
        Assert.Contains("no ONNX model", Message(Encoding.UTF8.GetBytes("{ \"layers\": [] }")), StringComparison.Ordinal);
        Assert.Contains("truncated", Message(File.ReadAllBytes(Repository.Model("fashion-cnn.onnx"))[..5000]), StringComparison.Ordinal);
        Assert.Contains("no graph", Message(new ModelProto { IrVersion = 7 }.ToByteArray()), StringComparison.Ordinal);
        var noOpset = new OnnxModel().Input("x", -1, 2).Output("y").Node("Relu", ["x"], "y");
        noOpset.Proto.OpsetImport.Clear();
        Assert.Contains("no ONNX operator set", Message(noOpset.ToBytes()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(28)]
    [InlineData(-1)]
    public void OperatorSetsOutOfRangeAreRefused(int opset) => Assert.Contains(
        $"operator set {opset}; 6 to 27",
        new OnnxModel(opset).Input("x", -1, 2).Output("y").Node("Relu", ["x"], "y").Refused(DiagnosticCodes.UnsupportedOperator).Message,
        StringComparison.Ordinal);

    [Fact]
    public void EverythingUnsupportedIsNamedAtOnce()
    {
        var model = new OnnxModel().Input("x", -1, 4).Output("y").Ramp("w", 1, 4, 4)
            .Node("Loop", ["x", "w"], "a").Node("Unheard", ["x"], "b").Node("Unheard", ["b"], "c").Node("Relu", ["a"], "d")
            .Node("Softmax", ["x"], "e", ("axis", 0)).Node("Concat", ["c", "d", "e", "f", "g"], "y", ("axis", 1))
            .Node("Sigmoid", ["x"], "f", ("steepness", 2f)).Node("FusedConv", ["x"], "g").Node("Unheard", ["x"], "unused");
        model.Proto.Graph.Node[^2].Domain = "com.example";
        var message = model.Refused(DiagnosticCodes.UnsupportedOperator).Message;
        foreach (var part in (string[])["which unrolls it (node 'Loop-a')", "Unheard (nodes 'Unheard-b', 'Unheard-c')", "Softmax: along the batch (node 'Softmax-e')",
            "Sigmoid: the attributes 'steepness' (node 'Sigmoid-f')", "FusedConv: an operator of the domain 'com.example' (node 'FusedConv-g')"])
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }

        // What reads an unknown value is not to blame, and what nothing reads does not matter.
        Assert.DoesNotContain("Relu", message, StringComparison.Ordinal);
        Assert.DoesNotContain("unused", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NonMaxSuppression", "in front of it")]
    [InlineData("NonZero", "in front of it")]
    [InlineData("Loop", "by tracing")]
    [InlineData("SequenceAt", "by tracing")]
    [InlineData("SoftmaxCrossEntropyLoss", "model.eval()")]
    [InlineData("TfIdfVectorizer", "in C#")]
    [InlineData("RandomNormalLike", "export the model for inference")]
    public void WhatIsRefusedOftenComesWithARemedy(string opType, string remedy) => Assert.Contains(
        remedy, new OnnxModel().Input("x", -1, 4).Node(opType, ["x"], "y").Output("y").Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);

    [Fact]
    public void MessagesStayShortAndOnOneLine()
    {
        var model = new OnnxModel().Input("x", -1, 4).Output("y");
        for (var i = 0; i < 3000; i++)
        {
            model.Node(i < 1000 ? "Loop" : $"Op{i}\r\n\u001b", ["x"], $"v{i}");
        }

        model.Node("Concat", ["x", .. Enumerable.Range(0, 3000).Select(i => $"v{i}")], "y", ("axis", 1));
        var message = model.Refused(DiagnosticCodes.UnsupportedOperator).Message;
        Assert.Contains("and 980 more", message, StringComparison.Ordinal);
        Assert.True(message.Length < 10_000);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Fact]
    public void WeightsThatAreNoNumbersAreFound()
    {
        static OnnxModel Model(float bad) => new OnnxModel().Input("x", -1, 2).Output("y").Floats("w", [2, 2], 1, 2, bad, 4).Node("Gemm", ["x", "w"], "y");
        Assert.Contains("'w' is NaN at index 2 of 4", Model(float.NaN).Refused(DiagnosticCodes.NonFiniteWeight).Message, StringComparison.Ordinal);
        Assert.Contains("'w' is infinite", Model(float.NegativeInfinity).Refused(DiagnosticCodes.NonFiniteWeight).Message, StringComparison.Ordinal);
        Assert.Single(Model(float.MaxValue).Import().Graph.Nodes);
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, "claims 6 elements, its data holds 4")]
    [InlineData(new long[] { 1 << 20, 1 << 10 }, "claims 1073741824 elements, its data holds 4")]
    [InlineData(new long[] { 1 << 20, 1 << 20 }, "claims more than 2^31 - 1 elements")]
    [InlineData(new long[] { 1L << 32, 1L << 32 }, "claims an extent of 4294967296")]
    [InlineData(new long[] { -2, -2 }, "claims an extent of -2")]
    [InlineData(new long[] { int.MaxValue, 2, 3, 4, 5, 6, 7 }, "claims more than 2^31 - 1 elements")]
    public void DimensionsBeyondTheDataAreRefused(long[] extents, string reason)
    {
        var model = new OnnxModel().Input("x", -1, 2).Output("y").Floats("w", extents, 1, 2, 3, 4).Node("Gemm", ["x", "w"], "y");
        Assert.Contains(reason, model.Refused(DiagnosticCodes.TensorTooLarge).Message, StringComparison.Ordinal);
        var typed = new OnnxModel().Input("x", -1, 2).Output("y").IntegerTensor("s", extents, 1, 2, 3, 4).Node("Reshape", ["x", "s"], "y");
        typed.Refused(DiagnosticCodes.TensorTooLarge);
    }

    [Fact]
    public void DataBeyondTheDimensionsIsRefused() => Assert.Contains(
        "'w' of shape [2] has 2 elements, its data holds more",
        new OnnxModel().Input("x", -1, 2).Output("y").Floats("w", [2], 1, 2, 3).Node("Add", ["x", "w"], "y")
            .Refused(DiagnosticCodes.InvalidGraph).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ConstantsCannotGrowWithoutBounds()
    {
        var zeros = new OnnxModel().Input("x", -1, 2).Output("y").Integers("shape", 1 << 15, 1 << 15)
            .Node("ConstantOfShape", ["shape"], "zeros").Node("Add", ["x", "zeros"], "y");
        Assert.Contains("node 'ConstantOfShape-zeros' computes would take 1073741824 elements", zeros.Refused(DiagnosticCodes.TensorTooLarge).Message, StringComparison.Ordinal);

        var range = new OnnxModel().Input("x", -1, 2).Output("y").IntegerTensor("0", [], 0).IntegerTensor("n", [], 1 << 30).IntegerTensor("1", [], 1)
            .Node("Range", ["0", "n", "1"], "long").Node("Add", ["x", "long"], "y");
        range.Refused(DiagnosticCodes.TensorTooLarge);

        var doubling = new OnnxModel().Input("x", -1, 2).Output("y").Ramp("c0", 1, 1024);
        for (var i = 0; i < 40; i++)
        {
            doubling.Node("Concat", [$"c{i}", $"c{i}"], $"c{i + 1}", ("axis", 0));
        }

        doubling.Node("Add", ["x", "c40"], "y").Refused(DiagnosticCodes.TensorTooLarge);

        var outer = new OnnxModel().Input("x", -1, 2).Output("y").Ramp("a", 1, 20000, 1).Ramp("b", 1, 20000)
            .Node("Mul", ["a", "b"], "table").Node("Add", ["x", "table"], "y");
        outer.Refused(DiagnosticCodes.TensorTooLarge);
    }

    [Fact]
    public void ContradictionsAreNamed()
    {
        static string Message(OnnxModel model) => model.Refused(DiagnosticCodes.InvalidGraph).Message;
        static OnnxModel Model() => new OnnxModel().Input("x", -1, 4).Output("y").Ramp("w", 1, 3, 3);
        var relu = Model().Node("Relu", ["x"], "y");
        Assert.Contains("reads 'z', which nothing makes", Message(Model().Node("Relu", ["z"], "y")), StringComparison.Ordinal);
        Assert.Contains("nothing makes the output 'y'", Message(Model().Node("Relu", ["x"], "z")), StringComparison.Ordinal);
        Assert.Contains("'Add-y' (Add) waits for its own output", Message(Model().Node("Add", ["x", "z"], "y").Node("Relu", ["y"], "z")), StringComparison.Ordinal);
        Assert.Contains("makes 'y', which something else makes", Message(Model().Node("Relu", ["x"], "y").Node("Relu", ["x"], "y")), StringComparison.Ordinal);
        Assert.Contains("makes 'w', which something else makes", Message(Model().Node("Relu", ["x"], "w").Node("Relu", ["w"], "y")), StringComparison.Ordinal);
        Assert.Contains("two initialisers", Message(Model().Ramp("w", 1, 1).Node("Relu", ["x"], "y")), StringComparison.Ordinal);
        Assert.Contains("two inputs", Message(Model().Input("x", -1, 4).Node("Relu", ["x"], "y")), StringComparison.Ordinal);
        Assert.Contains("'y' is listed twice", Message(relu.Output("y")), StringComparison.Ordinal);
        Assert.Contains("cannot multiply [batch, 4] and the constant [3, 3]", Message(Model().Node("MatMul", ["x", "w"], "y")), StringComparison.Ordinal);
        Assert.Contains("does not fit the last axis", Message(Model().Node("Gemm", ["x", "w"], "y")), StringComparison.Ordinal);
        Assert.Contains("node 'Relu-y' (Relu): lacks input 0", Message(Model().Node("Relu", [""], "y")), StringComparison.Ordinal);
        Assert.Contains("has the axis 7", Message(Model().Node("Softmax", ["x"], "y", ("axis", 7))), StringComparison.Ordinal);
        Assert.Contains("of type Float, not Int", Message(Model().Node("Softmax", ["x"], "y", ("axis", 1f))), StringComparison.Ordinal);
        Assert.Contains("attribute 'axis' twice", Message(Model().Node("Softmax", ["x"], "y", ("axis", 1), ("axis", 1))), StringComparison.Ordinal);
        Assert.Contains("cannot broadcast", Message(Model().Ramp("c", 1, 3).Node("Add", ["x", "c"], "y")), StringComparison.Ordinal);
        Assert.Contains("no square root", Message(new OnnxModel().Input("x", -1, 1).Output("y").Floats("s", [1], -1)
            .Node("BatchNormalization", ["x", "s", "s", "s", "s"], "y")), StringComparison.Ordinal);
    }

    [Fact]
    public void AnOutputWithoutAnInputIsRefused()
    {
        var model = new OnnxModel().Input("x", -1, 4).Output("y").Ramp("w", 1, 3).Node("Identity", ["w"], "y");
        Assert.Contains("output 'y', which depends on no input", model.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondOutputsAreRefusedOnlyWhereTheyAreUsed()
    {
        static OnnxModel Model(string reads) => new OnnxModel().Input("x", -1, 1, 4, 4).Output("y")
            .Node("Dropout", ["x"], ["kept", "mask"]).Node("Relu", [reads], "y");
        Assert.Single(Model("kept").Import().Graph.Nodes);
        Assert.Contains("Dropout: a use of its output 1", Model("mask").Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextTensorsAreRefused()
    {
        var text = new OnnxModel().Input("x", -1, 4).Output("y").Node("Add", ["x", "t"], "y");
        text.Proto.Graph.Initializer.Add(new TensorProto { Name = "t", DataType = 8, Dims = { 1 } });
        Assert.Contains("'t' of element type String", text.Refused(DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        // A message in a message in a message …, as deep as 100,000 length prefixes say.
        var bytes = new List<byte>();
        for (var i = 0; i < 20000; i++)
        {
            // Field 7 (graph), then field 1 (node), field 5 (attribute), field 6 (graph) over and over.
            var payload = VarInt(bytes.Count);
            bytes.InsertRange(0, [(byte)(((i % 3) switch { 0 => 6, 1 => 5, _ => 1 } << 3) | 2), .. payload]);
        }

        var error = Assert.Throws<WfnException>(() => OnnxImporter.Import([.. bytes], "deep.onnx", new ImportOptions()));
        Assert.Equal(DiagnosticCodes.NotAModel, error.Code);
    }

    private static byte[] VarInt(int value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
