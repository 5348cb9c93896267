using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Operators;

namespace Wfn.Planning;

/// <summary>
/// Sums whose one operand is a layer's result that nobody else reads, and whose other one stands there with its channels last, become
/// part of the layer.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="useDef">Its uses.</param>
/// <param name="values">Where values are.</param>
/// <param name="fused">What becomes part of others.</param>
internal sealed class ResidualFusion(LoweredNetwork network, UseDef useDef, ValuePlacement values, HashSet<string> fused)
{
    /// <summary>The sum behind a layer's result; the value that the layer then makes. Null where there is none.</summary>
    public Residual? Take(ref string output)
    {
        var made = output;
        if (useDef.OnlyUse(output) is not { } sum || !IsSum(sum) || sum.Inputs.Count != 2)
        {
            return null;
        }

        var place = sum.Inputs[0] == made ? 0 : 1;
        var other = sum.Inputs[1 - place];
        if (other == made || network[other].Shape != network[made].Shape || values.FindChannelsLast(other) is not { } layout)
        {
            return null;
        }

        output = sum.Output;
        fused.Add(output);
        return new Residual(sum, place, other, layout);
    }

    private static bool IsSum(FixedPointOperation operation) => operation switch
    {
        SumOperation sum => sum.Constant is null,
        Float32Operation node => OperatorDefinition.Of(node.Node).IsSum,
        _ => false,
    };
}
