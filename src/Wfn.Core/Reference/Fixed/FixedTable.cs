using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Reference.Fixed;

/// <summary>The table's entry for each q.</summary>
internal static class FixedTable
{
    public static void Run(TableOperation operation, int[] input, FixedPointFormat inputFormat, int[] output)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = operation.Table[input[i] - inputFormat.Minimum];
        }
    }
}
