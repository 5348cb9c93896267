extern alias WfnGenerator;
using CsCheck;
using Wfn.Artifact;
using Wfn.Graph;
using Wfn.KernelCalls;
using Wfn.Operators;
using Wfn.Planning;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Networks whose float plan has channels side by side: strides, depthwise layers, residual sums.</summary>
public class FloatPixelNetworksTests
{
    [Fact]
    public void AreCloseToTheReference()
    {
        var (sums, pools, ofPixels, depthwise, flattened) = (0, 0, 0, 0, 0);
        Gen.Int[0, 1_000_000].Sample(
            seed =>
            {
                var graph = Graph(seed);
                var calls = ExecutionPlanner.Plan(graph).Calls;
                var convolutions = calls.Where(c => c.Type == "FloatChannelsLastConvolution").ToArray();
                sums += convolutions.Count(c => c.State!["addend"] is not NullValue);
                ofPixels += convolutions.Count(c => c.State!["planeLength"] == 0);
                depthwise += calls.Count(c => c.Type == "FloatDepthwiseConvolution");
                pools += calls.Count(c => c.Type == "FloatChannelsLastPool");
                flattened += calls.SelectMany(c => c.Arguments).Count(a => a is FloatWeightsValue { Order.Channels: > 1 });
                Check(graph, seed);
            },
            iter: 25,
            threads: 1);

        // The networks drawn must have reached every kind of step, or nothing was shown; functions of single elements move nothing.
        Assert.True(
            sums > 2 && pools > 5 && ofPixels > 25 && depthwise > 1 && flattened > 5, $"{sums} {pools} {ofPixels} {depthwise} {flattened}");
    }

    [Fact]
    public void WhatIsTooLargeInPixelsRunsInPlanes()
    {
        // Padding that planes never hold: only the phases of a stride that are read.
        var builder = new NetworkBuilder();
        var window = new SlidingWindow
        {
            KernelHeight = 3,
            KernelWidth = 3,
            StrideHeight = 32767,
            StrideWidth = 32767,
            PadTop = 20000,
            PadLeft = 20000,
            PadBottom = 20000,
            PadRight = 20000,
        };
        var output = builder.Convolution(builder.Input(3, 8, 8), [4, 3, 3, 3], Weights(new Random(1), 4 * 27), window: window);
        Assert.DoesNotContain(ExecutionPlanner.Plan(builder.Build(output)).Calls, call => call.Type == "FloatChannelsLastConvolution");
    }

    [Fact]
    public void WhatOverflowsInPixelsRunsInPlanes()
    {
        // A row of 2^32 bytes with its padding.
        var builder = new NetworkBuilder();
        var wide = builder.Convolution(builder.Input(1, 1, 1), [32768, 1, 1, 1], new float[32768]);
        var window = new SlidingWindow { KernelHeight = 1, KernelWidth = 1, PadLeft = 32767, StrideWidth = 32767 };
        var output = builder.Convolution(wide, [4, 32768, 1, 1], new float[4 * 32768], window: window);
        Assert.DoesNotContain(ExecutionPlanner.Plan(builder.Build(output)).Calls, call => call.Type == "FloatChannelsLastConvolution");
    }

    private static void Check(NetworkGraph graph, int seed)
    {
        var model = GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: false)), GeneratedNumerics.Float32);
        var samples = Artifacts.RandomSamples(graph, 2, seed);
        var expected = new float[2 * graph.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(graph).Run(samples, 2, expected);
        var actual = new float[expected.Length];
        model.InferBatch(2, samples, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    private static NetworkGraph Graph(int seed)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder();
        var input = builder.Input(random.Next(1, 4), random.Next(5, 12), random.Next(5, 12));
        var channels = 4 * random.Next(1, 6);
        var images = new List<string> { Convolution(input, channels, 3, random.Next(1, 3)) };
        for (var i = random.Next(3, 7); i > 0; i--)
        {
            images.Add(Next(images[^1]));
        }

        var last = images[^1];
        last = random.Next(3) == 0 ? builder.GlobalAveragePool(last) : last;
        var features = builder.Shape(last).Sample.ElementCount;
        last = builder.Linear(builder.Reshape(last, features), [3, features], Weights(random, 3 * features), Weights(random, 3));
        return builder.Build(last);

        string Next(string from)
        {
            var other = images.LastOrDefault(i => i != from && builder.Shape(i) == builder.Shape(from));
            return random.Next(8) switch
            {
                0 => builder.Relu(Depthwise(from)),
                1 => Convolution(from, channels, 3, stride: 2),
                2 when builder.Shape(from)[2] > 2 && builder.Shape(from)[3] > 2 => builder.MaxPool(from, NetworkBuilder.Window(2, stride: 2, pad: random.Next(2))),
                3 when builder.Shape(from)[2] > 2 && builder.Shape(from)[3] > 2 => builder.AveragePool(from, NetworkBuilder.Window(3, stride: 1, pad: random.Next(2)), random.Next(2) == 0),
                4 => builder.Sigmoid(Convolution(from, channels, 1, stride: 1)),
                5 when other is not null => builder.Relu(builder.Binary(BinaryOperator.Add, other, Convolution(from, channels, 3, stride: 1))),

                // Two readers with different paddings, and their sum: one of them, and a clamp behind it, is part of the other.
                6 => builder.Clip(builder.Binary(BinaryOperator.Add, Convolution(from, channels, 3, stride: 1), Convolution(from, channels, 1, stride: 1)), -1, 2),
                _ => builder.Relu(Convolution(from, channels, random.Next(2) == 0 ? 1 : 3, stride: 1)),
            };
        }

        string Convolution(string from, int outputs, int kernel, int stride)
        {
            var inputs = builder.Shape(from)[1];
            return builder.Convolution(
                from,
                [outputs, inputs, kernel, kernel],
                Weights(random, outputs * inputs * kernel * kernel),
                random.Next(2) == 0 ? Weights(random, outputs) : null,
                NetworkBuilder.Window(kernel, stride, pad: kernel / 2));
        }

        string Depthwise(string from) => builder.Convolution(
            from, [channels, 1, 3, 3], Weights(random, channels * 9), Weights(random, channels), NetworkBuilder.Window(3, random.Next(1, 3), pad: 1), channels);
    }

    private static float[] Weights(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(-24, 25) / 64f)];
}
