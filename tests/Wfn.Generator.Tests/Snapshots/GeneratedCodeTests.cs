extern alias WfnGenerator;

using System.Text;
using Wfn.Artifact;
using Wfn.Generator.Tests.Running;
using Wfn.Graph;
using Wfn.Operators;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;
using static Wfn.Testing.Verifier;

namespace Wfn.Generator.Tests.Snapshots;

/// <summary>
/// The code of three small networks, as reviewed, without the kernels, which are tested by themselves. No version stands in
/// generated code that would have to be left out. <see cref="Verifier"/> says how to accept what changed.
/// </summary>
public class GeneratedCodeTests
{
    [Fact]
    public Task FixedPoint()
    {
        var network = new NetworkBuilder();
        var image = network.Input("image", [1, 6, 6]);
        var features = network.Relu(network.Convolution(image, [4, 1, 3, 3], Weights(36), Weights(4), NetworkBuilder.Window(3, pad: 1)));
        var pooled = network.MaxPool(features, NetworkBuilder.Window(2, stride: 2));
        var scores = network.Linear(network.Reshape(pooled, 36), [3, 36], Weights(108), Weights(3));
        return Verify(Code(network.Build(scores), calibrated: true), "cs");
    }

    [Fact]
    public Task ShiftAdd()
    {
        var network = new NetworkBuilder();
        var image = network.Input("image", [2, 5, 5]);
        var features = network.Relu(network.Convolution(image, [8, 2, 3, 3], Weights(144), Weights(8), NetworkBuilder.Window(3, pad: 1)));
        var scores = network.Linear(network.Reshape(features, 200), [2, 200], Weights(400), Weights(2));
        return Verify(Code(network.Build(scores), calibrated: true, GeneratedKernel.ShiftAdd), "cs");
    }

    [Fact]
    public Task Float32()
    {
        var network = new NetworkBuilder();
        var image = network.Input("image", [2, 5, 5]);
        var padded = network.Pad(image, PadMode.Reflect, [0, 1, 1], [0, 1, 1]);
        var features = network.Clip(network.Convolution(padded, [2, 2, 3, 3], Weights(36)), 0, 6);
        var both = network.Concat(1, features, network.Binary(BinaryOperator.Multiply, image, network.Constant([2, 1, 1], 0.5f, -0.25f)));
        var means = network.Reshape(network.GlobalAveragePool(both), 4);
        var scores = network.Softmax(network.Linear(means, [3, 4], Weights(12), Weights(3)), 1);
        return Verify(Code(network.Build(scores, features), calibrated: false), "cs");
    }

    private static string Code(NetworkGraph graph, bool calibrated, GeneratedKernel kernel = GeneratedKernel.Auto)
    {
        var numerics = calibrated ? GeneratedNumerics.FixedPoint : GeneratedNumerics.Float32;
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph, calibrated)), GeneratedModel.Options(numerics, kernel));
        Assert.Empty(result.Diagnostics);
        Assert.Empty(GeneratedCompilation.Complaints(GeneratedCompilation.Compile(result, GeneratedCompilation.Net100)));
        var text = new StringBuilder();
        foreach (var source in result.Sources.Where(s => !s.HintName.EndsWith("Kernels.g.cs", StringComparison.Ordinal)))
        {
            text.Append("// ---- ").Append(source.HintName).Append('\n').Append(source.Text).Append('\n');
        }

        return text.ToString();
    }

    // Powers of two and zeros, some of them sums of two.
    private static float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(i => ((i * 5) % 7 - 3) / 8f)];
}
