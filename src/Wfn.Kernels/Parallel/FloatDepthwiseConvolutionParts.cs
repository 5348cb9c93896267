using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="FloatDepthwiseConvolution"/>.</summary>
internal sealed class FloatDepthwiseConvolutionParts : DividedLayer
{
    private readonly FloatDepthwiseConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal FloatDepthwiseConvolutionParts(FloatDepthwiseConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    internal override int MostParts => layer.MostParts;

    /// <inheritdoc/>
    internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(MemoryMarshal.Cast<byte, float>(workspace), places.Input, places.Output, part);
}
