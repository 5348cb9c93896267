using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Calibration;

/// <summary>Chooses the integer format of every activation from what an <see cref="ActivationObserver"/> has seen.</summary>
public static class FormatCalibration
{
    private const int WideBits = 16;

    /// <summary>
    /// The formats of all activations, inputs first, then the nodes' outputs in order. They make the overflow proof pass:
    /// where a sum could exceed 32 bits, its operands give up bits. What a quantised model's file says of an activation is kept where a
    /// format can have those steps, and goes before what was seen of inputs that are made up.
    /// </summary>
    /// <param name="graph">The network, its weights as they will be stored.</param>
    /// <param name="observer">What was seen of every activation (from <c>FloatExecutor</c> runs).</param>
    /// <param name="bits">Width of ordinary activations, 4 to 16; the design's widths are 8 and 16.</param>
    /// <param name="codebook">The network's codebook; null when no weight is fixed.</param>
    /// <param name="wide">Activations that get 16 bits; null for none but those that always do.</param>
    /// <exception cref="WfnException">
    /// <paramref name="bits"/> is out of range (WFN3004), an activation was not observed (WFN3001), or no format passes the proof (WFN4001).
    /// </exception>
    public static EquatableArray<ActivationFormat> Assign(
        NetworkGraph graph, ActivationObserver observer, int bits = 8, Codebook? codebook = null, IReadOnlyCollection<string>? wide = null)
    {
        if (bits is < 4 or > 16)
        {
            throw new WfnException(DiagnosticCodes.BadOption, $"activations of {bits} bits are not possible; 4 to 16 are, and 8 is usual");
        }

        var index = new GraphIndex(SampleForm.Of(graph));
        var groups = FormatGroups.Of(index);
        var formats = new Dictionary<string, FixedPointFormat>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var format = Format(group, index, observer, wide is not null && group.Members.Any(wide.Contains) ? WideBits : bits);
            foreach (var member in group.Members)
            {
                formats.Add(member, format);
            }
        }

        OverflowBitReduction.Apply(index, ParameterSource.Of(graph, codebook), groups, formats);
        foreach (var group in groups)
        {
            WholeNumberFormats.Check(group, index, formats);
        }

        return index.Activations
            .Select(name => new ActivationFormat(name, formats[name])).ToEquatableArray();
    }

    /// <summary>How many bits an activation of a format has at most.</summary>
    internal static int Widened(FixedPointFormat format) => format.IsSigned ? WideBits : WideBits - 1;

    private static FixedPointFormat Format(FormatGroup group, GraphIndex index, ActivationObserver observer, int bits) =>
        WholeNumberFormats.Holding(group, index, Stored(group, index, observer, bits) ?? Observed(group, index, observer, bits));

    // By what a quantised model's file says, where that decides.
    private static FixedPointFormat? Stored(FormatGroup group, GraphIndex index, ActivationObserver observer, int bits)
    {
        var told = index.Graph.Ranges.Where(range => group.Members.Contains(range.Activation)).ToArray();
        var (width, isSigned) = FormatWidth.Of(group, index, told.Any(range => range.Lowest < 0), bits);
        return StoredFormats.Exact(told, width, isSigned)
            ?? (told.Length > 0 && observer.IsDrawn ? FormatSearch.Best([StoredFormats.Spread(told)], width, isSigned, isBounded: true) : null);
    }

    private static FixedPointFormat Observed(FormatGroup group, GraphIndex index, ActivationObserver observer, int bits)
    {
        var observed = group.ErrorRelevant.Select(name => observer.Find(name) is { } seen
            ? MaskedValues.Raised(name, seen, index, observer)
            : throw new WfnException(
                DiagnosticCodes.BadData, $"activation {DataName.Quote(name)} was not observed: the calibration data has no samples")).ToArray();
        var (width, isSigned) = FormatWidth.Of(group, index, observed.Any(s => s.Minimum < 0), bits);
        return FormatSearch.Best(observed, width, isSigned, group.Members.All(m => IsBounded(index, m)));
    }

    private static bool IsBounded(GraphIndex index, string activation)
    {
        if (index.Producer(activation) is not { } producer)
        {
            return false;
        }

        var behaviour = OperatorDefinition.Of(producer).Formats(producer, index);
        return behaviour.IsBounded || (behaviour.KeepsFormat && IsBounded(index, producer.Inputs[0]));
    }
}
