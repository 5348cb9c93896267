using Wfn.Graph;

namespace Wfn.Integers;

/// <summary>What convolution and fully connected layer have in common: weights, bias in accumulator units, and the shift.</summary>
internal static class WeightedSumLowering
{
    /// <summary>
    /// Weights of the network's codebook as they are; others through a codebook of their own, as fine as the sums' 32 bits allow.
    /// </summary>
    public static (IndexedWeights Weights, EquatableArray<int> Bias, int Shift) Lower(
        Node node, string weight, string? bias, LoweringContext context)
    {
        var input = context.Format(node.Inputs[0]);
        var outputFractionBits = context.Format(node.Output).FractionBits;
        var outputs = context.Index.Parameter(weight).Shape[0];
        if (context.Parameters.OnCodebook(weight) is { } shared)
        {
            return With(shared);
        }

        for (var bits = PrivateCodebook.WidestMantissa; ; bits--)
        {
            var lowered = With(PrivateCodebook.Of(context.Index.Parameter(weight), bits));
            var bound = AccumulatorBound.WeightedSum(lowered.Weights, lowered.Bias, input);
            if (bits == PrivateCodebook.NarrowestMantissa || AccumulatorBound.WithRounding(bound, lowered.Shift) <= int.MaxValue)
            {
                return lowered;
            }
        }

        (IndexedWeights Weights, EquatableArray<int> Bias, int Shift) With(IndexedWeights weights)
        {
            var accumulatorFractionBits = input.FractionBits + weights.Codebook.FractionBits;
            var offsets = new int[outputs];
            for (var o = 0; bias is not null && o < outputs; o++)
            {
                offsets[o] = AccumulatorUnits.Of(context.Index.Parameter(bias).Values[o], accumulatorFractionBits);
            }

            return (weights, EquatableArray.TakeOwnership(offsets), accumulatorFractionBits - outputFractionBits);
        }
    }
}
