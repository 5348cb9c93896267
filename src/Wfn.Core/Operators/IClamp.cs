using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>An operator that only bounds its input: layers take it over as their epilogue, saturation does it in fixed point.</summary>
internal interface IClamp
{
    /// <summary>The bounds of a node, infinite where there is none.</summary>
    (float Minimum, float Maximum) Bounds(Node node);
}

/// <summary>Nodes that only bound their input.</summary>
internal static class Clamps
{
    /// <summary>The bounds of a node that only clamps, or null.</summary>
    public static FloatBounds? Find(Node node) =>
        node.Signature is IClamp clamp && clamp.Bounds(node) is var (minimum, maximum) ? new FloatBounds(minimum, maximum) : null;
}
