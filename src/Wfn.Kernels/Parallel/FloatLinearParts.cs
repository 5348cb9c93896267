using System;
using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>Where a layer's weights are.</summary>
internal delegate FloatWeights FloatWeightsSource();

/// <summary>The parts of a <see cref="FloatLinear"/>.</summary>
internal sealed class FloatLinearParts : DividedLayer
{
    private readonly FloatLinear layer;
    private readonly FloatWeightsSource weights;
    private readonly int rows;

    /// <summary>Parts of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="rows">Rows of inputs.</param>
    internal FloatLinearParts(FloatLinear layer, FloatWeightsSource weights, int rows)
    {
        this.layer = layer;
        this.weights = weights;
        this.rows = rows;
    }

    /// <inheritdoc/>
    internal override int MostParts => layer.MostParts;

    /// <inheritdoc/>
    internal override void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch)
    {
        var memory = MemoryMarshal.Cast<byte, float>(workspace);
        layer.RunPart(
            weights(), memory.Slice(places.Input, rows * layer.Inputs), memory.Slice(places.Output, rows * layer.Outputs), part, VectorSupport.Best);
    }
}
