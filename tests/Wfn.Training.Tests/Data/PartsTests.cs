using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Data;

/// <summary>Data that is more than memory may hold, read in the background.</summary>
public sealed class PartsTests : IDisposable
{
    private const int Parts = 12;
    private const int PerPart = 10;
    private const int Features = 4;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void PartsHaveTheSamplesThatMemoryHas()
    {
        Write();

        var (all, parts) = (Read(), Read(Small));

        Assert.True(all.IsInMemory);
        Assert.False(parts.IsInMemory);
        Assert.Equal((all.Count, all.Source, all.SampleShape), (parts.Count, parts.Source, parts.SampleShape));
        Assert.Equal(all.Labels.ToArray(), parts.Labels.ToArray());
        Assert.Contains("12 files, 120 samples, read in the background, ", parts.Remark, StringComparison.Ordinal);
        foreach (var order in (int[][])[[.. Enumerable.Range(0, all.Count)], [.. Enumerable.Range(0, all.Count).Reverse()], [0, 119, 1, 118, 60, 0, 119]])
        {
            Assert.All(order, sample => Assert.Equal(all.Sample(sample).ToArray(), parts.Sample(sample).ToArray()));
        }

        Assert.Equal(all.Samples.ToArray(), parts.Samples.ToArray());
        Assert.Equal(all.Spread(7).Samples.ToArray(), parts.Spread(7).Samples.ToArray());
        Assert.Equal(all.NotSpread(7)!.Samples.ToArray(), parts.NotSpread(7)!.Samples.ToArray());
        Assert.Equal(all.Take(33).Samples.ToArray(), parts.Take(33).Samples.ToArray());
    }

    [Fact]
    public void HeldBackSamplesAreTheSameOnes()
    {
        Write();

        var (kept, held) = Read().Split(0.4, 5);
        var (keptInParts, heldInParts) = Read(Small).Split(0.4, 5);

        Assert.False(keptInParts.IsInMemory);
        Assert.Equal(Firsts(kept).Order(), Firsts(keptInParts));
        Assert.Equal(Firsts(held!).Order(), Firsts(heldInParts!));
    }

    [Fact]
    public void AnEpochVisitsEverySampleOnceInTheSeedsOrder()
    {
        Write();
        var parts = Read(Small);

        int[] first = [.. Epoch(parts, 1)], again = [.. Epoch(Read(Small), 1)], other = [.. Epoch(parts, 2)];

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(Enumerable.Range(0, Parts * PerPart), first.Order());
        // Two of twelve parts are used in turn, and their samples are mixed.
        Assert.All(first.Chunk(2 * PerPart), window => Assert.Equal(2, window.Select(sample => sample / PerPart).Distinct().Count()));
        Assert.Contains(Enumerable.Range(1, PerPart), i => first[i] / PerPart != first[0] / PerPart);
    }

    [Fact]
    public void EachPartIsReadOnceAnEpochAndFewAreKept()
    {
        var (reads, most) = (new List<int>(), 0);
        var alive = new List<WeakReference>();
        var samples = SamplesInParts.OfFiles([.. Enumerable.Repeat(PerPart, Parts)], Features, Small.Memory, "", part =>
        {
            var values = new float[PerPart * Features];
            lock (alive)
            {
                reads.Add(part);
                GC.Collect();
                alive.Add(new WeakReference(values));
                most = Math.Max(most, alive.Count(reference => reference.IsAlive));
            }

            return values;
        });

        for (var epoch = 0; epoch < 3; epoch++)
        {
            reads.Clear();
            var order = samples.Shuffled(new SeededRandom(1, epoch));
            samples.Expect(order);
            foreach (var sample in order)
            {
                Assert.Equal(Features, samples.Sample(sample).Length);
            }

            Assert.InRange(reads.Count, Parts - 4, Parts);
            Assert.Equal(reads.Count, reads.Distinct().Count());
        }

        Assert.InRange(most, 2, 6);
    }

    [Fact]
    public void RetrainingByPartsGivesTheSameBytesForTheSameSeed()
    {
        Write();
        var graph = new OnnxModel(13).Input("x", 1, Features).Output("y").Ramp("w", 0.1f, Features, 3).Node("MatMul", ["x", "w"], "y").Import().Graph;
        var options = new RetrainingOptions
        {
            FirstEpochs = 2,
            Epochs = 1,
            BatchSize = 16,
            LearningRate = 0.01,
            Threads = 1,
            PolishEpochs = 1,
            Fixing = new Fixing.FixingOptions { Delta = 0.05, Fractions = [0.5, 1] },
        };

        float[][] results = [.. Enumerable.Range(0, 2).Select(_ => Retraining.Run(graph, Read(Small), null, options).Graph.Parameters.SelectMany(p => p.Values).ToArray())];

        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void AFileThatChangedIsNamed()
    {
        Write();
        var parts = Read(Small);
        foreach (var part in Enumerable.Range(0, Parts))
        {
            folder.Write($"p{part:00}.npz", Part(part, PerPart - 1));
        }

        var exception = Assert.Throws<WfnException>(() => Epoch(parts, 1).Count());

        Assert.Equal(DiagnosticCodes.BadData, exception.Code);
        Assert.Contains("changed while it was used", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".npz", exception.File, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesThatAreTooLargeAreRefused()
    {
        Write();

        var exception = Assert.Throws<WfnException>(() => Read(new DataReadOptions { Memory = new MemoryLimit(8 * PerPart * Features * sizeof(float) - 1) }));

        Assert.Equal(DiagnosticCodes.MemoryLimit, exception.Code);
        Assert.Contains("at least 4 of them at a time", exception.Message, StringComparison.Ordinal);
    }

    private static DataReadOptions Small => new() { Memory = new MemoryLimit(8 * PerPart * Features * sizeof(float)) };

    private LabelledData Read(DataReadOptions? options = null) => DataReader.Read(folder.File("*.npz"), options);

    private void Write()
    {
        foreach (var part in Enumerable.Range(0, Parts))
        {
            folder.Write($"p{part:00}.npz", Part(part, PerPart));
        }
    }

    // The first number of a sample is its own number.
    private static byte[] Part(int part, int count)
    {
        var values = Enumerable.Range(part * PerPart, count).SelectMany(sample => (float[])[sample, 0.5f, -sample, sample % 3]).ToArray();
        return DataFiles.Npz(
            ("x", DataFiles.Npy(values, count, Features)), ("y", DataFiles.Npy([.. Enumerable.Range(part * PerPart, count).Select(sample => sample % 3)], count)));
    }

    private static float[] Firsts(LabelledData data) => [.. Enumerable.Range(0, data.Count).Select(sample => data.Sample(sample)[0])];

    private static IEnumerable<int> Epoch(LabelledData data, int seed)
    {
        Training.Native.LibTorch.EnsureLoaded();
        foreach (var (samples, _) in new BatchLoader(data, 7).Shuffled(new SeededRandom(seed), new Augmentation()))
        {
            var values = samples.data<float>().ToArray();
            for (var i = 0; i < values.Length; i += Features)
            {
                yield return (int)values[i];
            }
        }
    }
}
