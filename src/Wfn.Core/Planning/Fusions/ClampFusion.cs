using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Operators;

namespace Wfn.Planning;

/// <summary>Clamps that nobody but a layer's result reads become bounds of the layer.</summary>
/// <param name="network">The network.</param>
/// <param name="useDef">Its uses.</param>
/// <param name="fused">What becomes part of others.</param>
internal sealed class ClampFusion(LoweredNetwork network, UseDef useDef, HashSet<string> fused)
{
    /// <summary>The bounds of a layer of integers with all clamps behind it; the value that it then makes.</summary>
    public OutputBounds Integers(ref string output)
    {
        var bounds = OutputBounds.Of(network[output].Format.FixedPoint!);
        while (useDef.OnlyUse(output) is ClampOperation { Shift: 0 } clamp)
        {
            bounds = OutputBounds.Then(bounds, clamp, OutputBounds.Of(network[clamp.Output].Format.FixedPoint!));
            output = clamp.Output;
            fused.Add(output);
        }

        return bounds;
    }

    /// <summary>The bounds of a layer in float32 by the clamp behind it; the value that it then makes.</summary>
    public FloatBounds Floats(ref string output)
    {
        if (useDef.OnlyUse(output) is not Float32Operation { Node: var clamp } || Clamps.Find(clamp) is not { } bounds)
        {
            return FloatBounds.None;
        }

        output = clamp.Output;
        fused.Add(output);
        return bounds;
    }
}
