using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>Pools in float32.</summary>
internal static class FloatPoolCalls
{
    /// <summary>Adds the call of a pool.</summary>
    public static void Plan(PoolLayout pool, bool isMaximum, PlanScope scope)
    {
        if (scope.OutputLayout is not null)
        {
            FloatPixelCalls.Plan(pool, isMaximum, scope);
            return;
        }

        var (input, output) = (scope.Input(), scope.Output());
        scope.Call(
            PoolCalls.What(pool, isMaximum),
            new CallCost { Kernel = isMaximum ? "max pool" : "average pool", Cycles = FloatCost.Elements((long)input.Length + output.Length) },
            "FloatPool",
            isMaximum ? "Max" : "Average",
            PoolCalls.Window(pool),
            input,
            output);
    }
}
