extern alias WfnGenerator;

using Wfn.Artifact;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Methods that take an image's bytes.</summary>
public class ImageTests
{
    [Theory]
    [InlineData("imagenet")]
    [InlineData("tf")]
    [InlineData("caffe")]
    public void BytesBecomeWhatTheNetworkWasTrainedOn(string preset)
    {
        var preprocessing = InputPreprocessing.Preset(preset);
        var graph = new OnnxModel(13).Input("x", -1, 3, 4, 5).Output("y").Ramp("w", 0.015625f, 4, 3, 3, 3).Node("Conv", ["x", "w"], "c")
            .Node("GlobalAveragePool", ["c"], "p").Node("Flatten", ["p"], "y").Import().Graph;
        var plain = Artifacts.Of(graph);
        var artifact = plain with { Options = [.. plain.Options, .. preprocessing.Record()] };
        var generated = ModelSource.Generate(WfnWriter.Write(artifact), GeneratedModel.Options(GeneratedNumerics.Float32));
        var model = GeneratedModel.Load(generated, GeneratedCompilation.Net100);
        byte[] pixels = [.. Enumerable.Range(0, 60).Select(i => (byte)((i * 37) % 256))];

        // Rows of pixels of three bytes to planes, by loops of their own.
        var planes = new float[60];
        for (var i = 0; i < 60; i++)
        {
            var (channel, pixel) = (i / 20, i % 20);
            planes[i] = pixels[(pixel * 3) + (preprocessing.IsBgr ? 2 - channel : channel)];
        }

        preprocessing.Apply(planes, 3, 60);
        var (expected, actual) = (new float[4], new float[4]);
        model.Infer(planes, expected);
        model.InferImage(pixels, actual);
        Assert.Equal(expected, actual);
        Assert.Equal(model.Classify(planes), model.ClassifyImage(pixels));
        Assert.Throws<ArgumentException>(() => model.InferImage(pixels.AsSpan(1), actual));
    }

    [Fact]
    public void WithoutPreprocessingThereAreNoSuchMethods()
    {
        var graph = new OnnxModel(13).Input("x", -1, 3, 4, 5).Output("y").Node("GlobalAveragePool", ["x"], "y").Import().Graph;
        Assert.DoesNotContain(
            "InferImage",
            ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph)), GeneratedModel.Options(GeneratedNumerics.Float32)).Sources[0].Text,
            StringComparison.Ordinal);
    }
}
