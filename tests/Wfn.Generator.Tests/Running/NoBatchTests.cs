extern alias WfnGenerator;

using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Networks whose batch is not on axis 0, or that have none.</summary>
public class NoBatchTests
{
    [Theory]
    [InlineData(GeneratedNumerics.Float32)]
    [InlineData(GeneratedNumerics.FixedPoint)]
    public void WithoutABatchThereIsOneCall(GeneratedNumerics numerics)
    {
        var graph = new OnnxModel(13).Input("x", 3, 4).Output("y").Ramp("w", 0.125f, 4, 2).Floats("b", [2], 0.5f, -0.5f).Integers("flat", 6)
            .Node("MatMul", ["x", "w"], "p").Node("Add", ["p", "b"], "q").Node("Softmax", ["q"], "s", ("axis", 0)).Node("Reshape", ["s", "flat"], "y")
            .Import().Graph;
        Assert.False(SampleForm.HasBatch(graph));
        var artifact = Artifacts.Of(graph);
        var generated = ModelSource.Generate(WfnWriter.Write(artifact), GeneratedModel.Options(numerics));
        Assert.DoesNotContain("int batch", generated.Sources[0].Text, StringComparison.Ordinal);
        Assert.Contains("No axis of its inputs is a batch", generated.Sources[0].Text, StringComparison.Ordinal);
        var model = GeneratedModel.Load(generated, GeneratedCompilation.Net100);
        RequireEqual(artifact, numerics, model.Infer.Invoke, samples: 1);
        var x = Artifacts.RandomSamples(graph, 1, 5);
        Assert.InRange(model.Classify(x), 0, 5);
    }

    [Theory]
    [InlineData(GeneratedNumerics.Float32)]
    [InlineData(GeneratedNumerics.FixedPoint)]
    public void ABatchedCallEqualsSingleCalls(GeneratedNumerics numerics)
    {
        // Steps first: [3, batch, 4].
        var graph = new OnnxModel(13).Input("x", 3, -1, 4).Output("y").Ramp("w", 0.125f, 4, 2).IntegerTensor("last", [], -1)
            .Node("MatMul", ["x", "w"], "p").Node("Softmax", ["p"], "s", ("axis", 0)).Node("Gather", ["s", "last"], "y").Import().Graph;
        var artifact = Artifacts.Of(graph);
        var model = GeneratedModel.Load(WfnWriter.Write(artifact), numerics);
        RequireEqual(artifact, numerics, (input, output) => model.InferBatch(5, input, output), samples: 5);
        var x = Artifacts.RandomSamples(graph, 5, 3);
        var together = new float[10];
        model.InferBatch(5, x, together);
        for (var sample = 0; sample < 5; sample++)
        {
            var one = new float[2];
            model.Infer(x.AsSpan(sample * 12, 12), one);
            Assert.Equal(together[(sample * 2)..((sample * 2) + 2)], one);
        }
    }

    private static void RequireEqual(WfnArtifact artifact, GeneratedNumerics numerics, GeneratedModel.InferCall infer, int samples)
    {
        var x = Artifacts.RandomSamples(artifact.Graph, samples, 3);
        var expected = new float[samples * artifact.Graph.Outputs[0].Shape.ElementCount];
        if (numerics == GeneratedNumerics.FixedPoint)
        {
            new FixedPointExecutor(FixedPointLowering.Lower(artifact)).Run(x, samples, expected);
        }
        else
        {
            new FloatExecutor(artifact.Graph).Run(x, samples, expected);
        }

        var actual = new float[expected.Length];
        infer(x, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], numerics == GeneratedNumerics.FixedPoint ? 0f : 1e-5f);
        }
    }
}
