using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>A plan in the making: the network, the layouts chosen, where values are, and what is part of other operations by now.</summary>
internal sealed class PlanState
{
    /// <summary>Begins a plan.</summary>
    public PlanState(LoweredNetwork network, UseDef useDef, LayoutAssignment layouts)
    {
        (Network, UseDef, Layouts) = (network, useDef, layouts);
        Builder = new PlanBuilder(network.HasIntegers ? StorageType.Fixed16 : StorageType.Float32);
        Values = new ValuePlacement(network, useDef, Builder);
        Clamps = new ClampFusion(network, useDef, Fused);
        Residuals = new ResidualFusion(network, useDef, Values, Fused);
        MaxPools = new MaxPoolFusion(layouts, useDef, Fused);
    }

    /// <summary>The network.</summary>
    public LoweredNetwork Network { get; }

    /// <summary>Its definitions and uses.</summary>
    public UseDef UseDef { get; }

    /// <summary>The layouts of its values.</summary>
    public LayoutAssignment Layouts { get; }

    /// <summary>The calls so far, and memory for what they make.</summary>
    public PlanBuilder Builder { get; }

    /// <summary>Where values are.</summary>
    public ValuePlacement Values { get; }

    /// <summary>Results of operations that are part of others.</summary>
    public HashSet<string> Fused { get; } = new(StringComparer.Ordinal);

    /// <summary>Clamps behind layers.</summary>
    public ClampFusion Clamps { get; }

    /// <summary>Sums behind layers.</summary>
    public ResidualFusion Residuals { get; }

    /// <summary>Max pools behind layers.</summary>
    public MaxPoolFusion MaxPools { get; }

    /// <summary>Memory for a value with its channels last; its padding is filled first.</summary>
    public PlanMemory MakeChannelsLast(string node, string value, ChannelsLastLayout layout)
    {
        var memory = Values.MakeChannelsLast(value, layout);
        ChannelsLastCalls.AddBorder(Builder, node, layout, memory);
        return memory;
    }
}
