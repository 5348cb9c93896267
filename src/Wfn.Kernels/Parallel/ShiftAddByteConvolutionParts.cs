using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="ShiftAddByteConvolution"/>.</summary>
internal sealed class ShiftAddByteConvolutionParts : IDividedLayer
{
    private readonly ShiftAddByteConvolution layer;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    internal ShiftAddByteConvolutionParts(ShiftAddByteConvolution layer)
    {
        this.layer = layer;
    }

    /// <inheritdoc/>
    public int MostParts => layer.MostParts;

    /// <inheritdoc/>
    public int ScratchBytes => layer.StripElements * sizeof(short);

    /// <inheritdoc/>
    public void Prepare(Span<byte> workspace, in LayerPlaces places) => layer.Prepare(MemoryMarshal.Cast<byte, short>(workspace), places.Input, places.Scratch);

    /// <inheritdoc/>
    public void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch) =>
        layer.RunPart(
            MemoryMarshal.Cast<byte, short>(workspace), MemoryMarshal.Cast<byte, short>(scratch), places.Output, places.Scratch, part, VectorSupport.Best);
}
