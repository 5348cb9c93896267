using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Calibration;

/// <summary>Formats of activations that are made or read as whole numbers, indices and labels: none may be rounded or saturated.</summary>
internal static class WholeNumberFormats
{
    private const int WidestBits = 16;

    /// <summary>A group's format widened and made coarser, until it holds every whole number that a member is made or read as.</summary>
    /// <param name="group">The group.</param>
    /// <param name="index">The network.</param>
    /// <param name="format">The format that its values alone would have.</param>
    /// <exception cref="WfnException">No format of 16 bits does (WFN4001).</exception>
    public static FixedPointFormat Holding(FormatGroup group, GraphIndex index, FixedPointFormat format)
    {
        foreach (var (member, numbers) in Members(group, index))
        {
            format = format with { IsSigned = format.IsSigned || numbers.Minimum < 0, FractionBits = Math.Max(0, format.FractionBits) };
            while (!Holds(format, numbers) && format.FractionBits > 0)
            {
                format = format with { FractionBits = format.FractionBits - 1 };
            }

            while (!Holds(format, numbers) && format.Bits < WidestBits)
            {
                // Without a sign there are 15 bits at most.
                format = format.Bits < WidestBits - 1
                    ? format with { Bits = format.Bits + 1 }
                    : format with { Bits = WidestBits, IsSigned = true };
            }

            Require(member, numbers, format);
        }

        return format;
    }

    /// <summary>Checks that a group's format still holds its whole numbers, after bits were taken from formats.</summary>
    /// <exception cref="WfnException">It does not (WFN4001).</exception>
    public static void Check(FormatGroup group, GraphIndex index, Dictionary<string, FixedPointFormat> formats)
    {
        foreach (var (member, numbers) in Members(group, index))
        {
            Require(member, numbers, formats[member]);
        }
    }

    private static IEnumerable<(string Member, WholeNumbers Numbers)> Members(FormatGroup group, GraphIndex index)
    {
        foreach (var member in group.Members)
        {
            if (index.Producer(member) is { } producer && OperatorDefinition.Of(producer).Formats(producer, index).Whole is { } numbers)
            {
                yield return (member, numbers);
            }

            foreach (var reader in index.Consumers(member))
            {
                if (OperatorDefinition.Of(reader).Formats(reader, index).WholeOperand is { } read && reader.Inputs[read.Place] == member)
                {
                    yield return (member, read.Numbers);
                }
            }
        }
    }

    private static bool Holds(FixedPointFormat format, WholeNumbers numbers) => format.FractionBits >= 0
        && numbers.Maximum * FixedPointRounding.PowerOfTwo(format.FractionBits) <= format.Maximum
        && numbers.Minimum * FixedPointRounding.PowerOfTwo(format.FractionBits) >= format.Minimum;

    private static void Require(string member, WholeNumbers numbers, FixedPointFormat format)
    {
        if (!Holds(format, numbers))
        {
            throw new WfnException(
                DiagnosticCodes.Overflow,
                $"activation {DataName.Quote(member)} is a whole number from {numbers.Minimum} to {numbers.Maximum}, and no integer "
                + "format is left for it that holds each exactly: keep the network in float32, or leave the outputs out that need it");
        }
    }
}
