using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="FloatDepthwiseConvolution"/>.</summary>
internal sealed class FloatDepthwiseConvolutionParts : IDividedLayer
{
    private readonly FloatDepthwiseConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal FloatDepthwiseConvolutionParts(FloatDepthwiseConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    public int MostParts => layer.MostParts;

    /// <inheritdoc/>
    public int ScratchBytes => 0;

    /// <inheritdoc/>
    public void Prepare(Span<byte> workspace, in LayerPlaces places)
    {
    }

    /// <inheritdoc/>
    public void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(MemoryMarshal.Cast<byte, float>(workspace), places.Input, places.Output, part);
}
