using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>Elementwise arithmetic on constants, with NumPy broadcasting.</summary>
internal static class ConstantArithmetic
{
    /// <summary>Computes a node whose two operands are constants.</summary>
    public static ConstantTensor Compute(ModelNode node, BinaryOperator op, ConstantTensor left, ConstantTensor right, ImportBudget budget)
    {
        if (left.IsFloat != right.IsFloat)
        {
            throw node.Invalid("computes with floats and integers at once");
        }

        var extents = BroadcastExtents(node, left, right);
        var count = budget.ReserveConstant(node, extents);
        var leftIndices = ConstantLayout.Broadcast(left.Extents, extents, count);
        var rightIndices = ConstantLayout.Broadcast(right.Extents, extents, count);
        var result = left.IsFloat
            ? ConstantTensor.OfFloats(extents, Floats(op, left.Floats, leftIndices, right.Floats, rightIndices))
            : ConstantTensor.OfIntegers(extents, Integers(node, op, left.Integers, leftIndices, right.Integers, rightIndices));
        return result.Repeated(RepeatedAxis(extents, left, right));
    }

    /// <summary>The integers that a function makes of every two elements which meet.</summary>
    /// <param name="node">The node.</param>
    /// <param name="left">The one constant; none of its numbers is the batch's extent.</param>
    /// <param name="right">The other one.</param>
    /// <param name="budget">Pays for the result.</param>
    /// <param name="of">Makes a number of a place in the one and a place in the other.</param>
    public static ConstantTensor Integers(ModelNode node, ConstantTensor left, ConstantTensor right, ImportBudget budget, Func<int, int, long> of)
    {
        var extents = BroadcastExtents(node, left, right);
        var count = budget.ReserveConstant(node, extents);
        var (a, b) = (ConstantLayout.Broadcast(left.Extents, extents, count), ConstantLayout.Broadcast(right.Extents, extents, count));
        return ConstantTensor.OfIntegers(extents, [.. a.Zip(b, of)]);
    }

    // What is alike for every sample stays so, next to what does not differ along the batch.
    private static int RepeatedAxis(int[] extents, params ConstantTensor[] operands)
    {
        var axes = operands.Where(operand => operand.RepeatedAxis >= 0).Select(operand => operand.RepeatedAxis + extents.Length - operand.Rank).Distinct().ToList();
        return axes.Count == 0
            ? -1
            : axes.Count == 1 && extents[axes[0]] == 1 ? axes[0] : throw new UnsupportedException("constants of each sample that meet along the batch");
    }

    /// <summary>The extents of two constants that meet, NumPy's way.</summary>
    public static int[] BroadcastExtents(ModelNode node, ConstantTensor left, ConstantTensor right)
    {
        var extents = new int[Math.Max(left.Rank, right.Rank)];
        for (var axis = 1; axis <= extents.Length; axis++)
        {
            var a = axis <= left.Rank ? left.Extents[left.Rank - axis] : 1;
            var b = axis <= right.Rank ? right.Extents[right.Rank - axis] : 1;
            if (a != b && a != 1 && b != 1)
            {
                throw node.Invalid($"cannot broadcast {left} with {right}");
            }

            extents[extents.Length - axis] = a == 1 ? b : a;
        }

        return extents;
    }

    private static float[] Floats(BinaryOperator op, float[] left, int[] leftIndices, float[] right, int[] rightIndices)
    {
        var result = new float[leftIndices.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = op.Evaluate(left[leftIndices[i]], right[rightIndices[i]]);
        }

        return result;
    }

    private static long[] Integers(
        ModelNode node, BinaryOperator op, long[] left, int[] leftIndices, long[] right, int[] rightIndices)
    {
        var result = new long[leftIndices.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Integer(node, op, left[leftIndices[i]], right[rightIndices[i]]);
        }

        return result;
    }

    private static long Integer(ModelNode node, BinaryOperator op, long a, long b)
    {
        if (a == ConstantTensor.Batch || b == ConstantTensor.Batch)
        {
            return WithBatch(op, a, b);
        }

        try
        {
            return checked(
                op == BinaryOperator.Add ? a + b
                : op == BinaryOperator.Subtract ? a - b
                : op == BinaryOperator.Multiply ? a * b
                : op == BinaryOperator.Divide ? b == 0 ? throw node.Invalid("divides an integer by zero") : a / b
                : op == BinaryOperator.Remainder ? b == 0 ? throw node.Invalid("divides an integer by zero") : b == -1 ? 0 : a % b
                : op == BinaryOperator.Modulo ? b == 0 ? throw node.Invalid("divides an integer by zero") : b == -1 ? 0 : ((a % b) + b) % b
                : op == BinaryOperator.Maximum ? Math.Max(a, b)
                : op == BinaryOperator.Minimum ? Math.Min(a, b)
                : throw new UnsupportedException("of integers"));
        }
        catch (OverflowException)
        {
            throw node.Invalid("computes an integer beyond 64 bits");
        }
    }

    // Exporters multiply whole shapes by scales like [1, 1, 2, 2]; the batch passes such a thing unchanged.
    private static long WithBatch(BinaryOperator op, long a, long b)
    {
        var isSum = op == BinaryOperator.Add;
        var isProduct = op == BinaryOperator.Multiply;
        return ((isSum || op == BinaryOperator.Subtract) && b == 0) || ((isProduct || op == BinaryOperator.Divide) && b == 1) ? a
            : (isSum && a == 0) || (isProduct && a == 1) ? b
            : throw new UnsupportedException("arithmetic with the batch's extent");
    }
}
