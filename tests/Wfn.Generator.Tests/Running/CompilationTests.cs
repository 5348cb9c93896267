extern alias WfnGenerator;

using Microsoft.CodeAnalysis.CSharp;
using Wfn.Artifact;
using Wfn.Lowering;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Emit;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

public class CompilationTests
{
    public static TheoryData<string> Frameworks => ["net10.0", "net8.0", "netstandard2.0"];

    // The oldest language that generated code is for, and the newest: spans convert in other ways there.
    private static LanguageVersion[] Languages => [LanguageVersion.CSharp11, LanguageVersion.Latest];

    [Theory]
    [MemberData(nameof(Frameworks))]
    public void EveryKernelCompilesWithoutAWarning(string framework)
    {
        var kernels = KernelLibrary.Instance.Select(KernelLibrary.Instance.Types);
        var source = new GeneratedSource("Kernels.g.cs", KernelsEmitter.Emit("Demo", "Model", kernels));
        foreach (var language in Languages)
        {
            var compilation = GeneratedCompilation.Compile(new GenerationResult([source], []), GeneratedCompilation.ByName(framework), language);
            Assert.Empty(GeneratedCompilation.Complaints(compilation));
        }
    }

    [Theory]
    [MemberData(nameof(Frameworks))]
    public void AModelCompilesWithoutAWarning(string framework)
    {
        foreach (var numerics in new[] { GeneratedNumerics.FixedPoint, GeneratedNumerics.Float32 })
        {
            for (var seed = 0; seed < 5; seed++)
            {
                var (builder, _, output) = RandomNetwork.Make(seed);
                var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(builder.Build(output))), GeneratedModel.Options(numerics));
                Assert.Empty(result.Diagnostics);
                foreach (var language in Languages)
                {
                    var compilation = GeneratedCompilation.Compile(result, GeneratedCompilation.ByName(framework), language);
                    Assert.Empty(GeneratedCompilation.Complaints(compilation));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Frameworks))]
    public void EveryFrameworksCodeGivesTheSameBits(string framework)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (builder, _, output) = RandomNetwork.Make(seed);
            var graph = builder.Build(output);
            var artifact = Artifacts.Of(graph);
            var samples = Artifacts.RandomSamples(graph, 1, seed);
            var expected = new float[graph.Outputs[0].Shape.Sample.ElementCount];
            new FixedPointExecutor(FixedPointLowering.Lower(artifact)).Run(samples, 1, expected);
            foreach (var kernel in new[] { GeneratedKernel.Auto, GeneratedKernel.ShiftAdd })
            {
                var model = GeneratedModel.Load(
                    ModelSource.Generate(WfnWriter.Write(artifact), GeneratedModel.Options(kernel: kernel)), GeneratedCompilation.ByName(framework));
                var actual = new float[expected.Length];
                model.Infer(samples, actual);
                Assert.Equal(expected, actual);
            }
        }
    }
}
