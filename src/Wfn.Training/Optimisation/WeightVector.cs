using Wfn.Graph;
using Wfn.Training.Checkpoints;
using Wfn.Training.Networks;

namespace Wfn.Training.Optimisation;

/// <summary>
/// All parameters that training may change as one vector: first those that go onto the codebook, then those left out of it,
/// each in the graph's order.
/// </summary>
internal sealed class WeightVector
{
    private readonly TorchNetwork network;
    private readonly Parameter[] parameters;

    /// <summary>Copies a network's weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="exclude">Names of parameters that are trained but stay off the codebook.</param>
    public WeightVector(TorchNetwork network, IReadOnlySet<string> exclude)
    {
        this.network = network;
        parameters = [.. network.TrainableParameters.OrderBy(parameter => exclude.Contains(parameter.Name) ? 1 : 0)];
        CodebookLength = parameters.Where(parameter => !exclude.Contains(parameter.Name)).Sum(parameter => parameter.Values.Count);
        CodebookSegments =
        [
            .. Places()
                .Where(place => !exclude.Contains(place.Parameter.Name) && place.Parameter.Values.Count > 0)
                .Select(place => new WeightSegment(place.Start, place.Parameter.Values.Count)),
        ];
        Values = new float[parameters.Sum(parameter => parameter.Values.Count)];
        Gradient = new float[Values.Length];
        foreach (var (parameter, start) in Places())
        {
            parameter.Values.AsSpan().CopyTo(Values.AsSpan(start));
        }
    }

    /// <summary>The weights; <see cref="Write()"/> brings changes into the network.</summary>
    public float[] Values { get; }

    /// <summary>The loss's derivative by each weight, after <see cref="ReadGradient"/>.</summary>
    public float[] Gradient { get; }

    /// <summary>How many of the weights, from the first, go onto the codebook.</summary>
    public int CodebookLength { get; }

    /// <summary>Where each of the tensors that go onto the codebook lies.</summary>
    public IReadOnlyList<WeightSegment> CodebookSegments { get; }

    /// <summary>Copies the weights into the network's tensors.</summary>
    public void Write()
    {
        foreach (var (parameter, start) in Places())
        {
            DeviceMemory.Write(Values.AsSpan(start, parameter.Values.Count), network.Parameter(parameter.Name));
        }
    }

    /// <summary>Copies the gradients of the last backward pass, and clears them in the network.</summary>
    public void ReadGradient()
    {
        foreach (var (parameter, start) in Places())
        {
            var target = Gradient.AsSpan(start, parameter.Values.Count);
            using var gradient = network.Parameter(parameter.Name).grad;
            if (gradient is null)
            {
                target.Clear();
                continue;
            }

            using var contiguous = gradient.contiguous();
            DeviceMemory.Read(contiguous, target);
            gradient.zero_();
        }
    }

    /// <summary>Writes the weights into a checkpoint.</summary>
    public void Write(BinaryWriter writer) => writer.WriteArray<float>(Values);

    /// <summary>Reads the weights from a checkpoint into the network.</summary>
    public void Read(BinaryReader reader)
    {
        reader.ReadArray<float>(Values);
        Write();
    }

    private IEnumerable<(Parameter Parameter, int Start)> Places()
    {
        var start = 0;
        foreach (var parameter in parameters)
        {
            yield return (parameter, start);
            start += parameter.Values.Count;
        }
    }
}

/// <summary>A tensor's place among all weights.</summary>
/// <param name="Start">Its first weight.</param>
/// <param name="Count">The number of its weights.</param>
internal readonly record struct WeightSegment(int Start, int Count);
