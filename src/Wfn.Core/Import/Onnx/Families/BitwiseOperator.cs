using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Families;

/// <summary>The operators that join integers bit by bit: a row each. Negative numbers have the bits of their two's complement.</summary>
internal sealed class BitwiseOperator : OnnxOperator
{
    // Of integers that are not known to be narrower: as many as float32 holds exactly, and the sign.
    private const int MostBits = 25;

    private const string And = "BitwiseAnd";

    private readonly Func<long, long, long> ofConstants;
    private readonly Func<OnnxNode, GraphBuilder, ActivationValue, ImportedValue, ActivationValue> ofBits;

    private BitwiseOperator(
        string opType, Func<long, long, long> ofConstants, Func<OnnxNode, GraphBuilder, ActivationValue, ImportedValue, ActivationValue> ofBits)
        : base(opType, "what two bits make, bit by bit along an axis, and their sum by powers of two", "integers past 2^24 computed at run time")
    {
        this.ofConstants = ofConstants;
        this.ofBits = ofBits;
    }

    /// <summary>All of them.</summary>
    public static IEnumerable<OnnxOperator> All { get; } =
    [
        new BitwiseOperator(And, (a, b) => a & b, Of(BinaryOperator.Minimum)),
        new BitwiseOperator("BitwiseOr", (a, b) => a | b, Of(BinaryOperator.Maximum)),
        new BitwiseOperator("BitwiseXor", (a, b) => a ^ b, (node, graph, a, b) =>
            graph.Function(node, UnaryFunctions.Abs, BinaryImport.Step(node, graph, BinaryOperator.Subtract, a, b))),
    ];

    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <summary>How narrow integers of a model are, or null.</summary>
    public static IntegerWidth? Width(ImportedValue value) => value switch
    {
        IntegerValue { Stored: var stored } => stored,
        ConstantValue { Tensor: { IsFloat: false, Stored: var stored } } => stored,
        _ => throw new UnsupportedException("bits of real numbers"),
    };

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(0) ?? node.OperandType(1);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        var (own, other) = (Width(left), Width(right));
        var width = own ?? other;
        if (left is ConstantValue { Tensor: var a } && right is ConstantValue { Tensor: var b })
        {
            graph.Constant(node, Fold(node, graph, a, b).StoredAs(width));
            return;
        }

        // The highest bit of a signed number counts downwards.
        var bits = width?.Bits ?? MostBits;
        var isUnsigned = width is { IsSigned: false } || ElementType(node) is DataType.Uint32 or DataType.Uint64;
        if (width is null)
        {
            RequireFew(left, isUnsigned);
            RequireFew(right, isUnsigned);
        }

        float[] weights = [.. Enumerable.Range(0, bits).Select(bit => (float)(1L << bit))];
        weights[bits - 1] *= isUnsigned ? 1 : -1;
        var (x, y) = (Bits(node, graph, left, bits), Bits(node, graph, right, bits));
        var joined = x is ActivationValue activation ? ofBits(node, graph, activation, y) : ofBits(node, graph, (ActivationValue)y, x);
        var weighted = BinaryImport.Step(node, graph, BinaryOperator.Multiply, joined, Steps.Numbers(node, "weights", [bits], weights));
        var rank = weighted.Shape.Rank - 1;
        var sum = graph.Reduced(node, ReductionOperator.Sum, weighted, [rank]);
        var whole = graph.Reshaped(node, "whole", sum, TensorShape.Of([.. sum.Shape.Dimensions.Take(rank)]));
        graph.Define(node.Output, new IntegerValue(whole) { Stored = width });
    }

    // A wide constant must have no other bits than those that are told apart; of what is unsigned and joined by And, others fall away.
    private void RequireFew(ImportedValue value, bool isUnsigned)
    {
        const long Beyond = 1L << (MostBits - 1);
        if (value is ConstantValue { Tensor: { MentionsBatch: false } tensor } && !(isUnsigned && OpType == And)
            && !Array.TrueForAll(tensor.Integers, number => number < Beyond && number >= (isUnsigned ? 0 : -Beyond)))
        {
            throw new UnsupportedException("a constant past 2^24 with integers computed at run time");
        }
    }

    private static Func<OnnxNode, GraphBuilder, ActivationValue, ImportedValue, ActivationValue> Of(BinaryOperator op) =>
        (node, graph, a, b) => BinaryImport.Step(node, graph, op, a, b);

    // The bits of every number along an axis behind all others: x / 2^k, without what follows the point, odd or even.
    private static ImportedValue Bits(OnnxNode node, GraphBuilder graph, ImportedValue value, int bits)
    {
        if (value is ConstantValue { Tensor: var tensor })
        {
            int[] extents = [.. tensor.Extents, bits];
            var known = new float[graph.Budget.ReserveConstant(node, extents)];
            for (var i = 0; i < known.Length; i++)
            {
                known[i] = (tensor.Integers[i / bits] >> (i % bits)) & 1;
            }

            return Steps.Numbers(node, "bits", extents, known);
        }

        var numbers = ((IntegerValue)value).Numbers;
        var one = graph.Reshaped(node, "one", numbers, TensorShape.Of([.. numbers.Shape.Dimensions, 1]));
        float[] shares = [.. Enumerable.Range(0, bits).Select(bit => 1f / (1L << bit))];
        var shifted = graph.Function(
            node, UnaryFunctions.Floor, BinaryImport.Step(node, graph, BinaryOperator.Multiply, one, Steps.Numbers(node, "shares", [bits], shares)));
        return BinaryImport.Step(node, graph, BinaryOperator.Modulo, shifted, Steps.Number(node, "two", 2));
    }

    private ConstantTensor Fold(OnnxNode node, GraphBuilder graph, ConstantTensor left, ConstantTensor right)
    {
        if (left.MentionsBatch || right.MentionsBatch)
        {
            throw new UnsupportedException("the batch's extent");
        }

        // Of a larger one the reader makes this.
        if (ElementType(node) is DataType.Uint64 && (left.Integers.Contains(long.MaxValue) || right.Integers.Contains(long.MaxValue)))
        {
            throw new UnsupportedException("constants from 2^63 on");
        }

        return ConstantArithmetic.Integers(node, left, right, graph.Budget, (i, j) => ofConstants(left.Integers[i], right.Integers[j]));
    }
}
