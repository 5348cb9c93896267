using Wfn.Diagnostics;

namespace Wfn.Calibration;

/// <summary>
/// Collects what calibration needs to know of every activation. Counts are integers, so neither the order of samples nor
/// merging several observers changes the outcome. Not thread-safe: one a thread, then <see cref="Merge"/>.
/// </summary>
public sealed class ActivationObserver
{
    private readonly Dictionary<string, ActivationStatistics> statistics = new(StringComparer.Ordinal);

    /// <summary>Whether what it sees comes of inputs that are made up.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>Takes in values of an activation.</summary>
    /// <param name="name">The activation's name.</param>
    /// <param name="values">Some of its values, of any number of samples.</param>
    /// <exception cref="WfnException">A value is NaN or infinite (WFN3001).</exception>
    public void Observe(string name, ReadOnlySpan<float> values)
    {
        if (!Known(name).Add(values))
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                $"activation {DataName.Quote(name)} is not finite on the calibration data; check the data's range and preprocessing");
        }
    }

    /// <summary>Takes in everything that another observer has seen.</summary>
    public void Merge(ActivationObserver other)
    {
        foreach (var entry in other.statistics)
        {
            Known(entry.Key).Add(entry.Value);
        }
    }

    /// <summary>What was seen of an activation, or null.</summary>
    public ActivationStatistics? Find(string name) => statistics.TryGetValue(name, out var found) ? found : null;

    private ActivationStatistics Known(string name)
    {
        if (!statistics.TryGetValue(name, out var known))
        {
            statistics.Add(name, known = new ActivationStatistics());
        }

        return known;
    }
}
