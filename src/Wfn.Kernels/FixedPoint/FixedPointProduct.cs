using System;

namespace Wfn.Kernels;

/// <summary>Product of two activations (an integer multiplication), or of one and a constant of few signed digits.</summary>
internal sealed class FixedPointProduct
{
    private readonly Broadcast layout;
    private readonly Rescale rescale;

    /// <summary>Makes a product.</summary>
    internal FixedPointProduct(Broadcast layout, Rescale rescale)
    {
        this.layout = layout;
        this.rescale = rescale;
    }

    /// <summary>Runs one sample on two activations.</summary>
    internal void Run(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> output)
    {
        for (var run = 0; run < layout.Runs; run++)
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            for (int i = 0, l = 0, r = 0; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                output[i] = rescale.Apply(a[l] * b[r]);
            }

            output = output.Slice(layout.RunLength);
        }
    }

    /// <summary>Runs one sample on an activation and a constant; there is no multiplication here.</summary>
    internal void Run(ReadOnlySpan<short> left, SignedDigits[] constant, Span<short> output)
    {
        for (var run = 0; run < layout.Runs; run++)
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = MemoryExtensions.AsSpan(constant, layout.RightStart(run));
            for (int i = 0, l = 0, r = 0; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                output[i] = rescale.Apply(b[r].Times(a[l]));
            }

            output = output.Slice(layout.RunLength);
        }
    }
}
