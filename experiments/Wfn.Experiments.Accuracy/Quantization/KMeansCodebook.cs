using Wfn.Training.Checkpoints;

namespace Wfn.Experiments.Accuracy.Quantization;

/// <summary>
/// A codebook of a tensor's own by k-means: centres start evenly spread over the tensor's range (Han, Mao and Dally, "Deep
/// Compression", ICLR 2016) and are moved by Lloyd's algorithm until no weight changes its centre. While training goes on, every
/// weight takes its nearest centre and every centre is the mean of its weights after each step, so that it moves with the mean of
/// its weights' gradients, as theirs does.
/// </summary>
internal sealed class KMeansCodebook : ITensorQuantizer
{
    private const int MostIterations = 300;

    private readonly float[] centres;
    private float[] midpoints;

    /// <param name="weights">The tensor's weights.</param>
    /// <param name="bits">Bits of an index: 2^bits centres.</param>
    public KMeansCodebook(ReadOnlySpan<float> weights, int bits)
    {
        var (smallest, largest) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var weight in weights)
        {
            smallest = Math.Min(smallest, weight);
            largest = Math.Max(largest, weight);
        }

        centres = new float[1 << bits];
        for (var i = 0; i < centres.Length; i++)
        {
            centres[i] = smallest + ((largest - smallest) * i / (centres.Length - 1));
        }

        midpoints = NearestValue.Midpoints(centres);
        for (var iteration = 0; iteration < MostIterations && Move(weights); iteration++)
        {
        }
    }

    /// <summary>The centres, ascending.</summary>
    public ReadOnlySpan<float> Centres => centres;

    /// <inheritdoc/>
    public void Quantize(ReadOnlySpan<float> hidden, Span<float> result)
    {
        for (var i = 0; i < hidden.Length; i++)
        {
            result[i] = centres[NearestValue.IndexOf(midpoints, hidden[i])];
        }
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> hidden, ReadOnlySpan<float> gradient, double learningRate)
    {
        // Centres have nothing of their own: they follow their weights.
    }

    /// <inheritdoc/>
    public void Follow(ReadOnlySpan<float> hidden) => Move(hidden);

    /// <inheritdoc/>
    public QuantizedTensor Store(ReadOnlySpan<float> hidden)
    {
        var indices = new ushort[hidden.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = (ushort)NearestValue.IndexOf(midpoints, hidden[i]);
        }

        return new QuantizedTensor(indices, centres.Length, centres.Length, null);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => writer.WriteArray<float>(centres);

    /// <inheritdoc/>
    public void Read(BinaryReader reader)
    {
        reader.ReadArray<float>(centres);
        midpoints = NearestValue.Midpoints(centres);
    }

    /// <returns>Whether a centre moved.</returns>
    private bool Move(ReadOnlySpan<float> weights)
    {
        Span<double> sums = stackalloc double[centres.Length];
        Span<int> counts = stackalloc int[centres.Length];
        sums.Clear();
        counts.Clear();
        foreach (var weight in weights)
        {
            var index = NearestValue.IndexOf(midpoints, weight);
            sums[index] += weight;
            counts[index]++;
        }

        var moved = false;
        for (var i = 0; i < centres.Length; i++)
        {
            // A centre without weights stays where it is.
            var mean = counts[i] == 0 ? centres[i] : (float)(sums[i] / counts[i]);
            moved |= mean != centres[i];
            centres[i] = mean;
        }

        midpoints = NearestValue.Midpoints(centres);
        return moved;
    }
}
