using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The other value of every bit: −1 − x, of unsigned integers the largest one less x.</summary>
internal sealed class BitwiseNotOperator() : OnnxOperator(
    "BitwiseNot", "a difference from −1, of unsigned integers from the largest one", "unsigned integers of 32 bits and more computed at run time")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(0);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var width = BitwiseOperator.Width(node.Input(0));
        var from = width is { IsSigned: false } ? width.Value.Maximum : width is null ? Largest(node) : -1;
        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            graph.Budget.ReserveConstant(node, tensor.Extents);
            graph.Constant(node, tensor.MentionsBatch ? throw new UnsupportedException("the batch's extent")
                : ConstantTensor.OfIntegers(tensor.Extents, [.. tensor.Integers.Select(value => from - value)]).StoredAs(width));
            return;
        }

        var numbers = ((IntegerValue)node.Input(0)).Numbers;
        var others = BinaryImport.Step(node, graph, BinaryOperator.Subtract, Steps.Number(node, "largest", from), numbers);
        graph.Define(node.Output, new IntegerValue(others) { Stored = width });
    }

    // What wide integers are taken from: of unsigned ones the largest, which only constants hold exactly.
    private static long Largest(OnnxNode node) => (node.OperandType(0), node.Input(0)) switch
    {
        (DataType.Int32 or DataType.Int64, _) => -1,
        (DataType.Uint32, ConstantValue) => uint.MaxValue,
        ({ } type, _) => throw new UnsupportedException($"the bits of {type}, past what float32 tells apart: export the model with signed integers"),
        _ => throw new UnsupportedException("the bits of integers whose type nothing tells: put a Cast to Int32 or Int64 before it"),
    };
}
