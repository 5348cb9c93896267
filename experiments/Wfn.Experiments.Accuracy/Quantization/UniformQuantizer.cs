using Wfn.Training.Checkpoints;

namespace Wfn.Experiments.Accuracy.Quantization;

/// <summary>Evenly spaced levels around zero; the outermost is the tensor's largest magnitude at any time.</summary>
internal sealed class UniformQuantizer : ITensorQuantizer
{
    private readonly int largest;
    private readonly float[] scale = new float[1];

    /// <param name="weights">The tensor's weights.</param>
    /// <param name="bits">Bits of a weight, its sign included.</param>
    public UniformQuantizer(ReadOnlySpan<float> weights, int bits)
    {
        largest = (1 << (bits - 1)) - 1;
        Follow(weights);
    }

    /// <inheritdoc/>
    public void Quantize(ReadOnlySpan<float> hidden, Span<float> result)
    {
        for (var i = 0; i < hidden.Length; i++)
        {
            result[i] = scale[0] * Level(hidden[i]);
        }
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<float> hidden, ReadOnlySpan<float> gradient, double learningRate)
    {
        // The scale follows the weights.
    }

    /// <inheritdoc/>
    public void Follow(ReadOnlySpan<float> hidden)
    {
        scale[0] = 0;
        foreach (var weight in hidden)
        {
            scale[0] = Math.Max(scale[0], Math.Abs(weight) / largest);
        }
    }

    /// <inheritdoc/>
    public QuantizedTensor Store(ReadOnlySpan<float> hidden)
    {
        var indices = new ushort[hidden.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = (ushort)(Level(hidden[i]) + largest);
        }

        return new QuantizedTensor(indices, (2 * largest) + 1, 1, null);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => writer.WriteArray<float>(scale);

    /// <inheritdoc/>
    public void Read(BinaryReader reader) => reader.ReadArray<float>(scale);

    private int Level(float weight) => scale[0] == 0 ? 0 : Math.Clamp((int)Math.Round(weight / scale[0]), -largest, largest);
}
