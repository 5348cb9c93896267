using Wfn.Graph.Nodes;
using Wfn.Numerics;

namespace Wfn.Lowering.Rules;

/// <summary>Softmax to <see cref="FixedPointSoftmax"/>.</summary>
internal static class SoftmaxRule
{
    private const double One = 1 << 14;

    public static FixedPointOperation Lower(SoftmaxNode node, LoweringContext context)
    {
        var input = context.Format(node.Inputs[0]);
        var exponentials = new List<int>();
        for (var distance = 0; distance <= input.Maximum - input.Minimum; distance++)
        {
            var power = Exponential.Of(-distance * FixedPointRounding.PowerOfTwo(-input.FractionBits));
            var rounded = (int)Math.Round(One * power, MidpointRounding.AwayFromZero);
            if (rounded == 0)
            {
                break;
            }

            exponentials.Add(rounded);
        }

        return new FixedPointSoftmax
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Axis = node.Axis - 1,
            Exponentials = exponentials.ToEquatableArray(),
        };
    }
}
