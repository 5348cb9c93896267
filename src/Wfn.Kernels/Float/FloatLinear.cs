using System;

namespace Wfn.Kernels;

/// <summary>
/// Fully connected layer in float32; weights are looked up in registers, or decoded a part at a time. Rows, those of a sample or of
/// several, share what is looked up, and each comes out the same whatever their number.
/// </summary>
internal sealed class FloatLinear
{
#if NET8_0_OR_GREATER
    private const int MostRowsOfBytes = 4;

    // Values that were asked about before, which are the same array at every call, and what was found.
    private float[]? areOfBytes;
    private float[]? areNotOfBytes;

#endif
    private readonly int inputs;
    private readonly float[] bias;
    private readonly FloatBounds bounds;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">Inputs of a row.</param>
    /// <param name="bias">The bias of each output.</param>
    /// <param name="bounds">Bounds of the results.</param>
    internal FloatLinear(int inputs, float[] bias, FloatBounds bounds)
    {
        this.inputs = inputs;
        this.bias = bias;
        this.bounds = bounds;
    }

    /// <summary>Runs as many rows as there is room for in the output.</summary>
    /// <param name="weights">The weights, in the order of <see cref="PackedGemv"/>.</param>
    /// <param name="input">The inputs, row by row.</param>
    /// <param name="output">Receives the outputs, row by row.</param>
    internal void Run(FloatWeights weights, ReadOnlySpan<float> input, Span<float> output) => Run(weights, input, output, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(FloatWeights weights, ReadOnlySpan<float> input, Span<float> output, VectorWidth vectorWidth) =>
        RunPart(weights, input, output, LayerPart.Whole, vectorWidth);

    /// <summary>Inputs of a row.</summary>
    internal int Inputs => inputs;

    /// <summary>Outputs of a row.</summary>
    internal int Outputs => bias.Length;

    /// <summary>The most parts that are not empty: as many outputs each as look-ups run through at once.</summary>
    internal int MostParts => (bias.Length + PackedGemv.OutputsTogether - 1) / PackedGemv.OutputsTogether;

    /// <summary>Runs some outputs of every row.</summary>
    internal void RunPart(FloatWeights weights, ReadOnlySpan<float> input, Span<float> output, LayerPart part, VectorWidth vectorWidth)
    {
        var (first, end) = (part.First(MostParts) * PackedGemv.OutputsTogether, Math.Min(bias.Length, part.End(MostParts) * PackedGemv.OutputsTogether));
        if (first >= end)
        {
            return;
        }

        var isOfCodes = !weights.Codes.IsEmpty;
        if (input.Length / inputs < output.Length / bias.Length
            || (isOfCodes ? weights.Codes.Length : weights.Values.Length) < PackedGemv.Length(bias.Length, inputs, isOfCodes ? PackedGemv.CodeInputs : 1))
        {
            throw new ArgumentException("There are fewer inputs or weights than the outputs need.", nameof(input));
        }

#if NET8_0_OR_GREATER
        if (vectorWidth == VectorWidth.Bits512 && LookupGemv.IsSupported && isOfCodes)
        {
            LookupGemv.Run(weights.Codes, weights.Values, bias, bounds, inputs, input, output, first, end);
            return;
        }

        // More rows share what is decoded once.
        if (vectorWidth == VectorWidth.Bits256 && isOfCodes && output.Length / bias.Length < MostRowsOfBytes && AreOfBytes(weights.Values))
        {
            ByteLookupGemv.Run(weights.Codes, weights.Values, bias, bounds, inputs, input, output, first, end);
            return;
        }

#endif
        PackedGemv.Run(weights, bias, bounds, inputs, input, output, first, end, vectorWidth);
    }

#if NET8_0_OR_GREATER
    // Threads that ask at once find the same.
    private bool AreOfBytes(float[] values)
    {
        if (values == areOfBytes || values == areNotOfBytes)
        {
            return values == areOfBytes;
        }

        var found = ByteLookupGemv.CanRun(values);
        (found ? ref areOfBytes : ref areNotOfBytes) = values;
        return found;
    }
#endif
}
