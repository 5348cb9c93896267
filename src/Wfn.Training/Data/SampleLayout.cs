using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Where the values of each of a network's inputs lie in a sample: those of one input after those of another, in the network's order.</summary>
/// <param name="Parts">The inputs.</param>
public sealed record SampleLayout(EquatableArray<SamplePart> Parts)
{
    /// <summary>The values of a sample.</summary>
    public int Length => Parts[Parts.Count - 1].End;

    /// <summary>The shape of a sample: that of the one input, or, of several, [<see cref="Length"/>].</summary>
    public TensorShape Shape => Parts.Count == 1 ? Parts[0].Shape : TensorShape.Of(Length);

    /// <summary>The layout of a network's samples.</summary>
    public static SampleLayout Of(NetworkGraph graph) => Of(graph.Inputs.Select(input => (input.Name, input.Shape.Sample)));

    /// <summary>The layout of inputs with the shapes of a sample.</summary>
    public static SampleLayout Of(IEnumerable<(string Input, TensorShape Shape)> inputs)
    {
        var parts = new List<SamplePart>();
        foreach (var (input, shape) in inputs)
        {
            parts.Add(new SamplePart(input, shape, parts.Count == 0 ? 0 : parts[^1].End));
        }

        return new SampleLayout(parts.ToEquatableArray());
    }

    /// <summary>A sample's values by the names of the inputs.</summary>
    /// <param name="sample">Its values; as many as <see cref="Length"/>.</param>
    public Dictionary<string, float[]> Split(ReadOnlySpan<float> sample)
    {
        var values = new Dictionary<string, float[]>(Parts.Count, StringComparer.Ordinal);
        foreach (var part in Parts)
        {
            values.Add(part.Input, part.Of(sample).ToArray());
        }

        return values;
    }

    /// <summary>The values of all samples by the names of the inputs, each input's samples one after another.</summary>
    /// <param name="samples">The samples one after another.</param>
    public Dictionary<string, float[]> SplitAll(ReadOnlySpan<float> samples)
    {
        var values = new Dictionary<string, float[]>(Parts.Count, StringComparer.Ordinal);
        foreach (var part in Parts)
        {
            var own = new float[samples.Length / Length * part.Length];
            for (var sample = 0; sample < samples.Length / Length; sample++)
            {
                part.Of(samples.Slice(sample * Length, Length)).CopyTo(own.AsSpan(sample * part.Length));
            }

            values.Add(part.Input, own);
        }

        return values;
    }
}

/// <summary>An input's values in a sample.</summary>
/// <param name="Input">The input's name.</param>
/// <param name="Shape">Its shape, without a batch axis.</param>
/// <param name="Start">Where its values begin.</param>
public sealed record SamplePart(string Input, TensorShape Shape, int Start)
{
    /// <summary>How many values it has.</summary>
    public int Length => Shape.ElementCount;

    /// <summary>Where its values end.</summary>
    public int End => checked(Start + Length);

    /// <summary>Its values.</summary>
    /// <param name="sample">The values of a sample.</param>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> sample) => sample.Slice(Start, Length);
}
