using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>
/// The largest of every four neighbouring outputs of a dense layer, where nobody else reads them: a tile of pixels has all four.
/// </summary>
/// <param name="layouts">The layouts.</param>
/// <param name="useDef">The uses of the network.</param>
/// <param name="fused">What becomes part of others.</param>
internal sealed class MaxPoolFusion(LayoutAssignment layouts, UseDef useDef, HashSet<string> fused)
{
    /// <summary>The pool behind a layer's result; the value that the layer then makes. Null where there is none.</summary>
    public DensePool? Take(ref string output)
    {
        if (useDef.OnlyUse(output) is not MaxPoolOperation pool
            || pool.Window is not { DilationHeight: 1, DilationWidth: 1, PadTop: 0, PadLeft: 0, PadBottom: 0, PadRight: 0 } window
            || window.KernelHeight != window.StrideHeight || window.KernelWidth != window.StrideWidth
            || window.KernelHeight * window.KernelWidth != DensePool.FusedPixels
            || !layouts.Layout(output).HasElementsOf(layouts.Layout(pool.Output)))
        {
            return null;
        }

        output = pool.Output;
        fused.Add(output);
        return new DensePool(pool.Name, window.KernelHeight, window.KernelWidth);
    }
}
