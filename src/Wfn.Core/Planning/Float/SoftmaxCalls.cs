using Wfn.Graph.Nodes;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>Softmax along one axis.</summary>
internal static class SoftmaxCalls
{
    /// <summary>Adds its call.</summary>
    public static void Plan(SoftmaxNode node, PlanScope scope)
    {
        var axis = AxisLayout.Of(scope.OutputShape, node.Axis - 1);
        scope.Call(
            "softmax", new CallCost { Kernel = "softmax" }, "FloatSoftmax", "Run", scope.Input(), scope.Output(), axis.Outer, axis.Extent, axis.Inner);
    }
}
