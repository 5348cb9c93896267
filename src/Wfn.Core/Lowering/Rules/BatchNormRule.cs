using Wfn.Graph.Nodes;
using Wfn.Numerics;

namespace Wfn.Lowering.Rules;

/// <summary>A batch norm that was kept to <see cref="FixedPointChannelAffine"/>: factors of at most four signed digits.</summary>
internal static class BatchNormRule
{
    public static FixedPointOperation Lower(BatchNormNode node, LoweringContext context)
    {
        var channels = ChannelAffine.Of(node, context.Index);
        var input = context.Format(node.Inputs[0]);
        var output = context.Format(node.Output);
        return FactorScale.Finest(channels.Max(c => Math.Abs(c.Factor)), WithFactorBits, Fits);

        FixedPointChannelAffine WithFactorBits(int factorBits) => new()
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Factors = channels
                .Select(c => SignedDigitConstant.Near(c.Factor * FixedPointRounding.PowerOfTwo(factorBits))).ToEquatableArray(),
            Offsets = channels.Select(c => AccumulatorUnits.Of(c.Offset, input.FractionBits + factorBits)).ToEquatableArray(),
            Shift = input.FractionBits + factorBits - output.FractionBits,
        };

        bool Fits(FixedPointChannelAffine affine) =>
            AccumulatorBound.WithRounding(AccumulatorBound.ChannelAffine(affine, input), affine.Shift) <= int.MaxValue;
    }
}
