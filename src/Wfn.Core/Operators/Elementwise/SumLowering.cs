using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>Sums and differences in integers.</summary>
internal static class SumLowering
{
    // Fraction bits that a constant summand has beyond the output's, where they fit.
    private const int ConstantGuardBits = 8;

    /// <summary>a + b.</summary>
    public static FixedPointOperation Sum(BinaryNode node, LoweringContext context) => Lower(node, context, isDifference: false);

    /// <summary>a − b.</summary>
    public static FixedPointOperation Difference(BinaryNode node, LoweringContext context) => Lower(node, context, isDifference: true);

    private static SumOperation Lower(BinaryNode node, LoweringContext context, bool isDifference) => context.ConstantOperand(node) switch
    {
        null => OfActivations(node, context, isDifference),
        var (activation, constant, constantFirst) => WithConstant(node, context, activation, constant, constantFirst, isDifference),
    };

    private static SumOperation OfActivations(BinaryNode node, LoweringContext context, bool isDifference)
    {
        var first = context.Format(node.Inputs[0]).FractionBits;
        var second = context.Format(node.Inputs[1]).FractionBits;
        var finest = Math.Max(first, second);
        return new SumOperation
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            LeftShifts = [finest - first, finest - second],
            Negated = [false, isDifference],
            Shift = finest - context.Format(node.Output).FractionBits,
        };
    }

    private static SumOperation WithConstant(
        BinaryNode node, LoweringContext context, string activation, Parameter constant, bool constantFirst, bool isDifference)
    {
        var input = context.Format(activation);
        var result = context.Format(node.Output);
        var outputFractionBits = result.FractionBits;

        // Past these the result saturates whatever the activation is.
        var (lowest, highest) = (Real(input.Minimum, input), Real(input.Maximum, input));
        var negates = isDifference && constantFirst;
        var least = Real(result.Minimum - 1, result) - (negates ? -lowest : highest);
        var most = Real(result.Maximum + 1, result) - (negates ? -highest : lowest);
        for (var guard = Math.Max(0, outputFractionBits + ConstantGuardBits - input.FractionBits); ; guard--)
        {
            var finest = input.FractionBits + guard;
            var negateConstant = isDifference && !constantFirst;
            var sum = new SumOperation
            {
                Name = node.Name,
                Inputs = [activation],
                Output = node.Output,
                LeftShifts = [guard, 0],
                Negated = [negates, false],
                Constant = new ConstantOperation(
                    constant.Shape,
                    constant.Values.Select(v => AccumulatorUnits.Of(Math.Min(Math.Max(negateConstant ? -v : v, least), most), finest)).ToEquatableArray()),
                Shift = finest - outputFractionBits,
            };
            if (guard == 0 || AccumulatorBound.WithRounding(AccumulatorBound.Sum(sum, [input]), sum.Shift) <= int.MaxValue)
            {
                return sum;
            }
        }
    }

    private static double Real(int q, FixedPointFormat format) => q * FixedPointRounding.PowerOfTwo(-format.FractionBits);
}
