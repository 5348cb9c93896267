using System;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="LookupConvolution"/>.</summary>
internal sealed class LookupConvolutionParts : DividedLayer
{
    private readonly LookupConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal LookupConvolutionParts(LookupConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    internal override int MostParts => layer.MostParts;

    /// <inheritdoc/>
    internal override int ScratchBytes => layer.ScratchBytes;

    /// <inheritdoc/>
    internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(workspace, scratch, places.Input, places.Output, places.Addend, part);
}
