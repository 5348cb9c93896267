using Wfn.Graph.Nodes;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>Operations that only move elements.</summary>
internal static class MoveCalls
{
    /// <summary>Adds the call of a transpose.</summary>
    public static void Plan(TransposeNode node, PlanScope scope) => Add(
        Moves.Transpose(scope.InputShape(), node.Permutation.Skip(1).Select(axis => axis - 1).ToEquatableArray()), scope, 0);

    /// <summary>Adds the call of a slice.</summary>
    public static void Plan(SliceNode node, PlanScope scope) => Add(
        Moves.Slice(scope.InputShape(), scope.OutputShape, node.Starts.Skip(1).ToEquatableArray(), node.Steps.Skip(1).ToEquatableArray()), scope, 0);

    /// <summary>Adds the calls of a concatenation, one an input.</summary>
    public static void Plan(ConcatNode node, PlanScope scope)
    {
        var moves = Moves.Concat([.. node.Inputs.Select((_, i) => scope.InputShape(i))], scope.OutputShape, node.Axis - 1);
        for (var i = 0; i < moves.Count; i++)
        {
            Add(moves[i], scope, i);
        }
    }

    /// <summary>Adds the call that puts elements around an input.</summary>
    public static void Plan(PadNode node, PlanScope scope) => scope.Add(DataMovementCalls.Pad(
        node.Name,
        node.Mode,
        scope.InputShape().Dimensions,
        node.Before.Skip(1).ToEquatableArray(),
        node.After.Skip(1).ToEquatableArray(),
        node.Value,
        StorageType.FloatingPoint,
        scope.Input(),
        scope.Output()));

    private static void Add(StridedMove move, PlanScope scope, int operand) =>
        scope.Add(DataMovementCalls.Move("", move, StorageType.FloatingPoint, scope.Input(operand), scope.Output()));
}
