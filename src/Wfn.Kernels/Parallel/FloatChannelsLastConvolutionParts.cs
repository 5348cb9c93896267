using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="FloatChannelsLastConvolution"/>.</summary>
internal sealed class FloatChannelsLastConvolutionParts : DividedLayer
{
    private readonly FloatChannelsLastConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal FloatChannelsLastConvolutionParts(FloatChannelsLastConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    internal override int MostParts => layer.MostParts;

    /// <inheritdoc/>
    internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(MemoryMarshal.Cast<byte, float>(workspace), places.Input, places.Output, places.Addend, part);
}
