using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Numerics;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>A factor and an offset for each channel.</summary>
internal static class BatchNormCalls
{
    /// <summary>Adds its call.</summary>
    public static void Plan(BatchNormNode node, GraphIndex index, PlanScope scope)
    {
        var channels = ChannelAffine.Of(node, index);
        scope.Call(
            "factor and offset a channel",
            new CallCost { Kernel = "channel affine" },
            "FloatElementwise",
            "ChannelAffine",
            scope.Input(),
            scope.Output(),
            channels.Select(c => (float)c.Factor).ToEquatableArray(),
            channels.Select(c => (float)c.Offset).ToEquatableArray(),
            scope.Bounds.Kernel);
    }
}
