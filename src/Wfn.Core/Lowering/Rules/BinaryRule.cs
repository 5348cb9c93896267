using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Numerics;

namespace Wfn.Lowering.Rules;

/// <summary>Sum and difference to <see cref="FixedPointSum"/>, product to <see cref="FixedPointProduct"/>.</summary>
internal static class BinaryRule
{
    // Fraction bits that a constant summand has beyond the output's, where they fit.
    private const int ConstantGuardBits = 8;

    public static FixedPointOperation Lower(BinaryNode node, LoweringContext context) => context.ConstantOperand(node) switch
    {
        null when node.Operator == BinaryOperator.Multiply => Product(node, context),
        null => Sum(node, context),
        var (activation, constant, _) when node.Operator == BinaryOperator.Multiply => Scaled(node, context, activation, constant),
        var (activation, constant, constantFirst) => Shifted(node, context, activation, constant, constantFirst),
    };

    private static FixedPointSum Sum(BinaryNode node, LoweringContext context)
    {
        var first = context.Format(node.Inputs[0]).FractionBits;
        var second = context.Format(node.Inputs[1]).FractionBits;
        var finest = Math.Max(first, second);
        return new FixedPointSum
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            LeftShifts = [finest - first, finest - second],
            Negated = [false, node.Operator == BinaryOperator.Subtract],
            Shift = finest - context.Format(node.Output).FractionBits,
        };
    }

    private static FixedPointSum Shifted(
        BinaryNode node, LoweringContext context, string activation, Parameter constant, bool constantFirst)
    {
        var input = context.Format(activation);
        var outputFractionBits = context.Format(node.Output).FractionBits;
        for (var guard = Math.Max(0, outputFractionBits + ConstantGuardBits - input.FractionBits); ; guard--)
        {
            var finest = input.FractionBits + guard;
            var negateConstant = node.Operator == BinaryOperator.Subtract && !constantFirst;
            var sum = new FixedPointSum
            {
                Name = node.Name,
                Inputs = [activation],
                Output = node.Output,
                LeftShifts = [guard, 0],
                Negated = [node.Operator == BinaryOperator.Subtract && constantFirst, false],
                Constant = new FixedPointConstant(
                    SampleShape.OfConstant(node, constant, context.Shape(node.Output).Rank),
                    constant.Values.Select(v => AccumulatorUnits.Of(negateConstant ? -v : v, finest)).ToEquatableArray()),
                Shift = finest - outputFractionBits,
            };
            if (guard == 0 || AccumulatorBound.WithRounding(AccumulatorBound.Sum(sum, [input]), sum.Shift) <= int.MaxValue)
            {
                return sum;
            }
        }
    }

    private static FixedPointProduct Product(BinaryNode node, LoweringContext context) => new()
    {
        Name = node.Name,
        Inputs = node.Inputs,
        Output = node.Output,
        Shift = context.Format(node.Inputs[0]).FractionBits + context.Format(node.Inputs[1]).FractionBits
            - context.Format(node.Output).FractionBits,
    };

    private static FixedPointProduct Scaled(BinaryNode node, LoweringContext context, string activation, Parameter constant)
    {
        var input = context.Format(activation);
        return FactorScale.Finest(constant.Values.Max(v => Math.Abs((double)v)), WithFactorBits, Fits);

        FixedPointProduct WithFactorBits(int factorBits) => new()
        {
            Name = node.Name,
            Inputs = [activation],
            Output = node.Output,
            Constant = new FixedPointConstant(
                SampleShape.OfConstant(node, constant, context.Shape(node.Output).Rank),
                constant.Values.Select(v => SignedDigitConstant.Near(v * FixedPointRounding.PowerOfTwo(factorBits))).ToEquatableArray()),
            Shift = input.FractionBits + factorBits - context.Format(node.Output).FractionBits,
        };

        bool Fits(FixedPointProduct product) =>
            AccumulatorBound.WithRounding(AccumulatorBound.Product(product, [input]), product.Shift) <= int.MaxValue;
    }
}
