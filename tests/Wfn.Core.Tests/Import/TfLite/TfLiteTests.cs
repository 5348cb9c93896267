using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.TfLite.Schema;
using Wfn.Operators;
using Wfn.Testing.TfLite;

namespace Wfn.Core.Tests.Import.TfLite;

/// <summary>What is particular to TFLite files: integers that stand for real numbers, channels last, shapes with a batch of one.</summary>
public class TfLiteTests
{
    private const byte Valid = 1;

    [Fact]
    public void IntegersAreReadAsTheRealNumbersThatTheyStandFor()
    {
        // x = 0.5 · (q − 1); weights of row 0 are 0.25 · q, of row 1 2 · q; biases are 0.125 · q and 1 · q.
        var file = new TfLiteFile();
        var x = file.Input(TfLiteType.Int8, new Quantization([0.5f], [1], 0), 1, 2);
        var weights = file.Constant(TfLiteType.Int8, new Quantization([0.25f, 2], [0, 0], 0), [2, 2], [4, 0xFC, 1, 2]);
        var bias = file.Constant(TfLiteType.Int32, new Quantization([0.125f, 1], [0, 0], 0), [2], [8, 0, 0, 0, 0xFD, 0xFF, 0xFF, 0xFF]);
        var y = file.Activation(TfLiteType.Int8, new Quantization([0.1f], [-5], 0), 1, 2);
        file.Add("FULLY_CONNECTED", [x, weights, bias], [y], [(0, (byte)0)]);
        file.Output(y);
        Assert.Equal([1, -1, 2, 4], file.Import().Graph.Parameters[0].Values);
        Assert.Equal([1, -3], file.Import().Graph.Parameters[1].Values);

        // [1·3 − 1·2 + 1, 2·3 + 4·2 − 3], which the output has in tenths, moved by −5.
        Assert.Equal([15, 105], file.Run([[3, 2]])[0]);
        Assert.Equal(ElementType.Int32, file.Import().Graph.Outputs[0].Given);
    }

    [Fact]
    public void ScalesAreKeptAsRanges()
    {
        var file = new TfLiteFile();
        var x = file.Input(TfLiteType.Int8, new Quantization([0.5f], [-128], 0), 1, 2);
        var weights = file.Constant(TfLiteType.Int8, new Quantization([0.25f, 2], [0, 0], 0), [2, 2], [4, 0xFC, 1, 2]);
        var y = file.Activation(TfLiteType.Int16, new Quantization([0.25f], [], 0), 1, 2);
        file.Add("FULLY_CONNECTED", [x, weights], [y], [(0, (byte)1)]);
        file.Output(y);
        var graph = file.Import().Graph;
        Assert.Equal([new StoredRange(graph.Inputs[0].Name, 0.5f, 0, 255), new StoredRange($"{graph.Outputs[0].Name}.relu", 0.25f, -32768, 32767)], graph.Ranges);
    }

    [Fact]
    public void ABoundThatIsInfiniteBoundsNothing()
    {
        var file = new TfLiteFile();
        file.Output(file.Node("MINIMUM", [file.Input(1, 2), file.Floats([2], float.PositiveInfinity, 1)], [1, 2]));
        Assert.Equal([3e38f, 1], file.Run([[3e38f, 2]])[0]);
    }

    [Fact]
    public void ZeroPointsAndHalvesOfBytesCount()
    {
        var bytes = new TfLiteFile();
        var x = bytes.Input(1, 3);
        bytes.Output(bytes.Node(
            "MUL", [x, bytes.Constant(TfLiteType.UInt8, new Quantization([0.5f], [128], 0), [3], [128, 130, 0])], [1, 3], (0, (byte)0)));
        Assert.Equal([0, 1, -64], bytes.Run([[1, 1, 1]])[0]);

        var nibbles = new TfLiteFile();
        x = nibbles.Input(1, 3);
        nibbles.Output(nibbles.Node(
            "MUL", [x, nibbles.Constant(TfLiteType.Int4, new Quantization([2], [], 0), [3], [0x7F, 0x08])], [1, 3], (0, (byte)0)));
        Assert.Equal([-2, 14, -16], nibbles.Run([[1, 1, 1]])[0]);
    }

