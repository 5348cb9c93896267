using Wfn.Training.Data;
using static TorchSharp.torch;

namespace Wfn.Experiments.Accuracy.Baselines;

/// <summary>Cuts data into batches of tensors.</summary>
/// <param name="data">Labelled samples in the network's shape.</param>
/// <param name="batchSize">Samples of a batch; the last may be smaller.</param>
internal sealed class SampleBatches(LabelledData data, int batchSize)
{
    private readonly long[] sampleShape = [.. data.SampleShape.Dimensions.Select(extent => (long)extent)];

    /// <summary>Batches of an epoch.</summary>
    public int Count => (data.Count + batchSize - 1) / batchSize;

    /// <summary>All samples in random order; a batch's tensors are good until the next one is asked for.</summary>
    public IEnumerable<(Tensor Samples, Tensor Labels)> Shuffled(SeededRandom random)
    {
        var order = Enumerable.Range(0, data.Count).ToArray();
        random.Shuffle(order);
        return Batches(order);
    }

    /// <summary>All samples in the data's order.</summary>
    public IEnumerable<(Tensor Samples, Tensor Labels)> InOrder() => Batches([.. Enumerable.Range(0, data.Count)]);

    private IEnumerable<(Tensor Samples, Tensor Labels)> Batches(int[] order)
    {
        foreach (var chunk in order.Chunk(batchSize))
        {
            var values = new float[chunk.Length * data.SampleShape.ElementCount];
            for (var i = 0; i < chunk.Length; i++)
            {
                data.Sample(chunk[i]).CopyTo(values.AsSpan(i * data.SampleShape.ElementCount));
            }

            using var samples = tensor(values, [chunk.Length, .. sampleShape]);
            using var labels = tensor(chunk.Select(sample => (long)data.Labels.Span[sample]).ToArray());
            yield return (samples, labels);
        }
    }
}
