namespace Wfn.Operators;

/// <summary>Where a weighted sum with a bias has its operands and its channels, for rewrites that fold what follows into it.</summary>
/// <param name="Weight">The weight's place among the operands; its <c>OutputAxis</c> stands in the operand's description.</param>
/// <param name="Bias">The bias' place among the operands.</param>
/// <param name="ChannelAxis">The axis of the outputs in a result of a given number of axes, the batch's included.</param>
internal sealed record WeightedSumOperands(int Weight, int Bias, Func<int, int> ChannelAxis);
