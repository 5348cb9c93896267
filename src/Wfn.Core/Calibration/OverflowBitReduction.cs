using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Numerics;

namespace Wfn.Calibration;

/// <summary>Takes bits from formats until the overflow proof passes.</summary>
internal static class OverflowBitReduction
{
    private const int NarrowestBits = 3;
    private const int MostRounds = 200;

    /// <summary>
    /// Lowers the network with the formats as they are, sees which sums could exceed 32 bits, takes one bit from each one's
    /// operand, and so on; changes <paramref name="formats"/> group by group.
    /// </summary>
    /// <exception cref="Diagnostics.WfnException">Nothing is left to give up (WFN4001).</exception>
    public static void Apply(
        GraphIndex index, ParameterSource parameters, IReadOnlyList<FormatGroup> groups, Dictionary<string, FixedPointFormat> formats)
    {
        var groupOf = groups.SelectMany(g => g.Members.Select(m => (Member: m, Group: g)))
            .ToDictionary(e => e.Member, e => e.Group, StringComparer.Ordinal);
        for (var round = 0; round < MostRounds; round++)
        {
            var network = FixedPointLowering.Lower(index, parameters, formats.Select(f => new ActivationFormat(f.Key, f.Value)));
            var operations = network.Operations;
            var changed = new HashSet<FormatGroup>();
            var makers = operations.ToDictionary(o => o.Output, StringComparer.Ordinal);
            foreach (var (operation, bound) in operations.Zip(OverflowProof.Bounds(network), (o, b) => (o, b)).Where(e => !e.b.Fits))
            {
                var (name, format) = Relieved(operation, Operands(operation, makers, formats), bound, formats);
                var isPossible = format.Bits >= NarrowestBits && Math.Abs(format.FractionBits) <= Limits.FractionBits;
                if (formats.ContainsKey(name) && isPossible && changed.Add(groupOf[name]))
                {
                    foreach (var member in groupOf[name].Members)
                    {
                        formats[member] = format;
                    }
                }
            }

            if (changed.Count == 0)
            {
                break;
            }
        }

        OverflowProof.Check(
            FixedPointLowering.Lower(index, parameters, formats.Select(f => new ActivationFormat(f.Key, f.Value))));
    }

    // The activations that an operation reads. What was added between them and it, as a transposed convolution spreads its input, has its format
    // from them.
    private static List<string> Operands(
        FixedPointOperation operation, Dictionary<string, FixedPointOperation> makers, Dictionary<string, FixedPointFormat> formats)
    {
        var operands = new List<string>();
        var pending = new Stack<string>(operation.Inputs.Reverse());
        while (pending.Count > 0)
        {
            var name = pending.Pop();
            if (formats.ContainsKey(name))
            {
                operands.Add(name);
                continue;
            }

            foreach (var input in makers[name].Inputs)
            {
                pending.Push(input);
            }
        }

        return operands;
    }

    // Which activation gives, and what it is left with.
    private static (string Name, FixedPointFormat Format) Relieved(
        FixedPointOperation operation, List<string> operands, OverflowBound bound, Dictionary<string, FixedPointFormat> formats)
    {
        // The sum itself fits: the result's scale is too fine (a left shift) or far too coarse.
        if (bound.Accumulator <= int.MaxValue / 2 && formats.TryGetValue(operation.Output, out var output))
        {
            return (operation.Output, output with { FractionBits = output.FractionBits + (bound.Shift < 0 ? -1 : 1) });
        }

        // The finer operand of a sum makes the other's left shift long; anywhere else the wider operand gives a bit of its width.
        if (operation is SumOperation)
        {
            var finest = operands.OrderByDescending(i => formats[i].FractionBits).First();
            return (finest, formats[finest] with { FractionBits = formats[finest].FractionBits - 1 });
        }

        var widest = operands.OrderByDescending(i => formats[i].Bits).First();
        var format = formats[widest];

        // Where no bit is left to give, the operand is so small beside a bias that its scale may become coarser than it is.
        return (widest, format with { Bits = Math.Max(format.Bits - 1, NarrowestBits), FractionBits = format.FractionBits - 1 });
    }
}
