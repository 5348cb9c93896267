using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Calibration;

/// <summary>How many bits a group of activations gets, and whether it has a sign.</summary>
internal static class FormatWidth
{
    /// <summary>Bits before a table, which has an entry for every q: finer than its 8-bit result can tell.</summary>
    private const int TableBits = 12;

    /// <summary>
    /// 16 signed bits for outputs of the network and for what only one node reads that reads wide (so that nothing is rounded to
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
            switch (OperatorDefinition.Of(group.Readers[0]).Formats(group.Readers[0], index).Reads)
            {
                case ReadWidth.Table:
                    return (Math.Max(bits, TableBits), true);
                case ReadWidth.Wide:
                    return (16, true);
            }
        }

        return isNegative ? (bits, true) : (Math.Min(bits, 15), false);
    }
}
