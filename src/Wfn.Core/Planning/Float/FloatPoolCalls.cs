using Wfn.Graph.Nodes;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>Pools over planes.</summary>
internal static class FloatPoolCalls
{
    /// <summary>Adds the call of a largest value.</summary>
    public static void Plan(MaxPoolNode node, PlanScope scope) => Add(PoolLayout.Of(scope.InputShape(), node.Window), isMaximum: true, scope);

    /// <summary>Adds the call of a mean.</summary>
    public static void Plan(AveragePoolNode node, PlanScope scope) => Add(
        PoolLayout.Of(scope.InputShape(), node.Window, node.CountPadding, node.UncountedBottom, node.UncountedRight), isMaximum: false, scope);

    /// <summary>Adds the call of the mean of all.</summary>
    public static void PlanGlobal(PlanScope scope) => Add(PoolLayout.Global(scope.InputShape()), isMaximum: false, scope);

    private static void Add(PoolLayout pool, bool isMaximum, PlanScope scope)
    {
        var (input, output) = (scope.Input(), scope.Output());
        scope.Call(
            PoolCalls.What(pool, isMaximum),
            new CallCost { Kernel = isMaximum ? "largest" : "mean", Cycles = FloatCost.Elements((long)input.Length + output.Length) },
            "FloatPool",
            isMaximum ? "Largest" : "Average",
            PoolCalls.Window(pool),
            input,
            output);
    }
}
