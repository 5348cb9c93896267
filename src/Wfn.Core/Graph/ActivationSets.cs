namespace Wfn.Graph;

/// <summary>Disjoint sets of activations, each known by one of its members.</summary>
/// <param name="activations">All activations, each a set of its own to begin with.</param>
internal sealed class ActivationSets(IEnumerable<string> activations)
{
    private readonly Dictionary<string, string> parents = activations.ToDictionary(name => name, name => name, StringComparer.Ordinal);

    /// <summary>The members that sets are known by, in the order of the activations.</summary>
    public IEnumerable<string> Representatives => parents.Keys.Where(name => parents[name] == name);

    /// <summary>The member that an activation's set is known by.</summary>
    public string Find(string name)
    {
        while (parents[name] != name)
        {
            name = parents[name] = parents[parents[name]];
        }

        return name;
    }

    /// <summary>Makes the sets of two activations one, which is known by the first one's.</summary>
    public void Join(string first, string second) => parents[Find(second)] = Find(first);
}
