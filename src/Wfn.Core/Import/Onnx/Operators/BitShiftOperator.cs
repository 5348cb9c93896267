using Wfn.Diagnostics;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Integers times a power of two, or divided by one.</summary>
internal sealed class BitShiftOperator() : OnnxOperator(
    "BitShift", "product with, or quotient by, a power of two, and what is left by 2^bits", "integers past 2^24 computed at run time; what a shift to the left makes of integers whose type nothing tells")
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
        var width = node.Input(0) switch
        {
            IntegerValue { Stored: var stored } => stored,
            ConstantValue { Tensor.Stored: var stored } => stored,
            _ => null,
        };
        var isLeft = node.Text("direction", "") switch
        {
            "LEFT" => true,
            "RIGHT" => false,
            var other => throw node.Invalid($"shifts in the direction {DataName.Quote(other)}"),
        };

        // What stands past the highest bit is cut off.
        var kept = width?.Bits ?? (node.OperandType(0) switch
        {
            DataType.Uint32 => 32,
            DataType.Uint64 => 64,
            _ => isLeft ? throw new UnsupportedException("integers whose type nothing tells: put a Cast to an unsigned type before it") : 64,
        });
        if (node.Input(0) is ConstantValue { Tensor: { IsFloat: false } a } && node.Input(1) is ConstantValue { Tensor: { IsFloat: false } b })
        {
            graph.Constant(node, Shifted(node, graph, a, b, isLeft, kept).StoredAs(width));
            return;
        }

        var (x, bits) = (TruthValues.Numbers(node, graph, node.Input(0)), TruthValues.Numbers(node, graph, node.Input(1)));
        var two = Steps.Number(node, "two", 2);
        ImportedValue power = bits is ConstantValue { Tensor: var shifts }
            ? Steps.Numbers(node, "powers", shifts.Extents, [.. shifts.Floats.Select(shift => (float)Math.Pow(2, shift))])
            : BinaryImport.Step(node, graph, BinaryOperator.Power, two, bits);
        var shifted = isLeft ? BinaryImport.Step(node, graph, BinaryOperator.Multiply, x, power)
            : graph.Function(node, UnaryFunctions.Floor, BinaryImport.Step(node, graph, BinaryOperator.Divide, x, power));
        var left = isLeft ? BinaryImport.Step(node, graph, BinaryOperator.Modulo, shifted, Steps.Number(node, "many", (float)Math.Pow(2, kept))) : shifted;
        graph.Define(node.Output, new IntegerValue(left) { Stored = width });
    }

    private static ConstantTensor Shifted(OnnxNode node, GraphBuilder graph, ConstantTensor left, ConstantTensor right, bool isLeft, int kept)
    {
        if (left.MentionsBatch || right.MentionsBatch || left.Integers.Contains(long.MaxValue))
        {
            throw new UnsupportedException("the batch's extent, or constants from 2^63 on");
        }

        return ConstantArithmetic.Integers(node, left, right, graph.Budget, (i, j) => Shifted(left.Integers[i], right.Integers[j]));

        long Shifted(long value, long bits)
        {
            var made = bits < 0 || bits >= kept ? 0 : isLeft ? (ulong)value << (int)bits : (ulong)value >> (int)bits;
            made &= ulong.MaxValue >> (64 - kept);
            return made <= long.MaxValue ? (long)made : throw new UnsupportedException("constants from 2^63 on");
        }
    }
}
