using Wfn.Import.Onnx.Schema;
using Wfn.Reference;

namespace Wfn.Core.Tests.Import;

/// <summary>Operands that lie within one another, which ONNX Runtime reads on other processors only.</summary>
public class PackedAttentionTests
{
    private const int Heads = 2;
    private const int Steps = 3;
    private const int Size = 2;

    [Fact]
    public void QueriesKeysAndValuesOfOneOperandAreThoseThatLieApart()
    {
        var packed = Model(["x"]).Input("x", 1, Steps, Heads, 3, Size);
        Assert.Equal(Run(Apart(), ("q", Part(0)), ("k", Part(1)), ("v", Part(2))), Run(packed, ("x", Values(Steps * Heads * 3 * Size))));

        static float[] Part(int part) => Taken(3, part);
    }

    [Fact]
    public void KeysAndValuesOfOneOperandAreThoseThatLieApart()
    {
        var packed = Model(["q", "kv"]).Input("q", 1, Steps, Heads * Size).Input("kv", 1, Steps, Heads, 2, Size);
        var queries = Values(Steps * Heads * Size);
        Assert.Equal(
            Run(Apart(), ("q", queries), ("k", Taken(2, 0)), ("v", Taken(2, 1))), Run(packed, ("q", queries), ("kv", Values(Steps * Heads * 2 * Size))));
    }

    [Fact]
    public void EveryRowMayHaveAZeroPoint()
    {
        var model = new OnnxModel().Input("a", TensorProto.Types.DataType.Uint8, 2, 2).Input("b", TensorProto.Types.DataType.Uint8, 2, 1).Input("az", TensorProto.Types.DataType.Uint8, 2)
            .Node("MatMulInteger", ["a", "b", "az"], "y").Output("y");

        // [(1 − 1) · 2 + (2 − 1) · 3, (3 − 4) · 2 + (4 − 4) · 3]
        Assert.Equal([3, -2], Run(model, ("a", [1, 2, 3, 4]), ("b", [2, 3]), ("az", [1, 4])));
    }

    private static OnnxModel Apart() => Model(["q", "k", "v"]).Input("q", 1, Steps, Heads * Size).Input("k", 1, Steps, Heads * Size).Input("v", 1, Steps, Heads * Size);

    private static OnnxModel Model(string[] operands)
    {
        var model = new OnnxModel().Node("MultiHeadAttention", operands, "y", ("num_heads", Heads)).Output("y");
        model.Proto.Graph.Node[0].Domain = "com.microsoft";
        model.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return model;
    }

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i))];

    // One of several within each head.
    private static float[] Taken(int of, int part) =>
        [.. Values(Steps * Heads * of * Size).Chunk(Size).Where((_, i) => i % of == part).SelectMany(chunk => chunk)];

    private static float[] Run(OnnxModel model, params (string Name, float[] Values)[] inputs)
    {
        var graph = model.Import().Graph;
        return new FloatExecutor(graph).Run(inputs.ToDictionary(input => input.Name, input => input.Values), 1)[graph.Outputs[0].Name];
    }
}
