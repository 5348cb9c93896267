using System;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="DepthwiseConvolution"/>.</summary>
internal sealed class DepthwiseConvolutionParts : DividedLayer
{
    private readonly DepthwiseConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal DepthwiseConvolutionParts(DepthwiseConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    internal override int MostParts => layer.MostParts;

    /// <inheritdoc/>
    internal override int ScratchBytes => DepthwiseConvolution.ScratchBytes;

    /// <inheritdoc/>
    internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(workspace, scratch, places.Input, places.Output, part);
}
