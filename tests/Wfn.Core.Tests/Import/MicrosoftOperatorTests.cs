using Wfn.Import.Onnx.Schema;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Core.Tests.Import;

/// <summary>What ONNX Runtime's own operators are beyond what it was recorded with (<see cref="RecordedModelTests"/>).</summary>
public class MicrosoftOperatorTests
{
    [Theory]
    [InlineData("com.microsoft", "SparseAttention", "QuantFormat.QDQ")]
    [InlineData("com.microsoft", "BeamSearch", "ORT_ENABLE_BASIC")]
    [InlineData("com.microsoft.nchwc", "Conv", "ORT_ENABLE_EXTENDED")]
    public void WhatIsNotReadIsToldWithARemedy(string domain, string opType, string remedy)
    {
        var message = Of(domain, new OnnxModel().Input("x", -1, 3, 4, 4).Output("y").Node(opType, ["x"], "y")).Refused("WFN1003").Message;
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.Contains(opType, message, StringComparison.Ordinal);
        Assert.Contains($"'{domain}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMeanOfIntegersIsOneOfRealNumbers()
    {
        var model = Of("com.microsoft", new OnnxModel().Input("x", DataType.Uint8, -1, 2, 2).Output("y").Floats("s", [], 0.5f).Floats("t", [], 0.25f)
            .Node("QLinearReduceMean", ["x", "s", "z", "t", "z"], "y", ("axes", new long[] { 2 }), ("keepdims", 0L)));
        model.Proto.Graph.Initializer.Add(new TensorProto { Name = "z", DataType = (int)DataType.Uint8, Int32Data = { 100 } });

        // (104 + 106) / 2 is 5 steps of 1/2 from the zero point, which are 10 of 1/4; −50 and 255 meet at 2.5 steps of 1/2 more.
        Assert.Equal([110f, 105f], model.Run(1, [104, 106, 50, 155]));
    }

    [Fact]
    public void AFusedFunctionIsANodeOfItsOwn()
    {
        var model = Of("com.microsoft", new OnnxModel().Input("x", -1, 2).Output("y").Floats("w", [2, 2], 1, 2, 3, 4)
            .Node("FusedGemm", ["x", "w"], "y", ("activation", "Relu")));
        Assert.Equal([typeof(LinearNode), typeof(ReluNode)], model.Import().Graph.Nodes.Select(node => node.GetType()));
        var other = Of("com.microsoft", new OnnxModel().Input("x", -1, 2).Output("y").Floats("w", [2, 2], 1, 2, 3, 4)
            .Node("FusedGemm", ["x", "w"], "y", ("activation", "Wobble")));
        Assert.Contains("'Wobble'", other.Refused("WFN1003").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("K", 39L)]
    [InlineData("block_size", 0L)]
    [InlineData("bits", 3L)]
    public void WeightsOfFewBitsThatDoNotFitAreRefused(string attribute, long value)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal) { ["K"] = 4L, ["N"] = 2L, ["bits"] = 4L, ["block_size"] = 16L, [attribute] = value };
        var model = Of("com.microsoft", new OnnxModel().Input("x", -1, 4).Output("y").Floats("s", [2], 1, 1).IntegerTensor("w", [2, 1, 8], new long[16])
            .Node("MatMulNBits", ["x", "w", "s"], "y", [.. attributes.Select(pair => (pair.Key, pair.Value))]));
        _ = Assert.Throws<Wfn.Diagnostics.WfnException>(() => model.Import());
    }

    // The mutations of models found these: extents of the batch, which nobody knows, were counted from 0.
    [Fact]
    public void StepsThatAreTheBatchAreRefusedInWords()
    {
        var model = Of("com.microsoft", new OnnxModel().Input("x", -1, 1, 4).Output("y").Integers("p", 0).Ramp("c", 0.1f, 8, 2)
            .Node("RotaryEmbedding", ["t", "p", "c", "c"], "y"));
        model.Proto.Graph.Node.Insert(0, new OnnxModel().Node("Transpose", ["x"], "t", ("perm", new long[] { 1, 0, 2 })).Proto.Graph.Node[0]);
        Assert.Contains("sample of the batch", model.Refused("WFN1003").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BlocksAlongTheBatchAreRefusedInWords()
    {
        var model = new OnnxModel(21).Input("x", DataType.Int8, 2, 2).Input("m", 2, 3).Output("y").Node("Abs", ["m"], "s")
            .Node("DequantizeLinear", ["x", "s"], "y", ("axis", 0L), ("block_size", 2L));
        Assert.Contains("in blocks of 2 along axis 0", model.Refused("WFN1003").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AQuantisedEmbeddingWithoutItsTableOfPlacesIsRefusedInWords()
    {
        string[] operands = ["ids", "", "t", "", "", "g", "g", "", "s", "s", "s", "s", "s", "z", "z", "z", "z", "z"];
        var model = Of("com.microsoft", new OnnxModel().Input("ids", DataType.Int32, -1, 3).Output("y").Floats("s", [], 0.5f)
            .Node("QEmbedLayerNormalization", operands, "y"));
        foreach (var (name, extents) in new[] { ("t", new long[] { 5, 4 }), ("g", [4]), ("z", []) })
        {
            var count = (int)extents.Aggregate(1L, (product, extent) => product * extent);
            model.Proto.Graph.Initializer.Add(new TensorProto
            {
                Name = name,
                DataType = (int)DataType.Uint8,
                Dims = { extents },
                Int32Data = { Enumerable.Range(1, count) },
            });
        }

        Assert.Contains("lacks a table", model.Refused("WFN1006").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OperandsOfOtherShapesAndKindsAreRefusedInWords()
    {
        var words = Of("com.microsoft", new OnnxModel().Input("ids", DataType.Int32, -1).Output("y").Ramp("t", 1, 5, 4).Ramp("g", 1, 4)
            .Node("EmbedLayerNormalization", ["ids", "", "t", "t", "", "g", "g"], "y"));
        Assert.Contains("not [batch, steps, elements]", words.Refused("WFN1003").Message, StringComparison.Ordinal);
        var past = Of("com.microsoft", new OnnxModel().Input("q", -1, 2, 4).Input("p", -1, 2).Output("y")
            .Node("MultiHeadAttention", ["q", "q", "q", "", "", "", "p", "p"], "y", ("num_heads", 2)));
        Assert.Contains("a past", past.Refused("WFN1006").Message, StringComparison.Ordinal);
        var bias = Of("com.microsoft", new OnnxModel().Input("x", DataType.Uint8, -1, 2).Output("y").Floats("s", [], 1).IntegerTensor("w", [2, 2], 1, 2, 3, 4)
            .Node("MatMulIntegerToFloat", ["x", "w", "s", "s", "", "", "x"], "y"));
        Assert.Contains("integers or texts computed at run time", bias.Refused("WFN1003").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OutputsWithoutANameAreNotRead()
    {
        // Elsewhere an operand without a name is left out.
        var model = new OnnxModel().Input("x", -1, 2).Output("z").Node("DynamicQuantizeLinear", ["x"], ["q", "", ""]).Node("Cast", ["q"], "y", ("to", 1L))
            .Node("Clip", ["y", "", ""], "z");
        Assert.Equal([1.25f, 3f], model.Run(1, [1.25f, 3f]));
    }

    private static OnnxModel Of(string domain, OnnxModel model)
    {
        model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        model.Proto.Graph.Node[^1].Domain = domain;
        return model;
    }
}
