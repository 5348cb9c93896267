namespace Wfn.Experiments.Accuracy.Quantization;

/// <summary>
/// Puts the weights of one tensor on few values while it is trained: the network sees the values, and hidden weights of full precision
/// follow the gradient at them (the straight-through estimator; Bengio, Léonard and Courville, 2013).
/// </summary>
internal interface ITensorQuantizer
{
    /// <summary>The values that hidden weights stand for.</summary>
    /// <param name="hidden">The hidden weights.</param>
    /// <param name="result">Receives a value for each.</param>
    void Quantize(ReadOnlySpan<float> hidden, Span<float> result);

    /// <summary>Learns what it learns of its own, after the backward pass and before the hidden weights move.</summary>
    /// <param name="hidden">The hidden weights.</param>
    /// <param name="gradient">The loss's derivative by the value of each.</param>
    /// <param name="learningRate">The step's length.</param>
    void Learn(ReadOnlySpan<float> hidden, ReadOnlySpan<float> gradient, double learningRate);

    /// <summary>Follows the hidden weights after they moved.</summary>
    void Follow(ReadOnlySpan<float> hidden);

    /// <summary>What has to be stored for the tensor.</summary>
    QuantizedTensor Store(ReadOnlySpan<float> hidden);

    /// <summary>Writes the state into a checkpoint.</summary>
    void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    void Read(BinaryReader reader);
}
