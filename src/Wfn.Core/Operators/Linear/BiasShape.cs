using Wfn.Graph;

namespace Wfn.Operators;

/// <summary>What the bias of a weighted sum has to be.</summary>
internal static class BiasShape
{
    /// <summary>Requires one value for each output, where there is a bias.</summary>
    public static void Require(Node node, TypeScope scope, int place, int outputs)
    {
        if (node.HasInput(place))
        {
            var shape = scope.Shape(node, place);
            node.Require(shape.Rank == 1 && shape[0] == outputs, $"has a bias {shape}, which does not fit its {outputs} outputs");
        }
    }
}
