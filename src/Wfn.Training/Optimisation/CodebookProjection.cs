using System.Numerics;
using System.Runtime.InteropServices;
using Wfn.Numerics;

namespace Wfn.Training.Optimisation;

/// <summary>
/// Puts weights onto a codebook: each takes the centre of the smallest cost, which is what the move costs the network plus a
/// price for every bit that the centre costs (entropy-constrained quantisation; Chou, Lookabaugh and Gray, 1989).
/// </summary>
/// <remarks>
/// A centre costs the bits of an entropy coder, a bit for every power of two in it, which is an addition at inference, and the
/// weight's share of the centre's own entry in the codebook, which makes a centre that few weights take give way to its
/// neighbours (minimum description length).
/// </remarks>
internal sealed class CodebookProjection
{
    /// <summary>About what a value with its terms takes in an artifact and in generated tables.</summary>
    private const double EntryBits = 32;

    private readonly float[] centres;
    private readonly double[] terms;
    private readonly float[] prices;
    private readonly int[] counts;

    /// <param name="centres">The centres, ascending; values of one codebook.</param>
    public CodebookProjection(float[] centres)
    {
        this.centres = centres;
        var codebook = Codebook.FromValues(centres);
        terms = [.. Enumerable.Range(0, centres.Length).Select(index => (double)codebook.Terms(index).Count)];
        prices = new float[centres.Length];
        counts = new int[centres.Length];
    }

    /// <summary>
    /// Sets what centres cost from how often each is taken; a centre that nothing takes any more gets no way back at a high price.
    /// </summary>
    /// <param name="assignment">The index of each weight's centre.</param>
    /// <param name="bitPrice">What a bit costs.</param>
    public void Price(ReadOnlySpan<int> assignment, double bitPrice)
    {
        counts.AsSpan().Clear();
        foreach (var centre in assignment)
        {
            counts[centre]++;
        }

        for (var j = 0; j < prices.Length; j++)
        {
            var count = Math.Max(counts[j], 0.5);
            prices[j] = (float)(bitPrice * (Math.Log2(assignment.Length / count) + terms[j] + (EntryBits / count)));
        }
    }

    /// <summary>The centre of the smallest cost for each weight; of equal ones the lower.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="scale">What a squared move costs.</param>
    /// <param name="assignment">Receives the index of each weight's centre.</param>
    public void Assign(ReadOnlySpan<float> weights, double scale, Span<int> assignment)
    {
        var lanes = Vector<float>.Count;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(weights);
        var results = MemoryMarshal.Cast<int, Vector<int>>(assignment[..(vectors.Length * lanes)]);
        for (var i = 0; i < vectors.Length; i++)
        {
            results[i] = Cheapest(vectors[i], (float)scale);
        }

        for (var i = vectors.Length * lanes; i < weights.Length; i++)
        {
            assignment[i] = Cheapest(new Vector<float>(weights[i]), (float)scale)[0];
        }
    }

    private Vector<int> Cheapest(Vector<float> weights, float scale)
    {
        var best = Vector<int>.Zero;
        var lowest = new Vector<float>(float.PositiveInfinity);
        for (var j = 0; j < centres.Length; j++)
        {
            var move = weights - new Vector<float>(centres[j]);
            var cost = (move * move * scale) + new Vector<float>(prices[j]);
            var isLower = Vector.LessThan(cost, lowest);
            best = Vector.ConditionalSelect(isLower, new Vector<int>(j), best);
            lowest = Vector.ConditionalSelect(isLower, cost, lowest);
        }

        return best;
    }
}
