using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Core.Tests.Import;

/// <summary>What depends on the type of integers of 32 bits and more, and which types are told apart.</summary>
public class IntegerTypeTests
{
    [Fact]
    public void OtherBitsOfSignedIntegersAreComputed() => Assert.Equal([-1, -6, 2], Not(DataType.Int32).Run(1, [0, 5, -3]));

    [Theory]
    [InlineData("Uint32")]
    [InlineData("Uint64")]
    public void OtherBitsOfWideUnsignedIntegersAreRefused(string type) =>
        Assert.Contains($"the bits of {type}", Not(Enum.Parse<DataType>(type)).Refused("WFN1003").Message, StringComparison.Ordinal);

    [Fact]
    public void TheTypeGoesAlongWithWhatMovesAndComputes()
    {
        var model = new OnnxModel(18).Input("x", DataType.Uint32, 1, 3).Output("y").Integers("one", 1)
            .Node("Transpose", ["x"], "t").Node("Add", ["t", "t"], "a").Node("Concat", ["a", "t"], "c", ("axis", 0L)).Node("BitwiseNot", ["c"], "y");
        Assert.Contains("the bits of Uint32", model.Refused("WFN1003").Message, StringComparison.Ordinal);
        model = new OnnxModel(18).Input("x", DataType.Uint32, 1, 3).Output("y")
            .Node("Cast", ["x"], "c", ("to", (long)DataType.Int64)).Node("Add", ["c", "c"], "a").Node("BitwiseNot", ["a"], "y");
        Assert.Equal([-3, -5, -7], model.Run(1, [1, 2, 3]));
    }

