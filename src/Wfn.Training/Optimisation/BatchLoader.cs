using Wfn.Training.Data;
using Wfn.Training.Networks;
using static TorchSharp.torch;

namespace Wfn.Training.Optimisation;

/// <summary>Cuts data into batches; the tensors of a batch are good until the next one is asked for.</summary>
internal sealed class BatchLoader
{
    private readonly LabelledData data;
    private readonly int batchSize;
    private readonly long[] sampleShape;
    private readonly TrainingDevice device;

    /// <param name="data">Samples in the network's input shape; without targets, those of batches are empty.</param>
    /// <param name="batchSize">The samples of a batch; the last batch of an epoch may be smaller.</param>
    /// <param name="device">Where batches go.</param>
    public BatchLoader(LabelledData data, int batchSize, TrainingDevice device = TrainingDevice.Cpu)
    {
        this.data = data;
        this.device = device;
        this.batchSize = Math.Min(batchSize, data.Count);
        sampleShape = [.. data.SampleShape.Dimensions.Select(extent => (long)extent)];
    }

    /// <summary>The batches of an epoch.</summary>
    public int BatchCount => (data.Count + batchSize - 1) / batchSize;

    /// <summary>All samples in random order; of data that is read in parts, in an order that reads each part once.</summary>
    /// <param name="random">Decides the order and the variation.</param>
    /// <param name="augmentation">How images are varied.</param>
    public IEnumerable<(Tensor Samples, Tensor Targets)> Shuffled(SeededRandom random, Augmentation augmentation)
    {
        return Batches(data.Shuffled(random), (sample, target) =>
        {
            if (augmentation.IsNone)
            {
                data.Sample(sample).CopyTo(target.Span);
            }
            else
            {
                ImageAugmentation.Copy(data.Sample(sample), data.SampleShape, augmentation, random, target.Span);
            }
        });
    }

    /// <summary>All samples in the data's order.</summary>
    public IEnumerable<(Tensor Samples, Tensor Targets)> InOrder() =>
        Batches(Enumerable.Range(0, data.Count).ToArray(), (sample, target) => data.Sample(sample).CopyTo(target.Span));

    private IEnumerable<(Tensor Samples, Tensor Targets)> Batches(int[] order, Action<int, Memory<float>> copy)
    {
        data.Expect(order);
        var elements = data.SampleShape.ElementCount;
        var values = new float[batchSize * elements];
        for (var start = 0; start < order.Length; start += batchSize)
        {
            var count = Math.Min(batchSize, order.Length - start);
            for (var i = 0; i < count; i++)
            {
                copy(order[start + i], values.AsMemory(i * elements, elements));
            }

            using var samples = empty([count, .. sampleShape]);
            values.AsSpan(0, count * elements).CopyTo(TorchNetwork.Values(samples));
            using var targets = TargetsOf(order.AsSpan(start, count));
            if (device == TrainingDevice.Cpu)
            {
                yield return (samples, targets);
                continue;
            }

            using var movedSamples = samples.to(DeviceMemory.Of(device));
            using var movedTargets = targets.to(DeviceMemory.Of(device));
            yield return (movedSamples, movedTargets);
        }
    }

    // Classes of all steps are one vector, real numbers a matrix with a row for each sample.
    private Tensor TargetsOf(ReadOnlySpan<int> chosen) => data.Targets.Select(chosen) switch
    {
        ClassTargets classes => tensor(classes.Labels.ToArray().Select(label => (long)label).ToArray()),
        ValueTargets values => tensor(values.Values.ToArray(), [chosen.Length, values.Length]),
        _ => empty([0], ScalarType.Int64),
    };
}
