using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>Which parameters are on the network's codebook, and where.</summary>
internal sealed class ParameterSource
{
    private readonly Codebook? codebook;
    private readonly Dictionary<string, EquatableArray<ushort>> indices;

    private ParameterSource(Codebook? codebook, Dictionary<string, EquatableArray<ushort>> indices)
    {
        this.codebook = codebook;
        this.indices = indices;
    }

    /// <summary>Parameters with the indices given.</summary>
    public static ParameterSource Of(Codebook codebook, IEnumerable<(string Parameter, EquatableArray<ushort> Indices)> tensors) =>
        new(codebook, tensors.ToDictionary(t => t.Parameter, t => t.Indices, StringComparer.Ordinal));

    /// <summary>The fixable parameters whose values all are on the codebook; without a codebook none.</summary>
    public static ParameterSource Of(NetworkGraph graph, Codebook? codebook)
    {
        var indices = new Dictionary<string, EquatableArray<ushort>>(StringComparer.Ordinal);
        foreach (var parameter in graph.Parameters)
        {
            if (codebook is not null && parameter.IsFixable && Indices(parameter, codebook) is { } found)
            {
                indices.Add(parameter.Name, found);
            }
        }

        return new ParameterSource(codebook, indices);
    }

    /// <summary>The parameter as the codebook has it, or null when it was left out.</summary>
    public IndexedWeights? OnCodebook(string parameter) => codebook is not null && indices.TryGetValue(parameter, out var found)
        ? new IndexedWeights(parameter, codebook, found, IsShared: true)
        : null;

    private static EquatableArray<ushort>? Indices(Parameter parameter, Codebook codebook)
    {
        var known = new Dictionary<float, ushort>();
        var found = new ushort[parameter.Values.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var value = parameter.Values[i];
            if (!known.TryGetValue(value, out found[i]))
            {
                var index = codebook.IndexOf(value);
                if (index < 0)
                {
                    return null;
                }

                known.Add(value, found[i] = (ushort)index);
            }
        }

        return EquatableArray.TakeOwnership(found);
    }
}
