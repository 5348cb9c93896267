extern alias WfnGenerator;

using Microsoft.CodeAnalysis;
using Wfn.Artifact;
using Wfn.Graph;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Emit;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Tables as a resource of the assembly.</summary>
public class TablesResourceTests
{
    private const string Name = "wfn/model.tables";

    [Theory]
    [InlineData("net10.0", GeneratedNumerics.FixedPoint, GeneratedKernel.Auto)]
    [InlineData("net10.0", GeneratedNumerics.FixedPoint, GeneratedKernel.ShiftAdd)]
    [InlineData("netstandard2.0", GeneratedNumerics.FixedPoint, GeneratedKernel.Auto)]
    [InlineData("netstandard2.0", GeneratedNumerics.Float32, GeneratedKernel.Auto)]
    public void TheyGiveWhatLiteralsGive(string framework, GeneratedNumerics numerics, GeneratedKernel kernel)
    {
        var graph = Graph();
        var text = WfnWriter.Write(Artifacts.Of(graph));
        var literals = GeneratedModel.Options(numerics, kernel);
        var target = GeneratedCompilation.ByName(framework);
        var samples = Artifacts.RandomSamples(graph, 1, 1);
        var expected = Run(GeneratedModel.Load(ModelSource.Generate(text, literals), target), graph, samples);

        // A limit that no literals would pass.
        var result = ModelSource.Generate(text, literals with { TablesResource = Name, MaxTableBytes = 0 });
        Assert.Empty(GeneratedCompilation.Complaints(GeneratedCompilation.Compile(result, target)));
        Assert.Equal(expected, Run(GeneratedModel.Load(result, target, Resource(Tables(text, literals))), graph, samples));
    }

    [Fact]
    public void AMissingResourceIsNamed() => AssertRefused("no resource 'wfn/model.tables'");

    [Fact]
    public void AnotherModelsTablesAreRefused()
    {
        var tables = Tables(WfnWriter.Write(Artifacts.Of(Graph())), GeneratedModel.Options());
        tables[0] ^= 1;
        AssertRefused("rebuild the project", Resource(tables));
    }

    [Fact]
    public void TablesThatAreTooShortAreRefused() => AssertRefused("rebuild the project", Resource([1, 2, 3]));

    private static void AssertRefused(string reason, params ResourceDescription[] resources)
    {
        var graph = Graph();
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(graph)), GeneratedModel.Options() with { TablesResource = Name });
        var model = GeneratedModel.Load(result, GeneratedCompilation.Net100, resources);

        var error = Assert.ThrowsAny<Exception>(() => Run(model, graph, Artifacts.RandomSamples(graph, 1, 1)));

        Assert.Contains(reason, Assert.IsType<InvalidOperationException>(error.GetBaseException()).Message, StringComparison.Ordinal);
    }

    private static float[] Run(GeneratedModel model, NetworkGraph graph, float[] samples)
    {
        var outputs = new float[graph.Outputs[0].Shape.Sample.ElementCount];
        model.Infer(samples, outputs);
        return outputs;
    }

    private static byte[] Tables(string text, GenerationOptions options) => TablesFile.Of(ModelCode.Of(EmissionInput.Of(
        WfnGenerator::Wfn.Artifact.WfnReader.Read(text, "model.wfn"), options, options.Numerics != GeneratedNumerics.Float32)));

    private static ResourceDescription Resource(byte[] bytes) => new(Name, () => new MemoryStream(bytes), isPublic: true);

    // A layer past the size of those that are written out.
    private static NetworkGraph Graph()
    {
        var random = new Random(5);
        var builder = new NetworkBuilder();
        var weights = Enumerable.Range(0, 60 * 40).Select(_ => (float)(((2 * random.Next(2)) - 1) * Math.Pow(2, -random.Next(7)))).ToArray();
        return builder.Build(builder.Linear(builder.Input(60), [40, 60], weights));
    }
}
