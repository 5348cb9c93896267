using Wfn.Indexing;

namespace Wfn.Reference.Fixed;

/// <summary>out[i] = in[map[i]]: transpose, slice and pad.</summary>
internal static class FixedGather
{
    public static void Run(int[] input, int[] output, int[] map, int constant = 0)
    {
        for (var i = 0; i < map.Length; i++)
        {
            output[i] = map[i] == IndexMap.None ? constant : input[map[i]];
        }
    }
}
