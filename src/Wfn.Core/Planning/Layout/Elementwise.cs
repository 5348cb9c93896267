using Wfn.Integers;
using Wfn.Operators;

namespace Wfn.Planning;

/// <summary>Operations on single elements: what they make lies as their operands do.</summary>
internal static class Elementwise
{
    /// <summary>
    /// Whether an operation is one that no layer takes over: its operands and its result should have the same padding. Clamps and sums
    /// mostly become part of layers, which do not mind.
    /// </summary>
    public static bool StandsAlone(FixedPointOperation operation, LoweredNetwork network) => operation switch
    {
        TableOperation => true,
        Float32Operation node => OperatorDefinition.Of(node.Node) is var definition && !definition.IsSum && Clamps.Find(node.Node) is null
            && definition.Layouts(node.Node, network.Index).IsElementwise,
        _ => false,
    };
}
