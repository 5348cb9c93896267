using Wfn.Artifact;

namespace Wfn.Experiments.Accuracy.Quantization;

/// <summary>A tensor as it is stored: an index for each weight and a few numbers that say what indices mean.</summary>
/// <param name="Indices">The indices.</param>
/// <param name="Symbols">How many different indices there can be.</param>
/// <param name="Numbers">How many float32 numbers say what they mean: centres or scales.</param>
/// <param name="TermsOfSymbols">
/// The number of powers of two that each index's value is a sum of, up to the tensor's scale (0 for zero); null where values are no
/// such sums.
/// </param>
internal sealed record QuantizedTensor(ushort[] Indices, int Symbols, int Numbers, int[]? TermsOfSymbols)
{
    private const int BitsOfNumber = 32;

    /// <summary>
    /// Bits that it takes: indices by the entropy coder of our own artifacts, with counts of the tensor's own, and its numbers.
    /// </summary>
    public long Bits
    {
        get
        {
            var counts = IndexCounts.Of(Indices, Symbols);
            var countBytes = counts.Sum(BytesOf);
            return (8 * (countBytes + RansCoder.Encode(Indices, SymbolModel.FromCounts(counts)).Length)) + (BitsOfNumber * (long)Numbers);
        }
    }

    /// <summary>Weights by the number of powers of two, zeros among the single ones, added to <paramref name="sums"/>.</summary>
    public void AddTerms(List<long> sums)
    {
        foreach (var index in Indices)
        {
            var place = Math.Max(0, TermsOfSymbols![index] - 1);
            while (sums.Count <= place)
            {
                sums.Add(0);
            }

            sums[place]++;
        }
    }

    // As LEB128.
    private static long BytesOf(long count)
    {
        var bytes = 1;
        for (; count >= 0x80; count >>= 7)
        {
            bytes++;
        }

        return bytes;
    }
}
