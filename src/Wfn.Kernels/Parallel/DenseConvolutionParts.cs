using System;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="DenseConvolution"/>.</summary>
internal sealed class DenseConvolutionParts : DividedLayer
{
    private readonly DenseConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal DenseConvolutionParts(DenseConvolution layer)
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