    [Fact]
    public void QuantizeAndDequantizeChangeNoNumberWithinTheirRange()
    {
        var file = new TfLiteFile();
        var quantization = new Quantization([0.5f], [0], 0);
        var q = file.Activation(TfLiteType.Int8, quantization, 1, 3);
        file.Add("QUANTIZE", [file.Input(1, 3)], [q], []);
        var relu = file.Activation(TfLiteType.Int8, quantization, 1, 3);
        file.Add("RELU", [q], [relu], []);
        file.Output(file.Node("DEQUANTIZE", [relu], [1, 3]));
        Assert.Equal(["clip"], file.Import().Graph.Nodes.Select(node => node.Signature.Kind));
        Assert.Equal([0, 0.3f, 63.5f], file.Run([[-1, 0.3f, 70f]])[0]);
    }

    [Fact]
    public void WhatIsLeftToSaturationIsThere()
    {
        // A ReLU6 that the converter left out behind the first layer: 0 to 6 are the ends of its integers.
        var file = new TfLiteFile();
        var x = file.Input(TfLiteType.Int8, new Quantization([0.5f], [0], 0), 1, 2);
        var one = file.Constant(TfLiteType.Int8, new Quantization([1], [0], 0), [2, 2], [1, 0, 0, 1]);
        var y = file.Activation(TfLiteType.Int8, new Quantization([6f / 255], [-128], 0), 1, 2);
        var moved = file.Activation(TfLiteType.Int8, new Quantization([6f / 255], [-128], 0), 2, 1);
        var requantised = file.Activation(TfLiteType.Int8, new Quantization([0.0625f], [64], 0), 2, 1);
        file.Add("FULLY_CONNECTED", [x, one], [y], [(0, (byte)0)]);
        file.Add("RESHAPE", [y], [moved], []);
        file.Add("QUANTIZE", [moved], [requantised], []);
        file.Output(requantised);
        var graph = file.Import().Graph;
        Assert.Equal(["linear", "clip", "reshape", "clip"], graph.Nodes.Take(4).Select(node => node.Signature.Kind));
        Assert.Equal([64, 127], file.Run([[-3, 4]])[0]);
        Assert.Equal([127, 76], file.Run([[60, 0.75f]])[0]);
        Assert.Equal((127 - 64) * 0.0625f, graph.Ranges.Single(range => range.Activation == graph.Nodes[3].Output).Maximum);
    }

