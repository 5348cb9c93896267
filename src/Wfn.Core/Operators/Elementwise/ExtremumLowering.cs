using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>
/// The larger or smaller of two activations in integers, by two sums: max(a, b) = b + max(a − b, 0), and what is below 0 is gone where the
/// difference has an unsigned format. Of a wide format the difference may have a bit less than its operands.
/// </summary>
internal static class ExtremumLowering
{
    private const int DifferenceBits = Limits.FormatBits - 1;

    /// <summary>max(a, b).</summary>
    public static FixedPointOperation? Maximum(BinaryNode node, LoweringContext context) => Lower(node, context, isMaximum: true);

    /// <summary>min(a, b) = a − max(a − b, 0).</summary>
    public static FixedPointOperation? Minimum(BinaryNode node, LoweringContext context) => Lower(node, context, isMaximum: false);

    private static SumOperation? Lower(BinaryNode node, LoweringContext context, bool isMaximum)
    {
        if (context.ConstantOperand(node) is not null)
        {
            return null;
        }

        var (left, right) = (context.Format(node.Inputs[0]), context.Format(node.Inputs[1]));
        var difference = DifferenceFormat(left, right);
        var first = Sum(node, node.Inputs, "", [left, right], difference, isDifference: true);
        var kept = node.Inputs[isMaximum ? 1 : 0];
        var second = Sum(node, [kept, ""], node.Output, [context.Format(kept), difference], context.Format(node.Output), isDifference: !isMaximum);
        if (!Fits(first, [left, right]) || !Fits(second, [context.Format(kept), difference]))
        {
            return null;
        }

        var between = context.Intermediate(node, context.Shape(node.Output), difference);
        context.Operations.Add(first with { Output = between });
        return second with { Inputs = [kept, between] };
    }

    // As fine as the finer operand, as far as the largest difference allows.
    private static FixedPointFormat DifferenceFormat(FixedPointFormat left, FixedPointFormat right)
    {
        var largest = (left.Maximum * FixedPointRounding.PowerOfTwo(-left.FractionBits)) - (right.Minimum * FixedPointRounding.PowerOfTwo(-right.FractionBits));
        var fractionBits = Math.Max(left.FractionBits, right.FractionBits);
        while (fractionBits > -Limits.FractionBits && largest * FixedPointRounding.PowerOfTwo(fractionBits) > (1 << DifferenceBits) - 1)
        {
            fractionBits--;
        }

        return new FixedPointFormat(DifferenceBits, IsSigned: false, fractionBits);
    }

    private static SumOperation Sum(
        BinaryNode node, EquatableArray<string> inputs, string output, FixedPointFormat[] operands, FixedPointFormat result, bool isDifference)
    {
        var finest = Math.Max(operands[0].FractionBits, operands[1].FractionBits);
        return new SumOperation
        {
            Name = node.Name,
            Inputs = inputs,
            Output = output,
            LeftShifts = [finest - operands[0].FractionBits, finest - operands[1].FractionBits],
            Negated = [false, isDifference],
            Shift = finest - result.FractionBits,
        };
    }

    private static bool Fits(SumOperation sum, FixedPointFormat[] inputs) =>
        AccumulatorBound.WithRounding(AccumulatorBound.Sum(sum, inputs), sum.Shift) <= int.MaxValue;
}
