using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Numerics;

/// <summary>How many bits a group of activations gets, and whether it has a sign.</summary>
internal static class FormatWidth
{
    /// <summary>Bits in front of a sigmoid, whose table has an entry for every q: finer than its 8-bit result can tell.</summary>
    private const int TableBits = 12;

    /// <summary>
    /// 16 signed bits for outputs of the network and for what only one elementwise node reads (so that nothing is rounded to
    /// 8 bits twice); otherwise the bits asked for, without a sign where no value is negative.
    /// </summary>
    public static (int Bits, bool IsSigned) Of(FormatGroup group, GraphIndex index, bool isNegative, int bits)
    {
        if (group.Members.Any(index.IsOutput))
        {
            return (16, true);
        }

        if (group.Readers.Count == 1)
        {
            switch (group.Readers[0])
            {
                case SigmoidNode:
                    return (Math.Max(bits, TableBits), true);
                case BatchNormNode or SoftmaxNode or ReluNode or ClipNode:
                case BinaryNode binary when binary.Operator != BinaryOperator.Multiply || HasConstant(binary, index):
                    return (16, true);
            }
        }

        return isNegative ? (bits, true) : (Math.Min(bits, 15), false);
    }

    private static bool HasConstant(BinaryNode node, GraphIndex index) => node.Inputs.Any(i => index.FindParameter(i) is not null);
}
