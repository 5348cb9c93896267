using Wfn.Reference.Indexing;

namespace Wfn.Reference.Float;

/// <summary>out[i] = in[map[i]]: transpose, slice and pad in float32.</summary>
internal static class FloatGather
{
    public static void Run(ReadOnlySpan<float> input, Span<float> output, int[] map, float constant = 0)
    {
        for (var i = 0; i < map.Length; i++)
        {
            output[i] = map[i] == IndexMap.None ? constant : input[map[i]];
        }
    }
}
