using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.KernelCalls;

/// <summary>What the weights of a layer consist of, output by output: how many have each magnitude, and each signed digit.</summary>
internal sealed class ShiftAddCount
{
    /// <summary>Powers of two.</summary>
    public const int Exponents = 32;

    private readonly int[] inputs;
    private readonly int[] negatives;
    private readonly int[] added;
    private readonly int[] subtracted;

    /// <summary>Counts.</summary>
    public ShiftAddCount(IndexedWeights weights, int outputs)
    {
        Outputs = outputs;
        var mantissas = weights.Codebook.Mantissas.ToArray();
        Magnitudes = [.. mantissas.Select(Math.Abs).Where(m => m != 0).Distinct().OrderBy(m => m)];
        Digits = [.. Magnitudes.Select(m => SignedDigit.NonAdjacentForm(m).ToArray())];

        // A large codebook over many outputs has more pairs of both than there are weights, and sums of its values save nothing.
        HasMagnitudes = (long)outputs * Magnitudes.Length <= weights.Indices.Count;
        inputs = new int[HasMagnitudes ? outputs * Magnitudes.Length : 0];
        negatives = new int[inputs.Length];
        added = new int[outputs * Exponents];
        subtracted = new int[added.Length];
        var places = mantissas.Select(m => Array.BinarySearch(Magnitudes, Math.Abs(m))).ToArray();
        var rowLength = weights.Indices.Count / Math.Max(1, outputs);
        var indices = weights.Indices.AsSpan();
        for (var i = 0; i < indices.Length; i++)
        {
            var (place, isNegative) = (places[indices[i]], mantissas[indices[i]] < 0);
            if (place < 0)
            {
                continue;
            }

            var output = i / rowLength;
            if (HasMagnitudes)
            {
                inputs[(output * Magnitudes.Length) + place]++;
                negatives[(output * Magnitudes.Length) + place] += isNegative ? 1 : 0;
            }

            foreach (var digit in Digits[place])
            {
                (digit.Negative == isNegative ? added : subtracted)[(output * Exponents) + digit.Exponent]++;
            }
        }
    }

    /// <summary>Whether inputs are counted for each magnitude.</summary>
    public bool HasMagnitudes { get; }

    /// <summary>Outputs.</summary>
    public int Outputs { get; }

    /// <summary>The magnitudes but 0, ascending.</summary>
    public int[] Magnitudes { get; }

    /// <summary>Each magnitude's digits.</summary>
    public SignedDigit[][] Digits { get; }

    /// <summary>Inputs of an output whose weight has a magnitude.</summary>
    public int Inputs(int output, int magnitude) => inputs[(output * Magnitudes.Length) + magnitude];

    /// <summary>Inputs that an output adds and subtracts at each power of two, but for those of some magnitudes.</summary>
    public (int Added, int Subtracted)[] Powers(int output, IReadOnlyList<int> without)
    {
        var powers = new (int Added, int Subtracted)[Exponents];
        for (var exponent = 0; exponent < Exponents; exponent++)
        {
            powers[exponent] = (added[(output * Exponents) + exponent], subtracted[(output * Exponents) + exponent]);
        }

        foreach (var magnitude in without)
        {
            var entry = (output * Magnitudes.Length) + magnitude;
            foreach (var digit in Digits[magnitude])
            {
                var positives = inputs[entry] - negatives[entry];
                powers[digit.Exponent].Added -= digit.Negative ? negatives[entry] : positives;
                powers[digit.Exponent].Subtracted -= digit.Negative ? positives : negatives[entry];
            }
        }

        return powers;
    }
}
