namespace Wfn.Kernels;

/// <summary>The integer weights and biases of a depthwise convolution, as plain loops read them.</summary>
internal sealed class DepthwiseWeights
{
    private DepthwiseWeights(int[] taps, int[] bias, bool biasFits)
    {
        Taps = taps;
        Bias = bias;
        BiasFits = biasFits;
    }

    /// <summary>The weights without their common power of two, [channels, taps].</summary>
    internal int[] Taps { get; }

    /// <summary>The biases, with what the input's zero point adds to them.</summary>
    internal int[] Bias { get; }

    /// <summary>Whether these are what 32 bits hold; otherwise they have wrapped around.</summary>
    internal bool BiasFits { get; }

    /// <summary>Reads weights.</summary>
    /// <param name="indices">The codebook index of each weight, [channels, taps].</param>
    /// <param name="mantissas">The codebook's integers.</param>
    /// <param name="bias">The bias of each channel, in accumulator units.</param>
    /// <param name="weightShift">The power of two that all weights have in common.</param>
    /// <param name="zeroPoint">The input's zero point.</param>
    internal static DepthwiseWeights Read(ushort[] indices, int[] mantissas, int[] bias, int weightShift, int zeroPoint)
    {
        var weights = new int[indices.Length];
        var own = new int[bias.Length];
        var (taps, fits) = (indices.Length / bias.Length, true);
        for (var channel = 0; channel < own.Length; channel++)
        {
            var exact = (long)bias[channel];
            for (var i = channel * taps; i < (channel + 1) * taps; i++)
            {
                weights[i] = mantissas[indices[i]] >> weightShift;
                exact -= (long)mantissas[indices[i]] * zeroPoint;
            }

            fits &= DenseEpilogue.Fits(exact);
            own[channel] = unchecked((int)exact);
        }

        return new DepthwiseWeights(weights, own, fits);
    }
}
