extern alias WfnGenerator;

using Microsoft.CodeAnalysis;
using Wfn.Artifact;
using Wfn.Generator.Tests.Running;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Emit;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Networks;

/// <summary>A published network of 15.9 million weights, beside ONNX Runtime.</summary>
public class LargeNetworkTests
{
    private const string Tables = "wfn/resnet.tables";

    [PublishedNetworks(isLarge: true)]
    public void TheReferenceGivesWhatOnnxRuntimeGives()
    {
        var graph = PublishedNetwork.ResNet.Import();
        var sample = PublishedNetwork.ResNet.Sample();
        var expected = PublishedNetwork.ResNet.OnnxRuntimeOutputs(sample);
        var actual = new FloatExecutor(graph).Run(sample, 1);
        var output = Assert.Single(graph.Outputs).Name;
        PublishedNetworkRuns.AssertClose(expected[output], actual[output], "ResNet-18, reference");
    }

    // Its tables are a resource: the compiler would take gigabytes for literals of 64 MB.
    [PublishedNetworks(isLarge: true, Variable = "WFN_LARGE")]
    public void TheGeneratedCodeGivesWhatOnnxRuntimeGives()
    {
        var graph = PublishedNetwork.ResNet.Import();
        var sample = PublishedNetwork.ResNet.Sample();
        var expected = PublishedNetwork.ResNet.OnnxRuntimeOutputs(sample)[graph.Outputs[0].Name];
        var options = GeneratedModel.Options(GeneratedNumerics.Float32) with { TablesResource = Tables };
        var text = WfnWriter.Write(ArtifactBuilder.Build(
            graph,
            new Codebook(0, []),
            graph.Parameters.Where(parameter => parameter.IsFixable).Select(parameter => parameter.Name),
            new SourceModel("", new string('0', 64)),
            [],
            [],
            []));
        var tables = TablesFile.Of(ModelCode.Of(EmissionInput.Of(WfnGenerator::Wfn.Artifact.WfnReader.Read(text, "model.wfn"), options, false)));
        var model = GeneratedModel.Load(
            ModelSource.Generate(text, options), GeneratedCompilation.Net100, new ResourceDescription(Tables, () => new MemoryStream(tables), isPublic: true));

        var actual = new float[expected.Length];
        model.Infer(sample[graph.Inputs[0].Name], actual);
        PublishedNetworkRuns.AssertClose(expected, actual, "ResNet-18, generated code");
    }
}
