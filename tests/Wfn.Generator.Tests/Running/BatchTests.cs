extern alias WfnGenerator;

using CsCheck;
using Wfn.Artifact;
using Wfn.Graph;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OutputsThatWouldChangeLaterInputsAreRefused(bool isFixedPoint)
    {
        var (graph, model) = Load(3, isFixedPoint);
        var (inputLength, outputLength) = (graph.Inputs[0].Shape.Sample.ElementCount, graph.Outputs[0].Shape.Sample.ElementCount);
        var memory = new float[2 * (inputLength + outputLength)];
        Artifacts.RandomSamples(graph, 2, 1).CopyTo(memory, 0);

        // One element in common is too many; side by side is fine, and so is one sample that is read before it is overwritten.
        var at = (2 * inputLength) - 1;
        var refused = Assert.Throws<ArgumentException>(() => model.InferBatch(2, memory.AsSpan(0, 2 * inputLength), memory.AsSpan(at, 2 * outputLength)));
        Assert.Contains("overlaps", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Method<InferParallelCall>("InferParallel")(
            2, memory.AsMemory(0, 2 * inputLength), memory.AsMemory(at, 2 * outputLength), 2));
        model.InferBatch(2, memory.AsSpan(0, 2 * inputLength), memory.AsSpan(2 * inputLength));
        model.InferBatch(1, memory.AsSpan(0, inputLength), memory.AsSpan(0, outputLength));
    }

    /// <summary>Networks of fully connected layers, of which several samples run at once; outputs of 8 and of 16 bits.</summary>
    [Theory]
    [InlineData(8, false, "net10.0")]
    [InlineData(8, true, "net10.0")]
    [InlineData(12, false, "net10.0")]
    [InlineData(8, true, "netstandard2.0")]
    [InlineData(8, true, "net10.0", GeneratedKernel.ShiftAdd)]
    [InlineData(12, false, "net10.0", GeneratedKernel.ShiftAdd)]
    [InlineData(8, false, "netstandard2.0", GeneratedKernel.ShiftAdd)]
    public void SamplesAtOnceGiveTheBitsOfSingleOnes(int bits, bool endsInRelu, string framework, GeneratedKernel kernel = GeneratedKernel.Auto)
    {
        var graph = FullyConnected(bits, endsInRelu);
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph, bits: bits)), GeneratedModel.Options(kernel: kernel));
        Assert.Contains(kernel == GeneratedKernel.Auto ? "RunSamples8(memory);" : "RunSamples32(memory);", result.Sources[0].Text, StringComparison.Ordinal);
        Assert.Empty(GeneratedCompilation.Complaints(GeneratedCompilation.Compile(result, GeneratedCompilation.ByName(framework))));
        var model = GeneratedModel.Load(result, GeneratedCompilation.ByName(framework));
        foreach (var batch in new[] { 0, 1, 7, 8, 9, 16, 21, 32, 47 })
        {
            var samples = Artifacts.RandomSamples(graph, batch, batch);
            Array.Fill(samples, 50f, 0, samples.Length / 3);
            var expected = new float[batch * 20];
            for (var i = 0; i < batch; i++)
            {
                model.Infer(samples.AsSpan(i * 37, 37), expected.AsSpan(i * 20, 20));
            }

            var batched = new float[expected.Length];
            model.InferBatch(batch, samples, batched);
            Assert.Equal(expected, batched);
        }
    }

    /// <summary>Networks whose fully connected layers stand behind others, and in front of others.</summary>
    [Theory]
    [InlineData(GeneratedNumerics.FixedPoint, 8, false, false, "net10.0")]
    [InlineData(GeneratedNumerics.FixedPoint, 8, true, false, "net10.0")]
    [InlineData(GeneratedNumerics.FixedPoint, 12, true, false, "net10.0")]
    [InlineData(GeneratedNumerics.FixedPoint, 8, true, false, "netstandard2.0")]
    [InlineData(GeneratedNumerics.Float32, 8, false, false, "net10.0")]
    [InlineData(GeneratedNumerics.Float32, 8, true, false, "net10.0")]
    [InlineData(GeneratedNumerics.Float32, 8, true, true, "net10.0")]
    [InlineData(GeneratedNumerics.Float32, 8, true, false, "netstandard2.0")]
    [InlineData(GeneratedNumerics.FixedPoint, 8, false, false, "net10.0", GeneratedKernel.ShiftAdd)]
    [InlineData(GeneratedNumerics.FixedPoint, 16, true, false, "net10.0", GeneratedKernel.ShiftAdd)]
    [InlineData(GeneratedNumerics.FixedPoint, 8, true, false, "netstandard2.0", GeneratedKernel.ShiftAdd)]
    public void ImagesThatShareAClassifierGiveTheBitsOfSingleOnes(
        GeneratedNumerics numerics, int bits, bool endsInSoftmax, bool isLeftOut, string framework, GeneratedKernel kernel = GeneratedKernel.Auto)
    {
        var graph = Classifier(bits, endsInSoftmax);
        string[] leftOut = isLeftOut ? [.. graph.Parameters.Where(p => p.IsFixable && p.Shape.Rank == 2).Select(p => p.Name)] : [];
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph, bits: bits, leftOut: leftOut)), GeneratedModel.Options(numerics, kernel));
        Assert.Contains("RunBody(workspace);", result.Sources[0].Text, StringComparison.Ordinal);

        // Behind a layer whose products are looked up, the small one is written out and takes samples one by one.
        var isLastAlone = endsInSoftmax || (kernel == GeneratedKernel.ShiftAdd && bits <= 8);
        Assert.Equal(isLastAlone, result.Sources[0].Text.Contains("RunRest(elements);", StringComparison.Ordinal));
        Assert.Empty(GeneratedCompilation.Complaints(GeneratedCompilation.Compile(result, GeneratedCompilation.ByName(framework))));
        var model = GeneratedModel.Load(result, GeneratedCompilation.ByName(framework));
        CheckBatches(graph, model, [.. Enumerable.Range(1, 40), 71]);
    }

    /// <summary>Networks of fully connected layers alone whose input is an image.</summary>
    [Theory]
    [InlineData(GeneratedNumerics.FixedPoint, 1)]
    [InlineData(GeneratedNumerics.FixedPoint, 3)]
    [InlineData(GeneratedNumerics.Float32, 1)]
    [InlineData(GeneratedNumerics.Float32, 3)]
    public void FlattenedImagesSideBySideGiveTheBitsOfSingleOnes(GeneratedNumerics numerics, int channels)
    {
        var random = new Random(channels);
        var builder = new NetworkBuilder();
        var flat = builder.Reshape(builder.Input(channels, 9, 7), channels * 63);
        var hidden = builder.Relu(builder.Linear(flat, [70, channels * 63], Powers(random, 70 * channels * 63), new float[70]));
        var graph = builder.Build(builder.Linear(hidden, [10, 70], Powers(random, 700)));
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph)), GeneratedModel.Options(numerics));
        Assert.Contains("RunSamples(", result.Sources[0].Text, StringComparison.Ordinal);
        CheckBatches(graph, GeneratedModel.Load(result, GeneratedCompilation.Net100), [.. Enumerable.Range(1, 40)]);
    }

    private static void CheckBatches(NetworkGraph graph, GeneratedModel model, int[] batches)
    {
        var (inputLength, outputLength) = (graph.Inputs[0].Shape.Sample.ElementCount, graph.Outputs[0].Shape.Sample.ElementCount);
        var samples = Artifacts.RandomSamples(graph, batches.Max(), 3);
        Array.Fill(samples, 50f, 0, samples.Length / 3);
        var expected = new float[batches.Max() * outputLength];
        for (var i = 0; i < batches.Max(); i++)
        {
            model.Infer(samples.AsSpan(i * inputLength, inputLength), expected.AsSpan(i * outputLength, outputLength));
        }

        foreach (var batch in batches)
        {
            var (inputs, own) = (samples[..(batch * inputLength)], expected[..(batch * outputLength)]);
            var batched = new float[own.Length];
            model.InferBatch(batch, inputs, batched);
            Assert.Equal(own, batched);
            var classes = new int[batch];
            model.ClassifyBatch(batch, inputs, classes);
            Assert.Equal([.. inputs.Chunk(inputLength).Select(sample => model.Classify(sample))], classes);
            var parallel = new float[own.Length];
            model.Method<InferParallelCall>("InferParallel")(batch, inputs, parallel, 3);
            Assert.Equal(own, parallel);
        }

        var (all, infer) = (new float[expected.Length], model.InferBatch);
        infer(batches.Max(), samples, all);
        var before = GC.GetAllocatedBytesForCurrentThread();
        infer(batches.Max(), samples, all);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // The features are more than the classifier's outputs, and its weights more than the fewest that samples share.
    private static NetworkGraph Classifier(int seed, bool endsInSoftmax)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder();
        var image = builder.Convolution(builder.Input(1, 12, 10), [8, 1, 3, 3], Powers(random, 72), new float[8], NetworkBuilder.Window(3, stride: 1, pad: 1));
        var features = builder.Reshape(builder.MaxPool(builder.Relu(image), NetworkBuilder.Window(2, stride: 2)), 240);
        var hidden = builder.Relu(builder.Linear(features, [52, 240], Powers(random, 52 * 240), Powers(random, 52)));
        var scores = builder.Linear(hidden, [9, 52], Powers(random, 9 * 52, -2));
        return builder.Build(endsInSoftmax ? builder.Softmax(scores, 1) : scores);
    }

    private static float[] Powers(Random random, int count, int least = 2) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.Next(2)) - 1) * Math.Pow(2, -random.Next(least, 9))))];

    /// <summary>Where inputs and outputs lie in the same place, what a group of samples leaves there must not harm the next, smaller one.</summary>
    [Theory]
    [InlineData(GeneratedKernel.Auto, "netstandard2.0")]
    [InlineData(GeneratedKernel.ShiftAdd, "netstandard2.0")]
    [InlineData(GeneratedKernel.Auto, "net10.0")]
    public void FewerSamplesThanBeforeRunAfterMore(GeneratedKernel kernel, string framework)
    {
        var graph = FullyConnected(8, endsInRelu: false, inputs: 64, hidden: 48, outputs: 64);
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph, bits: 8)), GeneratedModel.Options(kernel: kernel));
        CheckBatches(graph, GeneratedModel.Load(result, GeneratedCompilation.ByName(framework)), [13, 15, 42, 45]);
    }

    private static NetworkGraph FullyConnected(int seed, bool endsInRelu, int inputs = 37, int hidden = 50, int outputs = 20)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder();
        var first = builder.Clip(builder.Linear(builder.Input(inputs), [hidden, inputs], Weights(hidden * inputs), new float[hidden]), 0, 1);
        var output = builder.Linear(first, [outputs, hidden], Weights(outputs * hidden));
        return builder.Build(endsInRelu ? builder.Relu(output) : output);

        float[] Weights(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.Next(2)) - 1) * Math.Pow(2, -random.Next(9))))];
    }

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
