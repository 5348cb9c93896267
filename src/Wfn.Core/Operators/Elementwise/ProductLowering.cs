using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>Products in integers: with a constant by signed digits, of two activations by integer multiplication.</summary>
internal static class ProductLowering
{
    public static FixedPointOperation Lower(BinaryNode node, LoweringContext context) => context.ConstantOperand(node) switch
    {
        null => OfActivations(node, context),
        var (activation, constant, _) => WithConstant(node, context, activation, constant),
    };

    private static ProductOperation OfActivations(BinaryNode node, LoweringContext context) => new()
    {
        Name = node.Name,
        Inputs = node.Inputs,
        Output = node.Output,
        Shift = context.Format(node.Inputs[0]).FractionBits + context.Format(node.Inputs[1]).FractionBits
            - context.Format(node.Output).FractionBits,
    };

    private static ProductOperation WithConstant(BinaryNode node, LoweringContext context, string activation, Parameter constant)
    {
        var input = context.Format(activation);
        return FactorScale.Finest(constant.Values.Max(v => Math.Abs((double)v)), WithFactorBits, Fits);

        ProductOperation WithFactorBits(int factorBits) => new()
        {
            Name = node.Name,
            Inputs = [activation],
            Output = node.Output,
            Constant = new ConstantOperation(
                constant.Shape,
                constant.Values.Select(v => SignedDigitConstant.Near(v * FixedPointRounding.PowerOfTwo(factorBits))).ToEquatableArray()),
            Shift = input.FractionBits + factorBits - context.Format(node.Output).FractionBits,
        };

        bool Fits(ProductOperation product) =>
            AccumulatorBound.WithRounding(AccumulatorBound.Product(product, [input]), product.Shift) <= int.MaxValue;
    }
}
