using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>start, start + step, … up to a limit, of constants.</summary>
internal sealed class RangeOperator() : OnnxOperator("Range", "a constant", "bounds that are not known at import")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(0);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var start = Scalar(node, 0, "the start");
        var limit = Scalar(node, 1, "the limit");
        var step = Scalar(node, 2, "the step");
        if (start.IsFloat != limit.IsFloat || start.IsFloat != step.IsFloat)
        {
            throw node.Invalid("mixes floats and integers");
        }

        if (start.MentionsBatch || limit.MentionsBatch || step.MentionsBatch)
        {
            throw new UnsupportedException("a range up to the batch's extent");
        }

        graph.Constant(node, start.IsFloat
            ? Floats(node, graph, start.Floats[0], limit.Floats[0], step.Floats[0])
            : Integers(node, graph, start.Integers[0], limit.Integers[0], step.Integers[0]));
    }

    private static ConstantTensor Scalar(OnnxNode node, int index, string what)
    {
        var tensor = node.Constant(index, what).Tensor;
        return tensor.Count == 1 ? tensor : throw node.Invalid($"has {tensor.Count} elements as {what}");
    }

    private static ConstantTensor Floats(OnnxNode node, GraphBuilder graph, float start, float limit, float step)
    {
        var count = Count(node, Math.Ceiling(((double)limit - start) / step));
        graph.Budget.ReserveConstant(node, [count]);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = start + (i * step);
        }

        return ConstantTensor.OfFloats([count], values);
    }

    private static ConstantTensor Integers(OnnxNode node, GraphBuilder graph, long start, long limit, long step)
    {
        // As a decimal no difference of two 64-bit integers overflows.
        var count = Count(node, step == 0 ? double.NaN : (double)Math.Ceiling(((decimal)limit - start) / step));
        graph.Budget.ReserveConstant(node, [count]);
        var values = new long[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = start + (i * step);
        }

        return ConstantTensor.OfIntegers([count], values);
    }

    private static int Count(OnnxNode node, double count) => count switch
    {
        <= 0 => 0,
        <= int.MaxValue => (int)count,
        _ => throw node.Invalid("has a range without an end"),
    };
}
