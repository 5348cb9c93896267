using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Planning;

/// <summary>A ReLU or clip that is part of nothing else.</summary>
internal static class ClampCalls
{
    /// <summary>The bounds of a node that is nothing else, or null.</summary>
    public static FloatBounds? BoundsOf(Node node) => node switch
    {
        ReluNode => new FloatBounds(0, float.PositiveInfinity),
        ClipNode clip => new FloatBounds(clip.Minimum, clip.Maximum),
        _ => null,
    };

    /// <summary>Adds its call.</summary>
    public static void Plan(FloatBounds bounds, PlanScope scope) => scope.Elementwise("clamp", "FloatElementwise", "Clamp", bounds.Kernel);
}