    [Fact]
    public void OtherBitsOfIntegersWhoseTypeNothingTellsAreRefused()
    {
        var model = new OnnxModel(18).Input("x", 1, 3).Output("y").Node("TopK", ["x", "k"], ["v", "i"]).Integers("k", 2).Node("BitwiseNot", ["i"], "y");
        Assert.Contains("put a Cast", model.Refused("WFN1003").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConstantsOfUnsignedIntegersAreComputedExactly()
    {
        // 2^32 − 1 − c, as 1 and 0 by what it is equal to.
        var model = Compared(DataType.Uint32, [5, 4294967295], "BitwiseNot", [4294967290, 0]);
        Assert.Equal([1, 1], model.Run(1, [0]));
        Assert.Contains("Uint64", Compared(DataType.Uint64, [5], "BitwiseNot", [0]).Refused("WFN1003").Message, StringComparison.Ordinal);
        Assert.Equal([1, 1], Compared(DataType.Int64, [5, -1], "BitwiseNot", [-6, 0]).Run(1, [0]));
    }

    [Fact]
    public void NegativeConstantsCastToUnsignedTypesAreWhatTheirBitsAre()
    {
        Assert.Equal([1, 1], Cast([-1, 4294967301], DataType.Uint32, [4294967295, 5]).Run(1, [0]));
        Assert.Equal([1, 1], Cast([4294967295, 7], DataType.Int32, [-1, 7]).Run(1, [0]));
        Assert.Contains("negative", Cast([-1], DataType.Uint64, [0]).Refused("WFN1003").Message, StringComparison.Ordinal);

        static OnnxModel Cast(long[] values, DataType type, long[] expected) => Compared(DataType.Int64, values, "Cast", expected, ("to", (long)type));
    }

    [Theory]
    [InlineData("BitwiseOr", "Uint32", 4294967295, null)]
    [InlineData("BitwiseXor", "Uint32", 4294967295, null)]
    [InlineData("BitwiseAnd", "Int32", 2147483647, null)]
    [InlineData("BitwiseAnd", "Uint32", 4294967295, new float[] { 3, 7, 16777215 })]
    [InlineData("BitwiseAnd", "Int32", -2, new float[] { 2, 6, 16777214 })]
    [InlineData("BitwiseXor", "Uint32", 16777215, new float[] { 16777212, 16777208, 0 })]
    public void BitsOfConstantsPastThoseThatAreToldApartAreRefused(string op, string typeName, long constant, float[]? expected)
    {
        var type = Enum.Parse<DataType>(typeName);
        var model = new OnnxModel(18).Input("x", type, 1, 3).Output("y").Node(op, ["x", "c"], "y");
        model.Proto.Graph.Initializer.Add(Integers("c", type, constant));
        if (expected is null)
        {
            Assert.Contains("past 2^24", model.Refused("WFN1003").Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, model.Run(1, [3, 7, 16777215]));
        }
    }

    [Fact]
    public void BitsShiftedPastTheHighestAreCutOff()
    {
        var model = new OnnxModel(18).Input("x", DataType.Uint32, 1, 2).Output("y").Node("BitShift", ["x", "c"], "y", ("direction", "LEFT"));
        model.Proto.Graph.Initializer.Add(Integers("c", DataType.Uint32, 30));
        Assert.Equal([1073741824, 1073741824], model.Run(1, [1, 5]));
        Assert.Equal([1], Shifted(DataType.Uint32, 16777217, "LEFT", 8, 256).Run(1, [0]));
        Assert.Equal([1], Shifted(DataType.Uint64, 16777217, "LEFT", 8, 4294967552).Run(1, [0]));
        Assert.Equal([1], Shifted(DataType.Uint32, 4294967295, "RIGHT", 31, 1).Run(1, [0]));
        Assert.Contains("2^63", Shifted(DataType.Uint64, 1, "LEFT", 63, 0).Refused("WFN1003").Message, StringComparison.Ordinal);

        static OnnxModel Shifted(DataType type, long value, string direction, long bits, long expected)
        {
            var model = new OnnxModel(18).Input("x", 1, 1).Output("y").Integers("expected", expected)
                .Node("BitShift", ["c", "bits"], "s", ("direction", direction)).Node("Cast", ["s"], "whole", ("to", (long)DataType.Int64));
            model.Proto.Graph.Initializer.Add(Integers("c", type, value));
            model.Proto.Graph.Initializer.Add(Integers("bits", type, bits));
            return Equal(model, "whole");
        }
    }

    [Theory]
    [InlineData("Int32", ElementType.Int32, new float[] { 1, -1, 0 })]
    [InlineData("Int64", ElementType.Int64, new float[] { 1, -1, 0 })]
    [InlineData("Bool", ElementType.Bool, new float[] { 1, 1, 0 })]
    public void ACastToTheTypeOfOthersIsOneToWideIntegersAndTruthValues(string typeName, ElementType given, float[] expected)
    {
        var type = Enum.Parse<DataType>(typeName);
        var initialiser = Output(type, new OnnxModel(19).Input("x", 1, 3).Node("CastLike", ["x", "like"], "y"));
        initialiser.Proto.Graph.Initializer.Add(Integers("like", type, 1));
        var input = Output(type, new OnnxModel(19).Input("x", 1, 3).Input("like", type, 1, 3).Node("CastLike", ["x", "like"], "y"));
        var cast = Output(type, new OnnxModel(19).Input("x", 1, 3).Node("Cast", ["x"], "like", ("to", (long)type)).Node("CastLike", ["x", "like"], "y"));
        foreach (var model in new[] { initialiser, input, cast })
        {
            Assert.Equal(expected, model.Run(1, [1.5f, -1.25f, 0]));
            Assert.Equal(given, model.Import().Graph.Outputs[0].Given);
        }

        static OnnxModel Output(DataType type, OnnxModel model)
        {
            model.Output("y");
            model.Proto.Graph.Output[0].Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } };
            return model;
        }
    }

    private static OnnxModel Not(DataType type) => new OnnxModel(18).Input("x", type, 1, 3).Output("y").Node("BitwiseNot", ["x"], "y");

    private static TensorProto Integers(string name, DataType type, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.Add(values.Length);
        switch (type)
        {
            case DataType.Int64:
                tensor.Int64Data.AddRange(values);
                break;
            case DataType.Uint32 or DataType.Uint64:
                tensor.Uint64Data.AddRange(values.Select(value => (ulong)value));
                break;
            default:
                tensor.Int32Data.AddRange(values.Select(value => (int)value));
                break;
        }

        return tensor;
    }

    // Whether what an operator makes of constants is as expected, as numbers: an output must depend on an input.
    private static OnnxModel Compared(DataType type, long[] values, string op, long[] expected, params (string Name, object Value)[] attributes)
    {
        var model = new OnnxModel(18).Input("x", 1, 1).Output("y").Integers("expected", expected).Node(op, ["c"], "made", attributes)
            .Node("Cast", ["made"], "whole", ("to", (long)DataType.Int64));
        model.Proto.Graph.Initializer.Add(Integers("c", type, values));
        return Equal(model, "whole");
    }

    private static OnnxModel Equal(OnnxModel model, string made) => model.Node("Equal", [made, "expected"], "truth")
        .Node("Cast", ["truth"], "number", ("to", (long)DataType.Float)).Node("Add", ["x", "number"], "y");
}
