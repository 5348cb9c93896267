extern alias WfnGenerator;

using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Operators;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>One sample on several threads.</summary>
public class ParallelSampleTests
{
    private delegate void InferParallelCall(ReadOnlySpan<float> input, Span<float> output, int maxDegreeOfParallelism);

    /// <summary>Layers of every kind that is divided, with odd numbers of rows, at every number of threads.</summary>
    [Theory]
    [InlineData(GeneratedNumerics.FixedPoint, 8, GeneratedKernel.Auto, "net10.0", "DenseConvolutionParts")]
    [InlineData(GeneratedNumerics.FixedPoint, 12, GeneratedKernel.Auto, "net10.0", "DenseConvolutionParts")]
    [InlineData(GeneratedNumerics.FixedPoint, 8, GeneratedKernel.Auto, "netstandard2.0", "DenseConvolutionParts")]
    [InlineData(GeneratedNumerics.FixedPoint, 8, GeneratedKernel.ShiftAdd, "net10.0", "LookupConvolutionParts ShiftAddByteConvolutionParts")]
    [InlineData(GeneratedNumerics.FixedPoint, 12, GeneratedKernel.ShiftAdd, "net10.0", "ShiftAddConvolutionParts ShiftAddLinearParts")]
    [InlineData(GeneratedNumerics.Float32, 8, GeneratedKernel.Auto, "net10.0", "FloatLinearParts")]
    [InlineData(GeneratedNumerics.Float32, 8, GeneratedKernel.Auto, "netstandard2.0", "FloatLinearParts")]
    public void SeveralThreadsGiveTheBitsOfOne(GeneratedNumerics numerics, int bits, GeneratedKernel kernel, string framework, string divided)
    {
        var graph = Network();
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph, bits: bits)), GeneratedModel.Options(numerics, kernel));
        foreach (var type in divided.Split(' '))
        {
            Assert.Contains($"team.Run(ParallelLayers.{type}", result.Sources[0].Text, StringComparison.Ordinal);
        }

        Assert.Empty(GeneratedCompilation.Complaints(GeneratedCompilation.Compile(result, GeneratedCompilation.ByName(framework))));
        var model = GeneratedModel.Load(result, GeneratedCompilation.ByName(framework));
        var parallel = model.Method<InferParallelCall>("InferParallel");
        for (var seed = 0; seed < 5; seed++)
        {
            var sample = Artifacts.RandomSamples(graph, 1, seed);
            var expected = new float[Outputs];
            model.Infer(sample, expected);
            foreach (var threads in new[] { 1, 2, 3, 7, -1 })
            {
                var actual = new float[Outputs];
                parallel(sample, actual, threads);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CallersAtTheSameTimeHaveTeamsOfTheirOwn(bool isFixedPoint)
    {
        var graph = Network();
        var model = GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: isFixedPoint)));
        var parallel = model.Method<InferParallelCall>("InferParallel");
        var threads = Enumerable.Range(0, 4).Select(seed => new Thread(() =>
        {
            var sample = Artifacts.RandomSamples(graph, 1, seed);
            var (expected, actual) = (new float[Outputs], new float[Outputs]);
            model.Infer(sample, expected);
            for (var i = 0; i < 40; i++)
            {
                Array.Clear(actual);
                parallel(sample, actual, 1 + ((seed + i) % 4));
                wrong += expected.AsSpan().SequenceEqual(actual) ? 0 : 1;
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(0, wrong);
    }

    private volatile int wrong;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NothingIsAllocatedOnceItHasRun(bool isFixedPoint)
    {
        var graph = Network();
        var parallel = GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: isFixedPoint))).Method<InferParallelCall>("InferParallel");
        var (sample, scores) = (Artifacts.RandomSamples(graph, 1, 1), new float[Outputs]);
        for (var i = 0; i < 20; i++)
        {
            parallel(sample, scores, 2);
        }

        // The pool may want a little for itself now and then, never for every call.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            parallel(sample, scores, 2);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1600);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var graph = Network();
        var infer = GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph))).Method<InferParallelCall>("InferParallel");
        var (sample, scores) = (Artifacts.RandomSamples(graph, 1, 1), new float[Outputs]);
        Assert.Throws<ArgumentOutOfRangeException>(() => infer(sample, scores, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => infer(sample, scores, -2));
        foreach (var threads in new[] { 1, 2, int.MaxValue })
        {
            Assert.Throws<ArgumentException>(() => infer(sample.AsSpan(1), scores, threads));
            Assert.Throws<ArgumentException>(() => infer(sample, scores.AsSpan(1), threads));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SmallNetworksHaveTheMethodAndNoTeam(bool isFixedPoint)
    {
        var (builder, _, output) = RandomNetwork.Make(1);
        var graph = builder.Build(output);
        var result = ModelSource.Generate(
            WfnWriter.Write(Artifacts.Of(graph)), GeneratedModel.Options(isFixedPoint ? GeneratedNumerics.FixedPoint : GeneratedNumerics.Float32));
        Assert.All(result.Sources, source => Assert.DoesNotContain("ThreadTeam", source.Text, StringComparison.Ordinal));
        var model = GeneratedModel.Load(result, GeneratedCompilation.Net100);
        var sample = Artifacts.RandomSamples(graph, 1, 1);
        var (expected, actual) = (new float[graph.Outputs[0].Shape.Sample.ElementCount], new float[graph.Outputs[0].Shape.Sample.ElementCount]);
        model.Infer(sample, expected);
        model.Method<InferParallelCall>("InferParallel")(sample, actual, 2);
        Assert.Equal(expected, actual);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Method<InferParallelCall>("InferParallel")(sample, actual, 0));
    }

    private const int Outputs = 331;

    // Convolutions of many rows, with a stride, a sum and a window a channel; fully connected layers of many outputs and of many inputs.
    private static NetworkGraph Network()
    {
        var random = new Random(3);
        var builder = new NetworkBuilder();
        var first = Convolution(builder.Input(3, 35, 29), 64, 3, NetworkBuilder.Window(3, pad: 1));
        var own = builder.Relu(builder.Convolution(first, [64, 1, 3, 3], Powers(64 * 9, least: 6), new float[64], NetworkBuilder.Window(3, pad: 1), groups: 64));
        var sum = builder.Relu(builder.Binary(BinaryOperator.Add, Convolution(own, 64, 64, NetworkBuilder.Window(3, pad: 1)), first));
        var strided = Convolution(sum, 48, 64, NetworkBuilder.Window(3, stride: 2, pad: 1));
        var small = builder.MaxPool(Convolution(strided, 40, 48, NetworkBuilder.Window(1)), NetworkBuilder.Window(3, stride: 3));
        var flat = builder.Reshape(small, 40 * 6 * 5);
        var hidden = builder.Relu(builder.Linear(flat, [650, 1200], Powers(650 * 1200), Powers(650)));
        return builder.Build(builder.Linear(hidden, [Outputs, 650], Powers(Outputs * 650)));

        string Convolution(string input, int outputs, int inputs, SlidingWindow window) => builder.Relu(builder.Convolution(
            input, [outputs, inputs, window.KernelHeight, window.KernelWidth], Powers(outputs * inputs * window.KernelHeight * window.KernelWidth), Powers(outputs), window));

        float[] Powers(int count, int least = 2) => [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.Next(2)) - 1) * Math.Pow(2, -random.Next(least, 9))))];
    }
}
