using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>Pools in float32.</summary>
internal static class FloatPoolCalls
{
    /// <summary>Adds the call of a pool.</summary>
    public static void Plan(PoolLayout pool, bool isMaximum, PlanScope scope)
    {
        if (scope.OutputLayout is not null)
        {
            ChannelsLast(pool, isMaximum, scope);
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

    private static void ChannelsLast(PoolLayout pool, bool isMaximum, PlanScope scope)
    {
        var (from, to) = (scope.Input(), scope.Output());
        var (source, result) = (scope.InputLayout!, scope.OutputLayout!);
        scope.Call(
            PoolCalls.What(pool, isMaximum),
            new CallCost
            {
                Kernel = isMaximum ? "max pool" : "average pool",
                Shape = Words.Shape(source.Extents, result.Extents),
                Cycles = FloatCost.Elements((long)from.Length + to.Length, result.Channels),
            },
            KernelObject.New(
                "FloatChannelsLastPool",
                ("window", PoolCalls.Window(pool)),
                ("input", FloatSource.ImageOf(source)),
                ("output", FloatSource.ImageOf(result))),
            isMaximum ? "Max" : "Average",
            from,
            to);
    }
}
