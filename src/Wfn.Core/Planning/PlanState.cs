using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>A plan in the making: the network, the layouts chosen, where values are, and what is part of other operations by now.</summary>
internal sealed class PlanState : IPlanState
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

    /// <inheritdoc/>
    GraphIndex IPlanState.Index => Network.Index;

    /// <inheritdoc/>
    bool IPlanState.HasIntegers => Network.HasIntegers;

    /// <inheritdoc/>
    public PlanMemory MakeInsideBorder(string node, string value, ChannelsLastLayout layout)
    {
        var memory = Values.MakeChannelsLast(value, layout);
        ChannelsLastCalls.AddBorder(Builder, node, layout, memory);
        return memory;
    }

    /// <inheritdoc/>
    PlanMemory IPlanState.RowMajor(string value) => Values.RowMajor(value);

    /// <inheritdoc/>
    PlanMemory IPlanState.ChannelsLast(string value) => Values.ChannelsLast(value);

    /// <inheritdoc/>
    PlanMemory IPlanState.MakeRowMajor(string value) => Values.MakeRowMajor(value);

    /// <inheritdoc/>
    PlanMemory IPlanState.MakeChannelsLast(string value, ChannelsLastLayout layout) => Values.MakeChannelsLast(value, layout);

    /// <inheritdoc/>
    void IPlanState.Alias(string value, string of) => Values.Alias(value, of);
}
