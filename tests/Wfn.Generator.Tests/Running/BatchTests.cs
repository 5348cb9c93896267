using CsCheck;
using Wfn.Artifact;
using Wfn.Core.Tests.Reference;
using Wfn.Graph;

namespace Wfn.Generator.Tests.Running;

/// <summary>Several samples a call, on one thread and on several.</summary>
public class BatchTests
{
    private delegate void InferParallelCall(int batch, ReadOnlyMemory<float> input, Memory<float> output, int maxDegreeOfParallelism);

    [Fact]
    public void BatchesGiveTheBitsOfSingleSamples() => Gen.Select(Gen.Int[0, 1_000_000], Gen.Bool, Gen.Int[0, 40]).Sample(
        (seed, isFixedPoint, batch) =>
        {
            var (graph, model) = Load(seed, isFixedPoint);
            var samples = Artifacts.RandomSamples(graph, batch, seed);
            var (inputLength, outputLength) = (graph.Inputs[0].Shape.Sample.ElementCount, graph.Outputs[0].Shape.Sample.ElementCount);
            var expected = new float[batch * outputLength];
            for (var i = 0; i < batch; i++)
            {
                model.Infer(samples.AsSpan(i * inputLength, inputLength), expected.AsSpan(i * outputLength, outputLength));
            }

            var batched = new float[expected.Length];
            model.InferBatch(batch, samples, batched);
            Assert.Equal(expected, batched);
            foreach (var threads in new[] { -1, 1, 2, 3, 64 })
            {
                var parallel = new float[expected.Length];
                model.Method<InferParallelCall>("InferParallel")(batch, samples, parallel, threads);
                Assert.Equal(expected, parallel);
            }
        },
        iter: 12,
        threads: 1);

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var (graph, model) = Load(1, isFixedPoint: true);
        var infer = model.Method<InferParallelCall>("InferParallel");
        var samples = Artifacts.RandomSamples(graph, 3, 1);
        var scores = new float[3 * graph.Outputs[0].Shape.Sample.ElementCount];

        infer(3, samples, scores, 2);
        Assert.ThrowsAny<ArgumentException>(() => infer(-1, samples, scores, 2));
        Assert.ThrowsAny<ArgumentException>(() => infer(2, samples, scores, 2));
        Assert.ThrowsAny<ArgumentException>(() => infer(3, samples, scores.AsMemory(1), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => infer(3, samples, scores, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => infer(3, samples, scores, -2));
    }

    [Fact]
    public void NoCallOfTheOthersAllocates()
    {
        foreach (var isFixedPoint in new[] { true, false })
        {
            var (graph, model) = Load(5, isFixedPoint);
            var samples = Artifacts.RandomSamples(graph, 4, 1);
            var scores = new float[4 * graph.Outputs[0].Shape.Sample.ElementCount];
            var (batch, one) = (model.InferBatch, model.Infer);
            void Call()
            {
                batch(4, samples, scores);
                one(samples.AsSpan(0, samples.Length / 4), scores.AsSpan(0, scores.Length / 4));
            }

            // The first call makes the thread's workspace and the layers' tables.
            Call();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Call();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static (NetworkGraph Graph, GeneratedModel Model) Load(int seed, bool isFixedPoint)
    {
        var (builder, _, output) = RandomNetwork.Make(seed);
        var graph = builder.Build(output);
        return (graph, GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: isFixedPoint))));
    }
}
