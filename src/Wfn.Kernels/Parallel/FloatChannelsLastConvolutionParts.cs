using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="FloatChannelsLastConvolution"/>.</summary>
internal sealed class FloatChannelsLastConvolutionParts : IDividedLayer
{
    private readonly FloatChannelsLastConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal FloatChannelsLastConvolutionParts(FloatChannelsLastConvolution layer)
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
        layer.RunPart(MemoryMarshal.Cast<byte, float>(workspace), places.Input, places.Output, places.Addend, part);
}
