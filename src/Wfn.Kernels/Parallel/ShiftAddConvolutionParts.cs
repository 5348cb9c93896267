using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="ShiftAddConvolution"/>.</summary>
internal sealed class ShiftAddConvolutionParts : DividedLayer
{
    private readonly ShiftAddConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal ShiftAddConvolutionParts(ShiftAddConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    internal override int MostParts => layer.MostParts;

    /// <inheritdoc/>
    internal override int ScratchBytes => layer.StripElements * sizeof(short);

    /// <inheritdoc/>
    internal override void Prepare(Span<byte> workspace, in LayerPlaces places) => layer.Prepare(MemoryMarshal.Cast<byte, short>(workspace), places.Input, places.Scratch);

    /// <inheritdoc/>
    internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(
            MemoryMarshal.Cast<byte, short>(workspace),
            MemoryMarshal.Cast<byte, short>(scratch),
            places.Input,
            places.Output,
            places.Scratch,
            part,
            VectorSupport.Best);
}
