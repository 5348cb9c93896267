using Wfn.Integers;

namespace Wfn.Reference.Fixed;

/// <summary>Indices looked up in their codebook.</summary>
internal static class FixedWeights
{
    /// <summary>The integer of every weight.</summary>
    public static int[] Mantissas(IndexedWeights weights)
    {
        var mantissas = new int[weights.Indices.Count];
        for (var i = 0; i < mantissas.Length; i++)
        {
            mantissas[i] = weights.Codebook.Mantissas[weights.Indices[i]];
        }

        return mantissas;
    }
}
