using System;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="LookupConvolution"/>.</summary>
internal sealed class LookupConvolutionParts : IDividedLayer
{
    private readonly LookupConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal LookupConvolutionParts(LookupConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    public int MostParts => layer.MostParts;

    /// <inheritdoc/>
    public int ScratchBytes => layer.ScratchBytes;

    /// <inheritdoc/>
    public void Prepare(Span<byte> workspace, in LayerPlaces places)
    {
    }

    /// <inheritdoc/>
    public void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(workspace, scratch, places.Input, places.Output, places.Addend, part);
}
