using System;

namespace Wfn.Kernels;

/// <summary>A layer whose parts several threads compute; whatever their number and order, they give the bits of the whole.</summary>
internal abstract class DividedLayer
{
    /// <summary>The most parts that are not empty.</summary>
    internal abstract int MostParts { get; }

    /// <summary>Bytes that a thread works in.</summary>
    internal virtual int ScratchBytes => 0;

    /// <summary>Does what comes before all parts, if anything does.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="places">Where the layer's memory is.</param>
    internal virtual void Prepare(Span<byte> workspace, in LayerPlaces places)
    {
    }

    /// <summary>Computes a part of the output, and writes nothing else of the workspace.</summary>
    /// <param name="workspace">The whole workspace.</param>
    /// <param name="places">Where the layer's memory is.</param>
    /// <param name="part">The part.</param>
    /// <param name="scratch">The thread's own memory, from the start of a cache line.</param>
    internal abstract void RunPart(Span<byte> workspace, in LayerPlaces places, LayerPart part, Span<byte> scratch);
}
