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
    private readonly bool[] isRemoved;
    private readonly float[] prices;
    private readonly int[] counts;

    /// <param name="centres">The centres, ascending; values of one codebook.</param>
    public CodebookProjection(float[] centres)
    {
        this.centres = centres;
        var codebook = Codebook.FromValues(centres);
        terms = [.. Enumerable.Range(0, centres.Length).Select(index => (double)codebook.Terms(index).Count)];
        isRemoved = new bool[centres.Length];
        prices = new float[centres.Length];
        counts = new int[centres.Length];
    }

    /// <summary>
    /// Sets what centres cost from how often each is taken; a centre that nothing takes any more gets no way back at a high price.
    /// </summary>
    /// <param name="assignment">The index of each weight's centre.</param>
    /// <param name="bitPrice">What a bit costs.</param>
    /// <param name="openness">
    /// How much a centre is taken to be popular before it is, 0 to 1: at 1 as if as many weights again took all centres evenly.
    /// </param>
    public void Price(ReadOnlySpan<int> assignment, double bitPrice, double openness)
    {
        var expected = openness * assignment.Length / centres.Length;
        Count(assignment);
        for (var j = 0; j < prices.Length; j++)
        {
            var count = Math.Max(counts[j] + expected, 0.5);
            var bits = Math.Log2((1 + openness) * assignment.Length / count) + terms[j] + (EntryBits / count);
            prices[j] = isRemoved[j] ? float.PositiveInfinity : (float)(bitPrice * bits);
        }
    }

    /// <summary>Counts how often each centre is taken, at the prices there are.</summary>
    public void Count(ReadOnlySpan<int> assignment)
    {
        counts.AsSpan().Clear();
        foreach (var centre in assignment)
        {
            counts[centre]++;
        }
    }

    /// <summary>How many centres are taken.</summary>
    public int Taken => counts.Count(count => count > 0);

    /// <summary>
    /// Takes the centre out of the codebook whose weights can go elsewhere at the smallest cost in all; nothing is assigned anew.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="scales">What a squared move of each costs.</param>
    /// <param name="assignment">The index of each weight's centre.</param>
    public void RemoveCheapest(ReadOnlySpan<float> weights, ReadOnlySpan<float> scales, ReadOnlySpan<int> assignment)
    {
        var losses = new double[centres.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var own = assignment[i];
            var elsewhere = float.PositiveInfinity;
            for (var j = 0; j < centres.Length; j++)
            {
                elsewhere = j == own ? elsewhere : Math.Min(elsewhere, Cost(weights[i], scales[i], j));
            }

            losses[own] += elsewhere - Cost(weights[i], scales[i], own);
        }

        var cheapest = -1;
        for (var j = 0; j < centres.Length; j++)
        {
            if (counts[j] > 0 && (cheapest < 0 || losses[j] < losses[cheapest]))
            {
                cheapest = j;
            }
        }

        for (var j = 0; j < centres.Length; j++)
        {
            // Nor does one come in that no weight takes at present.
            if (j == cheapest || counts[j] == 0)
            {
                isRemoved[j] = true;
                prices[j] = float.PositiveInfinity;
            }
        }
    }

    /// <summary>Which centres are no longer on the codebook; for checkpoints.</summary>
    public Span<bool> IsRemoved => isRemoved;

    private float Cost(float weight, float scale, int centre)
    {
        var move = weight - centres[centre];
        return (move * move * scale) + prices[centre];
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
