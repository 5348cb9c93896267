using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Calibration;

/// <summary>Activation formats that follow what a quantised model's file says of its activations (<see cref="NetworkGraph.Ranges"/>).</summary>
public static class StoredFormats
{
    // Enough for an error that hardly depends on how many.
    private const int SpreadValues = 4096;
    private const int DrawnSamples = 48;

    /// <summary>
    /// Whether the file says enough to choose all formats by: it tells of the range of everything that a weighted sum reads, and inputs can be
    /// made up.
    /// </summary>
    public static bool AreKnown(NetworkGraph graph)
    {
        if (graph.Ranges.IsEmpty || !DrawnInputs.AreFor(graph))
        {
            return false;
        }

        var index = new GraphIndex(SampleForm.Of(graph));
        var known = new HashSet<string>(graph.Ranges.Select(range => range.Activation), StringComparer.Ordinal);
        var groups = FormatGroups.Of(index);
        return index.Graph.Nodes
            .Where(node => OperatorDefinition.Of(node).WeightedSum is not null)
            .All(node => groups.Any(group => group.Members.Contains(node.Inputs[0]) && group.Members.Any(known.Contains)));
    }

    /// <summary>Chooses formats by what the file says, and sees what they cost on inputs that are made up.</summary>
    /// <param name="graph">The network, its weights as they will be stored, of which enough is known.</param>
    /// <param name="bits">Width of ordinary activations, 4 to 16.</param>
    /// <param name="codebook">The network's codebook; null when no weight is fixed.</param>
    /// <param name="widens">Whether activations may get more bits than that.</param>
    /// <param name="threads">The most threads, 0 for one a core; the choice does not depend on it.</param>
    /// <exception cref="Diagnostics.WfnException">See <see cref="FormatCalibration.Assign"/>.</exception>
    public static FormatChoice Choose(NetworkGraph graph, int bits, Codebook? codebook, bool widens = true, int threads = 0)
    {
        var index = new GraphIndex(SampleForm.Of(graph));
        var samples = DrawnInputs.Of(graph, MemoryNeed.Affordable(DrawnSamples, 2 * MemoryNeed.All(index), CompensatedFixing.LeastSamples), DrawnKind.Shapes);
        var observer = new ActivationObserver { IsDrawn = true };
        var runs = new SampleRuns(index, samples, samples.Count, threads);
        foreach (var node in index.Graph.Nodes)
        {
            runs.Run(node, index);
        }

        foreach (var name in index.Activations.Where(name => index.Element(name) == ElementType.Float32))
        {
            for (var sample = 0; sample < samples.Count; sample++)
            {
                observer.Observe(name, runs.Of(sample, name));
            }
        }

        return FormatChoice.Of(graph, observer, samples, bits, codebook, widens, threads);
    }

    /// <summary>
    /// The format that has the very steps of the file, where they are a power of two and the integers fit; null where they are not, or where
    /// the file says nothing of a group, or two things.
    /// </summary>
    /// <param name="ranges">What the file says of the group's members.</param>
    /// <param name="bits">The width that the group gets.</param>
    /// <param name="isSigned">Whether the format has a sign.</param>
    internal static FixedPointFormat? Exact(IReadOnlyList<StoredRange> ranges, int bits, bool isSigned)
    {
        if (ranges.Count == 0 || ranges.Any(range => range.Scale != ranges[0].Scale || range.Lowest != ranges[0].Lowest || range.Highest != ranges[0].Highest)
            || Exponent(ranges[0].Scale) is not { } exponent || Math.Abs(exponent) > Limits.FractionBits)
        {
            return null;
        }

        var format = new FixedPointFormat(bits, isSigned, -exponent);
        return ranges[0].Lowest >= format.Minimum && ranges[0].Highest <= format.Maximum
            && ranges[0].Highest - ranges[0].Lowest == format.Maximum - format.Minimum ? format : null;
    }

    /// <summary>Values evenly over all of the ranges, for want of others.</summary>
    internal static ActivationStatistics Spread(IReadOnlyList<StoredRange> ranges)
    {
        var statistics = new ActivationStatistics();
        var values = new float[SpreadValues];
        foreach (var range in ranges)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(range.Minimum + (((double)range.Maximum - range.Minimum) * i / (SpreadValues - 1)));
            }

            statistics.Add(values);
        }

        return statistics;
    }

    // The exponent of a power of two.
    private static int? Exponent(float scale)
    {
        var bits = BitConverter.DoubleToInt64Bits(scale);
        return (bits & ((1L << 52) - 1)) == 0 ? (int)(bits >> 52) - 1023 : null;
    }
}
