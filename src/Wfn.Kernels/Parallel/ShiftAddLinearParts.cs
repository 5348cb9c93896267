using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>The parts of a <see cref="ShiftAddLinear"/>.</summary>
internal sealed class ShiftAddLinearParts : DividedLayer
{
    private readonly ShiftAddLinear layer;
    private readonly int rows;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="rows">Rows of inputs.</param>
    internal ShiftAddLinearParts(ShiftAddLinear layer, int rows)
    {
        this.layer = layer;
        this.rows = rows;
    }

    /// <inheritdoc/>
    internal override int MostParts => layer.Outputs;

    /// <inheritdoc/>
    internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch)
    {
        var memory = MemoryMarshal.Cast<byte, short>(workspace);
        layer.RunPart(memory.Slice(places.Input, rows * layer.Inputs), memory.Slice(places.Output, rows * layer.Outputs), part);
    }
}