    [Fact]
    public void IntegersAreGivenAsTheFileHasThem()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 3);
        var largest = file.Activation(TfLiteType.Int64, null, 1);
        file.Add("ARG_MAX", [x, file.Ints(1)], [largest], []);
        var whole = file.Activation(TfLiteType.Int32, null, 1, 3);
        file.Add("CAST", [x], [whole], []);
        var truth = file.Activation(TfLiteType.Bool, null, 1, 3);
        file.Add("CAST", [x], [truth], []);
        var tenths = file.Activation(TfLiteType.UInt8, new Quantization([0.1f], [128], 0), 1, 3);
        file.Add("QUANTIZE", [x], [tenths], []);
        file.Output(largest, whole, truth, tenths);
        var read = file.Import();
        Assert.Equal([ElementType.Int64, ElementType.Int32, ElementType.Bool, ElementType.Int32], read.Graph.Outputs.Select(output => output.Given));
        Assert.Equal(4, read.Notes.Count(note => note.Contains("of integers is given as float32 numbers", StringComparison.Ordinal)));
        float[][] expected = [[1], [-2, 20, 0], [1, 1, 0], [103, 255, 128]];
        Assert.Equal(expected, file.Run([[-2.5f, 20.75f, 0]]));
    }

    [Fact]
    public void WordsAreLookedUp()
    {
        var file = new TfLiteFile();
        var words = file.Input(TfLiteType.Int32, null, 1, 2);
        var table = file.Constant(TfLiteType.Float32, null, [3, 1], [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40]);
        file.Output(file.Node("GATHER", [table, words], [1, 2, 1], (0, 0)));
        file.Output(file.Node("EMBEDDING_LOOKUP", [words, table], [1, 2, 1]));
        var read = file.Import();
        Assert.Equal(ElementType.Int32, read.Graph.Inputs[0].Given);
        float[][] expected = [[3, 1], [3, 1]];
        Assert.Equal(expected, file.Run([[2, 0]]));
    }

    [Fact]
    public void WhatIntegersLeaveBehindThePointIsRefused()
    {
        foreach (var (opType, second) in new[] { ("DIV", 2), ("MEAN", 1) })
        {
            var file = new TfLiteFile();
            var made = file.Activation(TfLiteType.Int32, null, 1, 2);
            file.Add(opType, [file.Input(TfLiteType.Int32, null, 1, 2), file.Ints(second)], [made], []);
            file.Output(made);
            Assert.Contains("without what follows the point", Assert.Throws<WfnException>(() => file.Import()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FakeQuantisationIsItsRange()
    {
        // −1 to 2 in 4 bits: steps of 0.2, and 0 is one of them.
        var file = new TfLiteFile();
        var x = file.Node("NEG", [file.Input(1, 3)], [1, 3]);
        file.Output(file.Node("FAKE_QUANT", [x], [1, 3], (0, -1f), (1, 2f), (2, 4), (3, false)));
        Assert.Equal([-1f, 0.13f, 2f], file.Run([[7, -0.13f, -2.5f]])[0], (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void ImagesAreTurnedOnceAtTheInputAndOnceAtTheOutput()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 8, 6, 2);
        for (var layer = 0; layer < 3; layer++)
        {
            x = file.Node("CONV_2D", [x, file.Weights(2, 1, 1, 2), -1], [1, 8, 6, 2], (0, Valid), (1, 1), (2, 1), (3, (byte)1));
            x = file.Node("ADD", [x, file.Weights(2)], [1, 8, 6, 2], (0, (byte)0));
        }

        var kinds = file.Output(x).Import().Graph.Nodes.Select(node => node.GetType()).ToList();
        Assert.Equal(2, kinds.Count(kind => kind == typeof(TransposeNode)));
        Assert.Equal(typeof(TransposeNode), kinds[0]);
        Assert.Equal(typeof(TransposeNode), kinds[^1]);
        Assert.Equal(TensorShape.Of(-1, 8, 6, 2), file.Import().Graph.Outputs[0].Shape);
    }

    [Fact]
    public void FlatteningAnImageForALayerTurnsTheLayersWeights()
    {
        var kinds = TfLiteCases.All["conv-flatten-fully-connected"]().Import().Graph.Nodes.Select(node => node.GetType().Name);
        Assert.Equal(["TransposeNode", "ConvolutionNode", "ReluNode", "ReshapeNode", "LinearNode"], kinds);
    }

    [Fact]
    public void ChannelsOfOneElementNeedNoTransposition()
    {
        var file = new TfLiteFile();
        var y = file.Node("CONV_2D", [file.Input(1, 8, 6, 1), file.Weights(1, 1, 1, 1), -1], [1, 8, 6, 1], (0, Valid), (1, 1), (2, 1), (
            3, (byte)0));
        Assert.DoesNotContain(file.Output(y).Import().Graph.Nodes, node => node is TransposeNode);
    }

    [Fact]
    public void AnAuthorsNamesOfInputsAndOutputsAreTaken()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 3);
        var y = file.Node("RELU", [x], [1, 3]);
        file.Signature[x] = "pixels";
        file.Signature[y] = "scores";
        var graph = file.Output(y).Import().Graph;
        Assert.Equal("pixels", graph.Inputs[0].Name);
        Assert.Equal("scores", graph.Outputs[0].Name);
        Assert.Equal("scores", graph.Nodes[^1].Output);
    }

    [Fact]
    public void ShapesThatAreComputedAreTakenFromTheFile()
    {
        // What Keras writes: the batch is cut from the shape and packed with what follows.
        var file = new TfLiteFile();
        var x = file.Input(1, 4, 6);
        var shape = file.Activation(TfLiteType.Int32, null, 3);
        file.Add("SHAPE", [x], [shape], []);
        var batch = file.Activation(TfLiteType.Int32, null);
        file.Add("STRIDED_SLICE", [shape, file.Ints(0), file.Ints(1), file.Ints(1)], [batch], [(4, 1)]);
        var packed = file.Activation(TfLiteType.Int32, null, 2);
        file.Add("PACK", [batch, file.Ints([], [24])], [packed], [(0, 2), (1, 0)]);
        file.Output(file.Node("RESHAPE", [x, packed], [1, 24]));
        Assert.Equal(TensorShape.Of(-1, 24), file.Import().Graph.Outputs[0].Shape);
    }

    [Fact]
    public void ANetworkThatMergesTheBatchIsTakenAsItStands()
    {
        var file = new TfLiteFile();
        var x = file.Node("RESHAPE", [file.Input(1, 4, 6), file.Ints(4, 6)], [4, 6]);
        file.Output(file.Node("REDUCE_MAX", [x, file.Ints([1], [0])], [6], (0, false)));
        Assert.Equal(TensorShape.Of(1, 4, 6), file.Import().Graph.Inputs[0].Shape);
        Assert.Equal([18f, 19, 20, 21, 22, 23], file.Run([[.. Enumerable.Range(0, 24).Select(i => (float)i)]])[0]);
    }

    [Theory]
    [InlineData("ARG_MAX", -1, new float[] { 2, 0, 1 })]
    [InlineData("ARG_MIN", 2, new float[] { 1, 1, 0 })]
    [InlineData("ARG_MAX", 1, new float[] { 1, 2, 1 })]
    public void AnIndexAlongAnAxisIsANumber(string op, int axis, float[] expected)
    {
        var file = new TfLiteFile();
        file.Output(file.Node(op, [file.Input(1, 3, 3), file.Ints([], [axis])], [1, 3]));
        Assert.Equal(expected, file.Run([[2, 1, 3, 7, 4, 5, -1, 6, 0]])[0]);
    }

    [Fact]
    public void WhatIsNotSupportedIsToldWithEveryNode()
    {
        var file = new TfLiteFile();
        var x = file.Input(1, 3);
        var a = file.Node("WHERE", [x], [1, 3]);
        var b = file.Node("SoftTopK", [a], [1, 3]);
        var error = Refused(file.Output(file.Node("ROUND", [b], [1, 3]), file.Node("RANGE", [x], [1, 3]))
            .ToBytes(), DiagnosticCodes.UnsupportedOperator);
        Assert.Contains("WHERE (node 't1')", error.Message, StringComparison.Ordinal);
        Assert.Contains("RANGE (node 't4')", error.Message, StringComparison.Ordinal);
        Assert.Contains("SoftTopK: an operator of its author's own runtime (node 't2')", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ROUND", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersThatSayHowImagesAreReadAreChecked()
    {
        var stride = new TfLiteFile();
        stride.Output(stride.Node("MAX_POOL_2D", [stride.Input(1, 4, 4, 1)], [1, 4, 4, 1], (0, Valid), (1, 0), (2, 0), (3, 2), (4, 2)));
        Assert.Contains("stride 0", Refused(stride.ToBytes(), DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);

        var kernel = new TfLiteFile();
        kernel.Output(kernel.Node(
            "CONV_2D", [kernel.Input(1, 4, 4, 2), kernel.Weights(1, 1, 1, 3), -1], [1, 4, 4, 1], (0, Valid), (1, 1), (2, 1)));
        Assert.Contains("kernel [1, 1, 1, 3]", Refused(kernel.ToBytes(), DiagnosticCodes.InvalidGraph).Message, StringComparison.Ordinal);

        var data = new TfLiteFile();
        data.Output(data.Node("ADD", [data.Input(1, 3), data.Constant(TfLiteType.Float32, null, [3], [1, 2, 3])], [1, 3], (0, (byte)0)));
        Assert.Contains("needs 12 bytes", Refused(data.ToBytes(), DiagnosticCodes.TensorTooLarge).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileIsKnownByItsContents()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.bin", TfLiteCases.All["relu"]().ToBytes());
        Assert.Equal("model.bin", ModelImporter.Import(path, new ImportOptions()).Source.FileName);
    }

    private static WfnException Refused(byte[] bytes, string code)
    {
        var error = Assert.Throws<WfnException>(() => Wfn.Import.TfLite.TfLiteImporter.Import(bytes, "test.tflite", new ImportOptions()));
        Assert.Equal(code, error.Code);
        Assert.Equal("test.tflite", error.File);
        return error;
    }

    [Fact]
    public void AnOpenExtentThatIsNoBatchIsTold()
    {
        var file = new TfLiteFile();
        file.Output(file.Node("SUM", [file.Input(0, 3), file.Ints(0)], [3], (0, false)));
        var model = file.Import();
        Assert.False(SampleForm.HasBatch(model.Graph));
        Assert.Contains("its open extent is taken for 1", Assert.Single(model.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void TheLargestAlongTheBatchAreNotSupportedAndNoContradiction()
    {
        var file = new TfLiteFile();
        int[] made = [file.Activation(2), file.Activation(TfLiteType.Int32, null, 2)];
        file.Add("TOPK_V2", [file.Input(0), file.Ints([], [2])], made, []);
        file.Output(made[0]);
        Assert.Contains("TOPK_V2: along the batch", Refused(file.ToBytes(), DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatNoWantedOutputNeedsIsLeftOutBeforeAnythingIsRefused()
    {
        var file = new TfLiteFile();
        var (x, y) = (file.Input(1, 3), file.Input(1, 3));
        var sum = file.Node("ADD", [x, file.Floats([3], 1, 2, 3)], [1, 3], (0, (byte)0));
        file.Output(file.Node("WHERE", [y], [1, 3]), sum, file.Node("NEG", [sum], [1, 3]));
        Assert.Contains("WHERE", Refused(file.ToBytes(), DiagnosticCodes.UnsupportedOperator).Message, StringComparison.Ordinal);

        var all = new ImportOptions();
        var names = Assert.Throws<WfnException>(() => file.Import(all with { Outputs = ["none"] }));
        Assert.Equal(DiagnosticCodes.BadOption, names.Code);
        Assert.Contains("the model's outputs are 't4', 't3', 't5'", names.Message, StringComparison.Ordinal);
        var graph = file.Import(all with { Outputs = ["t5", "t3"] }).Graph;
        Assert.Equal(["t5", "t3"], graph.Outputs.Select(output => output.Name));
        Assert.Equal("t0", Assert.Single(graph.Inputs).Name);
    }

    [Fact]
    public void AnInputWithAValueIsAConstant()
    {
        var file = new TfLiteFile();
        var (x, scale) = (file.Input(1, 3), file.Input(1));
        file.Output(file.Node("MUL", [x, scale], [1, 3], (0, (byte)0)));
        var model = file.Import(new ImportOptions { InputValues = [("t1", 2.5)] });
        Assert.Equal("t0", Assert.Single(model.Graph.Inputs).Name);
        var scaled = new Wfn.Reference.FloatExecutor(model.Graph).Run(new Dictionary<string, float[]> { ["t0"] = [1, 2, -1] }, 1);
        Assert.Equal([2.5f, 5f, -2.5f], scaled[model.Graph.Outputs[0].Name]);
        Assert.Equal("input 't1': the constant 2.5, as asked for", Assert.Single(model.Notes));
        Assert.Equal(DiagnosticCodes.BadOption, Assert.Throws<WfnException>(() => file.Import(new ImportOptions { InputValues = [("t0", 1)] })).Code);
    }

    [Fact]
    public void PinnedExtentsAreTold()
    {
        var file = new TfLiteFile();
        file.Output(file.Node("NEG", [file.Input(0, 0, 3)], [0, 0, 3]));
        var model = file.Import(new ImportOptions { InputShapes = [("", TensorShape.Of(TensorShape.Dynamic, 5, 3))] });
        Assert.Equal("input 't0': of the extents that the file leaves open, axis 1 is pinned to 5, as asked for", Assert.Single(model.Notes));
    }
}
