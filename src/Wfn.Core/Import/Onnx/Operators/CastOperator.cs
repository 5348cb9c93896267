using Wfn.Import.Families;
using Wfn.Import.Onnx.Schema;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A change of element type: of constants at import.</summary>
internal sealed class CastOperator() : OnnxOperator(
    "Cast",
    "nothing between floating-point types and from integers; to integers without what follows the point; of integers to narrower ones what is left by 2^bits; "
    + "constants are cast at import",
    "float8")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool EndsIntegers(NodeProto node) => IsReal((DataType)(node.Attribute.FirstOrDefault(attribute => attribute.Name == "to")?.I ?? 0));

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => (DataType)node.ToInt(node.Integer("to", 0), "a target type");

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("saturate");
        Cast(node, graph, (DataType)node.ToInt(node.Integer("to", 0), "a target type"));
    }

    /// <summary>Makes the node's output of its first operand.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="type">The type of what it makes.</param>
    internal static void Cast(OnnxNode node, GraphBuilder graph, DataType type)
    {
        var isFloat = IsReal(type);
        var width = TensorReader.Stored(type);
        if (!isFloat && width is null && type is not (DataType.Int64 or DataType.Int32 or DataType.Uint32 or DataType.Uint64 or DataType.Bool))
        {
            throw new UnsupportedException($"a cast to {type}");
        }

        var isTruth = type == DataType.Bool;
        switch (node.Input(0))
        {
            case ConstantValue { Tensor: var tensor } constant:
                if (isFloat == tensor.IsFloat && !isTruth && width is null && IsOf(type, tensor))
                {
                    graph.Alias(node, constant);
                }
                else
                {
                    graph.Budget.ReserveConstant(node, tensor.Extents);
                    graph.Constant(node, isFloat ? ToFloats(tensor) : Narrow(Wide(ToIntegers(node, tensor, isTruth), type), width));
                }

                break;
            case IntegerValue integers:
                graph.Alias(node, isFloat ? integers.Numbers : isTruth ? Truth(node, graph, integers.Numbers)
                    : width is { } narrow && integers.Stored != width ? Wrapped(node, graph, integers.Numbers, narrow)
                    : integers with { Stored = width });
                break;
            case var activation:
                graph.Alias(node, isFloat ? activation : isTruth ? Truth(node, graph, node.Activation(0))
                    : new IntegerValue(graph.Function(node, UnaryFunctions.Truncate, node.Activation(0))) { Stored = width });
                break;
        }
    }

    private static bool IsReal(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    // 1 where a number is not 0, else 0.
    private static IntegerValue Truth(OnnxNode node, GraphBuilder graph, ActivationValue numbers)
    {
        var one = new ConstantValue($"{node.Output}.true", ConstantTensor.OfFloats([], [1f]));
        return new IntegerValue(BinaryImport.Step(node, graph, BinaryOperator.Where, numbers, one));
    }

    // What is left of integers by 2^bits, as bits that are cut off leave it.
    private static IntegerValue Wrapped(OnnxNode node, GraphBuilder graph, ActivationValue numbers, IntegerWidth width)
    {
        var shifted = width.Minimum == 0 ? numbers
            : BinaryImport.Step(node, graph, BinaryOperator.Subtract, numbers, Steps.Number(node, "smallest", width.Minimum));
        var left = BinaryImport.Step(node, graph, BinaryOperator.Modulo, shifted, Steps.Number(node, "many", width.Maximum - (float)width.Minimum + 1));
        var wrapped = width.Minimum == 0 ? left
            : BinaryImport.Step(node, graph, BinaryOperator.Add, left, Steps.Number(node, "smallest", width.Minimum));
        return new IntegerValue(wrapped) { Stored = width };
    }

    // Whether a type of 32 bits and more has all the integers.
    private static bool IsOf(DataType type, ConstantTensor tensor) => tensor.IsFloat || tensor.MentionsBatch || type switch
    {
        DataType.Uint64 => Array.TrueForAll(tensor.Integers, value => value >= 0),
        DataType.Uint32 => Array.TrueForAll(tensor.Integers, value => value is >= 0 and <= uint.MaxValue),
        DataType.Int32 => Array.TrueForAll(tensor.Integers, value => value is >= int.MinValue and <= int.MaxValue),
        _ => true,
    };

    // What is left of integers by 2^32, as bits that are cut off leave it.
    private static ConstantTensor Wide(ConstantTensor tensor, DataType type) => IsOf(type, tensor) ? tensor
        : type == DataType.Uint64 ? throw new UnsupportedException("a cast of negative constants to Uint64")
        : ConstantTensor.OfIntegers(
            tensor.Extents, [.. tensor.Integers.Select(value => type == DataType.Uint32 ? value & uint.MaxValue : unchecked((int)value))]);

    private static ConstantTensor Narrow(ConstantTensor tensor, IntegerWidth? width)
    {
        if (width is not { } narrow || tensor.MentionsBatch)
        {
            return tensor;
        }

        var mask = (1L << narrow.Bits) - 1;
        return ConstantTensor.OfIntegers(
            tensor.Extents, [.. tensor.Integers.Select(value => ((value - narrow.Minimum) & mask) + narrow.Minimum)]).StoredAs(width);
    }

    private static ConstantTensor ToFloats(ConstantTensor tensor) => tensor.MentionsBatch
        ? throw new UnsupportedException("a cast of the batch's extent")
        : ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Integers.Select(value => (float)value)]);

    private static ConstantTensor ToIntegers(OnnxNode node, ConstantTensor tensor, bool isTruth)
    {
        if (isTruth)
        {
            return ConstantTensor.OfIntegers(
                tensor.Extents,
                tensor.IsFloat ? [.. tensor.Floats.Select(value => value != 0 ? 1L : 0L)]
                    : [.. tensor.Integers.Select(value => value != 0 ? 1L : 0L)]);
        }

        if (!tensor.IsFloat)
        {
            return tensor;
        }

        // 2^63 itself is the first float beyond.
        return Array.TrueForAll(tensor.Floats, value => value >= long.MinValue && value < 9.2233720368547758e18f)
            ? ConstantTensor.OfIntegers(tensor.Extents, [.. tensor.Floats.Select(value => (long)value)])
            : throw node.Invalid("casts a constant that no integer can hold");
    }
}
