using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import;

/// <summary>
/// Gives the network's outputs the names that the model gives them: an Identity or a reshape that changes nothing leaves no
/// node behind, so an output may be another value under a second name.
/// </summary>
internal sealed class OutputNames
{
    private readonly Dictionary<string, string> renamed = new(StringComparer.Ordinal);

    private OutputNames()
    {
    }

    /// <summary>Decides which activations take an output's name; those that cannot are copied.</summary>
    public static OutputNames Choose(
        GraphBuilder builder, IReadOnlyCollection<(string Name, ActivationValue Value)> outputs, IEnumerable<TensorInfo> inputs)
    {
        var names = new OutputNames();
        var kept = new HashSet<string>(inputs.Select(input => input.Name), StringComparer.Ordinal);
        kept.UnionWith(outputs.Where(output => output.Value.Name == output.Name).Select(output => output.Name));
        foreach (var (name, value) in outputs)
        {
            if (value.Name == name)
            {
                continue;
            }

            // Real numbers of which the output's integers are made have its name.
            if (builder.Makes(name) && !kept.Contains(name) && !names.renamed.ContainsKey(name))
            {
                names.renamed.Add(name, builder.NewName(name + ".real"));
            }

            if (kept.Contains(value.Name) || names.renamed.ContainsKey(value.Name))
            {
                builder.Copy(name, value);
            }
            else
            {
                names.renamed.Add(value.Name, name);
            }
        }

        return names;
    }

    /// <summary>The nodes under the names decided on.</summary>
    public EquatableArray<Node> Apply(IEnumerable<Node> nodes) => nodes
        .Select(node => node with
        {
            Inputs = node.Inputs.Select(Rename).ToEquatableArray(),
            Outputs = node.Outputs.Select(Rename).ToEquatableArray(),
        })
        .ToEquatableArray();

    /// <summary>The ranges of the activations that a network still has, in their order, under the names decided on.</summary>
    public EquatableArray<StoredRange> Apply(IEnumerable<StoredRange> ranges, NetworkGraph network)
    {
        var renamedRanges = ranges.ToDictionary(range => Rename(range.Activation), StringComparer.Ordinal);
        return new GraphIndex(network).Activations
            .Where(renamedRanges.ContainsKey).Select(name => renamedRanges[name] with { Activation = name }).ToEquatableArray();
    }

    private string Rename(string name) => renamed.TryGetValue(name, out var found) ? found : name;
}
