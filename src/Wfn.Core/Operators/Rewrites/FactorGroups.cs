using Wfn.Graph;

namespace Wfn.Operators.Rewrites;

/// <summary>Activations that have one factor, those of them told apart that have none, or that only a node of its own can give one.</summary>
/// <param name="activations">All activations.</param>
internal sealed class FactorGroups(IEnumerable<string> activations)
{
    private readonly ActivationSets sets = new(activations);
    private readonly HashSet<string> pinned = new(StringComparer.Ordinal);
    private readonly HashSet<string> ends = new(StringComparer.Ordinal);

    /// <summary>The activation that a group is known by.</summary>
    public string Find(string name) => sets.Find(name);

    /// <summary>Says that two activations have one factor.</summary>
    public void Join(string first, string second) => sets.Join(first, second);

    /// <summary>Says that an activation has no factor.</summary>
    public void Pin(string name) => pinned.Add(name);

    /// <summary>Says that an activation enters or leaves the network, so that a node would have to multiply it.</summary>
    public void End(string name) => ends.Add(name);

    /// <summary>The groups that take a factor, in the order of the network.</summary>
    /// <param name="withEnds">Whether nodes may be put at the ends of the network.</param>
    public IReadOnlyList<string> Free(bool withEnds)
    {
        var taken = new HashSet<string>((withEnds ? pinned : pinned.Concat(ends)).Select(sets.Find), StringComparer.Ordinal);
        return [.. sets.Representatives.Where(name => !taken.Contains(name))];
    }
}
