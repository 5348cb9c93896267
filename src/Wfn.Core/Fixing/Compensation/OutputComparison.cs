using Wfn.Graph;

namespace Wfn.Fixing.Compensation;

/// <summary>How far a fixed network's outputs are from the original's on the same samples.</summary>
/// <param name="Samples">How many samples.</param>
/// <param name="Change">
/// The root mean square of the outputs' error as a part of that of the original outputs around each element's mean; the mean over outputs.
/// </param>
/// <param name="Agreement">The part of samples whose largest output is the same one; the mean over outputs.</param>
/// <param name="WorstLayer">The node with weights whose result changed most; null where none did.</param>
/// <param name="WorstChange">How much, in the same way.</param>
public sealed record OutputComparison(int Samples, double Change, double Agreement, string? WorstLayer, double WorstChange)
{
    private const double MostDecibels = 99;

    /// <summary>The change as a ratio of signal to noise in decibels; 99 where nothing changed.</summary>
    public double SignalToNoise => Change < 1e-5 ? MostDecibels : Math.Min(MostDecibels, -20 * Math.Log10(Change));

    /// <summary>Compares two networks.</summary>
    /// <param name="original">The original.</param>
    /// <param name="fixedNetwork">The same network with other values of parameters.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="threads">The most threads to compute with, 0 for one a core.</param>
    public static OutputComparison Of(NetworkGraph original, NetworkGraph fixedNetwork, InputSamples samples, int threads = 0)
    {
        var before = new GraphIndex(SampleForm.Of(original));
        var after = new GraphIndex(SampleForm.Of(fixedNetwork));
        var (runs, others) = (new SampleRuns(before, samples, samples.Count, threads), new SampleRuns(after, samples, samples.Count, threads));
        var lastReader = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var n = 0; n < before.Graph.Nodes.Count; n++)
        {
            foreach (var name in before.ActivationsOf(before.Graph.Nodes[n]))
            {
                lastReader[name] = n;
            }
        }

        var (worst, worstChange) = ((string?)null, 0.0);
        for (var n = 0; n < before.Graph.Nodes.Count; n++)
        {
            var node = before.Graph.Nodes[n];
            runs.Run(node, before);
            others.Run(after.Graph.Nodes[n], after);
            if (node.InputNames.Any(name => before.FindParameter(name) is { IsFixable: true }))
            {
                var change = Math.Sqrt(OutputError.Relative(runs, others, node.Output));
                (worst, worstChange) = change > worstChange ? (node.Name, change) : (worst, worstChange);
            }

            foreach (var name in before.ActivationsOf(node).Distinct().Where(name => lastReader[name] == n && !before.IsOutput(name)))
            {
                runs.Free(name);
                others.Free(name);
            }
        }

        string[] outputs =
        [
            .. before.Graph.Outputs.Select(output => output.Name).Where(name => before.Element(name) == ElementType.Float32),
        ];
        return new OutputComparison(
            samples.Count,
            outputs.Length == 0 ? 0 : outputs.Average(name => Math.Sqrt(OutputError.Relative(runs, others, name))),
            outputs.Length == 0 ? 1 : outputs.Average(name => Agreeing(runs, others, name)),
            worst,
            worstChange);
    }

    private static double Agreeing(SampleRuns one, SampleRuns other, string name) =>
        Enumerable.Range(0, one.Count).Count(sample => Largest(one.Of(sample, name)) == Largest(other.Of(sample, name))) / (double)one.Count;

    private static int Largest(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }
}
