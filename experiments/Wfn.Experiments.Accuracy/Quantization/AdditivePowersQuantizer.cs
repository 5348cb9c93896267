using Wfn.Training.Checkpoints;
using Wfn.Training.Optimisation;

namespace Wfn.Experiments.Accuracy.Quantization;

/// <summary>
/// Additive powers of two with a clipping scale for each tensor (Li, Dong and Wang, "Additive Powers-of-Two Quantization", ICLR
/// 2020). The scale starts where the squared error is smallest and is learned with the gradient of their reparameterised clipping
/// function.
/// </summary>
internal sealed class AdditivePowersQuantizer : ITensorQuantizer
{
    private const int ScalesTried = 200;
    private const float SmallestScale = 1e-6f;

    private readonly float[] magnitudes;
    private readonly float[] midpoints;
    private readonly int[] termsOfMagnitudes;
    private readonly Adam optimiser = new(1);
    private readonly float[] scale = new float[1];

    /// <param name="weights">The tensor's weights.</param>
    /// <param name="bits">Bits of a weight, its sign included: 3 or 4.</param>
    public AdditivePowersQuantizer(ReadOnlySpan<float> weights, int bits)
    {
        var sums = Sums(bits);
        magnitudes = [.. sums.Select(sum => (float)(sum.Value / sums[^1].Value))];
        termsOfMagnitudes = [.. sums.Select(sum => sum.Terms)];
        midpoints = NearestValue.Midpoints(magnitudes);
        scale[0] = BestScale(weights);
    }

    /// <summary>The magnitudes that weights can have, relative to the scale, ascending; from 0 to 1.</summary>
    public ReadOnlySpan<float> Magnitudes => magnitudes;

    /// <summary>The clipping scale: the largest magnitude.</summary>
    public float Scale => scale[0];

    /// <inheritdoc/>
    public void Quantize(ReadOnlySpan<float> hidden, Span<float> result)
    {
        for (var i = 0; i < hidden.Length; i++)
        {
            result[i] = scale[0] * Relative(hidden[i], scale[0]);
        }
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> hidden, ReadOnlySpan<float> gradient, double learningRate)
    {
        var slope = 0.0;
        for (var i = 0; i < hidden.Length; i++)
        {
            // What is clipped moves with the scale; the rest by how it was rounded.
            var relative = hidden[i] / scale[0];
            slope += gradient[i] * (Math.Abs(relative) > 1 ? Math.Sign(relative) : Relative(hidden[i], scale[0]) - relative);
        }

        optimiser.Step(scale, [(float)slope], learningRate);
        scale[0] = Math.Max(scale[0], SmallestScale);
    }

    /// <inheritdoc/>
    public void Follow(ReadOnlySpan<float> hidden)
    {
        // The scale is learned, not fitted.
    }

    /// <inheritdoc/>
    public QuantizedTensor Store(ReadOnlySpan<float> hidden)
    {
        var zero = magnitudes.Length - 1;
        var indices = new ushort[hidden.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var magnitude = NearestValue.IndexOf(midpoints, Math.Abs(hidden[i]) / scale[0]);
            indices[i] = (ushort)(hidden[i] < 0 ? zero - magnitude : zero + magnitude);
        }

        int[] terms = [.. termsOfMagnitudes.Skip(1).Reverse(), .. termsOfMagnitudes];
        return new QuantizedTensor(indices, terms.Length, 1, terms);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteArray<float>(scale);
        optimiser.Write(writer);
    }

    /// <inheritdoc/>
    public void Read(BinaryReader reader)
    {
        reader.ReadArray<float>(scale);
        optimiser.Read(reader);
    }

    // The sets of the authors' code: one term of three powers for two bits of magnitude; for three bits a first term of three powers
    // and a second one that is there or not.
    private static (double Value, int Terms)[] Sums(int bits)
    {
        (double[] first, double[] second) = bits switch
        {
            3 => (new[] { 0, 0.5, 0.25, 0.125 }, new[] { 0.0 }),
            4 => (new[] { 0, 0.5, 0.25, 0.0625 }, new[] { 0, 0.125 }),
            _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "3 and 4 bits are defined"),
        };
        return
        [
            .. first.SelectMany(a => second.Select(b => (Value: a + b, Terms: (a == 0 ? 0 : 1) + (b == 0 ? 0 : 1)))).OrderBy(
                sum => sum.Value),
        ];
    }

    private float Relative(float weight, float by)
    {
        var magnitude = magnitudes[NearestValue.IndexOf(midpoints, Math.Abs(weight) / by)];
        return weight < 0 ? -magnitude : magnitude;
    }

    private float BestScale(ReadOnlySpan<float> weights)
    {
        var largest = SmallestScale;
        foreach (var weight in weights)
        {
            largest = Math.Max(largest, Math.Abs(weight));
        }

        var (best, smallestError) = (largest, double.PositiveInfinity);
        for (var i = 1; i <= ScalesTried; i++)
        {
            var (tried, error) = (largest * i / ScalesTried, 0.0);
            foreach (var weight in weights)
            {
                var rest = weight - (tried * Relative(weight, tried));
                error += rest * rest;
            }

            (best, smallestError) = error < smallestError ? (tried, error) : (best, smallestError);
        }

        return best;
    }
}
