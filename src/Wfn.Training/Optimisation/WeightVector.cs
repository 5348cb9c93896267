using Wfn.Training.Checkpoints;
using Wfn.Training.Networks;
using static TorchSharp.torch;

namespace Wfn.Training.Optimisation;

/// <summary>
/// All parameters that training may change as one vector: first those that go onto the codebook, then those left out of it,
/// each in the graph's order.
/// </summary>
internal sealed class WeightVector
{
    private readonly (string Name, Tensor Tensor, int Count)[] parameters;

    /// <summary>Copies a network's weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="exclude">Names of parameters that are trained but stay off the codebook.</param>
    public WeightVector(TorchNetwork network, IReadOnlySet<string> exclude)
        : this(network.TrainableParameters.Select(parameter => (parameter.Name, network.Parameter(parameter.Name))), exclude)
    {
    }

    /// <summary>Copies the values of tensors.</summary>
    /// <param name="tensors">Contiguous float32 tensors with their names.</param>
    /// <param name="exclude">Names of those that are trained but stay off the codebook.</param>
    public WeightVector(IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlySet<string> exclude)
    {
        parameters =
        [
            .. tensors.Select(entry => (entry.Name, entry.Tensor, (int)entry.Tensor.numel()))
                .OrderBy(entry => exclude.Contains(entry.Name) ? 1 : 0),
        ];
        CodebookLength = parameters.Where(parameter => !exclude.Contains(parameter.Name)).Sum(parameter => parameter.Count);
        CodebookSegments =
        [
            .. Places()
                .Where(place => !exclude.Contains(place.Name) && place.Length > 0)
                .Select(place => new WeightSegment(place.Start, place.Length)),
        ];
        Values = new float[parameters.Sum(parameter => parameter.Count)];
        Gradient = new float[Values.Length];
        foreach (var (_, tensor, start, length) in Places())
        {
            DeviceMemory.Read(tensor, Values.AsSpan(start, length));
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
        foreach (var (_, tensor, start, length) in Places())
        {
            DeviceMemory.Write(Values.AsSpan(start, length), tensor);
        }
    }

    /// <summary>Copies the gradients of the last backward pass, and clears them in the network.</summary>
    public void ReadGradient()
    {
        foreach (var (_, tensor, start, length) in Places())
        {
            var target = Gradient.AsSpan(start, length);
            using var gradient = tensor.grad;
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

    /// <summary>Where each tensor's weights lie, those left out of the codebook at the end.</summary>
    public IEnumerable<(string Name, Tensor Tensor, int Start, int Length)> Places()
    {
        var start = 0;
        foreach (var (name, tensor, count) in parameters)
        {
            yield return (name, tensor, start, count);
            start += count;
        }
    }
}

/// <summary>A tensor's place among all weights.</summary>
/// <param name="Start">Its first weight.</param>
/// <param name="Count">The number of its weights.</param>
internal readonly record struct WeightSegment(int Start, int Count);
