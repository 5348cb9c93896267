using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="FloatConvolution"/>.</summary>
internal sealed class FloatConvolutionParts : DividedLayer
{
    private readonly FloatConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal FloatConvolutionParts(FloatConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    internal override int MostParts => layer.MostParts;

    /// <inheritdoc/>
    internal override int ScratchBytes => layer.FlatElements * sizeof(float);

    /// <inheritdoc/>
    internal override void Prepare(Span<byte> workspace, in LayerPlaces places) => layer.Prepare(MemoryMarshal.Cast<byte, float>(workspace), places.Input, places.Scratch);

    /// <inheritdoc/>
    internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(
            MemoryMarshal.Cast<byte, float>(workspace),
            MemoryMarshal.Cast<byte, float>(scratch),
            places.Input,
            places.Output,
            places.Scratch,
            part,
            VectorSupport.Best);
}
