using Wfn.Reference.Indexing;

namespace Wfn.Reference.Fixed;

/// <summary>out[i] = in[map[i]]: transpose, slice, pad, and what one tap of a window meets.</summary>
internal static class FixedGather
{
    public static void Run(ReadOnlySpan<int> input, int[] output, int[] map, int constant = 0)
    {
        for (var i = 0; i < map.Length; i++)
        {
            output[i] = map[i] == IndexMap.None ? constant : input[map[i]];
        }
    }
}
