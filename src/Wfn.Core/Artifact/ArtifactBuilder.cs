using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Artifact;

/// <summary>Makes artifacts of fixed networks.</summary>
public static class ArtifactBuilder
{
    /// <summary>Builds the artifact of a network whose weights are on the codebook.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="codebook">The one codebook.</param>
    /// <param name="leftOut">Names of the fixable parameters that are not on it, by the user's choice.</param>
    /// <param name="source">The model file it stems from.</param>
    /// <param name="options">The options of the fixing, in writing order.</param>
    /// <param name="formats">The integer format of every activation, or none.</param>
    /// <param name="measurements">What was measured.</param>
    /// <exception cref="ArgumentException">
    /// A parameter that should be on the codebook is not, or a name left out is no fixable parameter's.
    /// </exception>
    public static WfnArtifact Build(
        NetworkGraph graph,
        Codebook codebook,
        IEnumerable<string> leftOut,
        SourceModel source,
        EquatableArray<ArtifactProperty> options,
        EquatableArray<ActivationFormat> formats,
        EquatableArray<Measurement> measurements)
    {
        if (codebook.Count > Limits.CodebookValues)
        {
            throw new ArgumentException($"a codebook of {codebook.Count} values is too large for 16-bit indices", nameof(codebook));
        }

        var excluded = new HashSet<string>(leftOut, StringComparer.Ordinal);
        var tensors = new List<FixedTensor>();
        var parameters = graph.Parameters.ToArray();
        for (var i = 0; i < parameters.Length; i++)
        {
            if (!parameters[i].IsFixable || excluded.Remove(parameters[i].Name))
            {
                continue;
            }

            var tensor = IndexTensor(parameters[i], codebook);
            tensors.Add(tensor);

            // A negative zero becomes the codebook's zero, so that the artifact is equal to what reading its file gives.
            var values = tensor.Indices.Select(index => codebook.Value(index)).ToEquatableArray();
            parameters[i] = parameters[i] with { Values = values };
        }

        if (excluded.Count > 0)
        {
            throw new ArgumentException($"no fixable parameter has the name '{excluded.First()}'", nameof(leftOut));
        }

        return new WfnArtifact
        {
            Source = source,
            Options = options,
            Graph = graph with { Parameters = EquatableArray.TakeOwnership(parameters), Ranges = [] },
            Codebook = codebook,
            Tensors = tensors.ToEquatableArray(),
            ActivationFormats = formats,
            Measurements = measurements,
        };
    }

    private static FixedTensor IndexTensor(Parameter parameter, Codebook codebook)
    {
        var indices = new ushort[parameter.Values.Count];
        for (var i = 0; i < indices.Length; i++)
        {
            var index = codebook.IndexOf(parameter.Values[i]);
            indices[i] = index >= 0 ? (ushort)index : throw new ArgumentException(
                $"weight {i} of '{parameter.Name}' is not on the codebook", nameof(parameter));
        }

        return new FixedTensor(parameter.Name, EquatableArray.TakeOwnership(indices));
    }
}
