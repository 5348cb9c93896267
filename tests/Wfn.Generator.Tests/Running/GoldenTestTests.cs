extern alias WfnGenerator;

using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wfn.Artifact;
using Wfn.Generator.Tests.Driver;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Tests that the build makes of an item with <c>EmitGoldenTest</c>: they pass on the model they were made for, and on no other.</summary>
public class GoldenTestTests
{
    private const string Frameworks = """
        namespace Xunit { internal sealed class FactAttribute : System.Attribute; }
        namespace NUnit.Framework { internal sealed class TestAttribute : System.Attribute; internal sealed class TestFixtureAttribute : System.Attribute; }
        namespace Microsoft.VisualStudio.TestTools.UnitTesting
        {
            internal sealed class TestMethodAttribute : System.Attribute;
            internal sealed class TestClassAttribute : System.Attribute;
        }
        """;

    public static TheoryData<int, string> Kinds => new() { { 0, "Fact" }, { 1, "Test" }, { 2, "TestMethod" } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheBuildsTestPasses(int framework, string attribute)
    {
        var stubs = string.Join('\n', Frameworks.Split("namespace ", StringSplitOptions.RemoveEmptyEntries).Skip(framework).Take(1).Select(s => "namespace " + s));
        foreach (var text in (string[])[Calibrated(3), Models.NotCalibrated(0.5f, 1, -1, 2)])
        {
            var run = new DrivenProject()
                .WithModel("digits.wfn", text, ("GoldenTest", "true")).WithCode("Stubs.cs", stubs).Run();

            Assert.Empty(run.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
            Assert.Empty(run.Complaints());
            Assert.Contains("Demo.Digits.GoldenTests.g.cs", run.Files);
            var tests = Load(run.Compilation).GetType("Demo.DigitsGoldenTests", throwOnError: true)!;
            var methods = tests.GetMethods().Where(m => m.GetCustomAttributes().Any(a => a.GetType().Name == attribute + "Attribute")).ToArray();
            Assert.Equal(3, methods.Length);
            Assert.All(methods, m => m.CreateDelegate<Action>(Activator.CreateInstance(tests))());
        }
    }

    [Fact]
    public void WithoutATestFrameworkItIsAnError()
    {
        var run = new DrivenProject().WithModel("digits.wfn", Calibrated(3), ("GoldenTest", "true")).Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("WFN4006", error.Id);
        Assert.Contains("references none of xunit, NUnit and MSTest", error.GetMessage(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GeneratedNumerics.FixedPoint)]
    [InlineData(GeneratedNumerics.Float32)]
    public void AnotherModelFailsIt(GeneratedNumerics numerics)
    {
        var options = new GenerationOptions
        {
            Namespace = "Demo",
            ClassName = "Model",
            FileName = "model.wfn",
            Numerics = numerics,
            GoldenTest = TestFramework.XUnit,
        };
        var (stored, other) = (OneLayer(1), OneLayer(2));
        var samples = new[] { new Dictionary<string, float[]>(StringComparer.Ordinal) { ["x"] = [0.5f, 0.25f] } };

        var test = ModelSource.GoldenTest(stored, options, samples);

        Assert.Equal("ModelGoldenTests.cs", test.HintName);
        Assert.Null(Record.Exception(() => Run(test, stored)));
        var failure = Assert.IsType<InvalidOperationException>(Record.Exception(() => Run(test, other)));
        Assert.Contains("output 'y', element 0: the model answers ", failure.Message, StringComparison.Ordinal);

        void Run(GeneratedSource source, string text)
        {
            var sources = ModelSource.Generate(text, options with { GoldenTest = null }).Sources;
            var compilation = GeneratedCompilation.Compile(
                new GenerationResult([.. sources, source, new GeneratedSource("Stubs.cs", Frameworks)], []), GeneratedCompilation.Net100, LanguageVersion.Latest);
            Assert.Empty(GeneratedCompilation.Complaints(compilation));
            var type = Load(compilation).GetType("Demo.ModelGoldenTests", throwOnError: true)!;
            type.GetMethod("Sample1AnswersAsStored")!.CreateDelegate<Action>(Activator.CreateInstance(type))();
        }
    }

    [Fact]
    public void NetworksOfSeveralInputsAndOutputsAreTested()
    {
        var builder = new NetworkBuilder();
        var (a, b) = (builder.Input("a", [2, 3]), builder.Input("b", [2, 3]));
        var sum = builder.Binary(Operators.BinaryOperator.Add, a, b);
        var text = WfnWriter.Write(Artifacts.Of(builder.Build(builder.Relu(sum), sum)));

        var run = new DrivenProject()
            .WithModel("digits.wfn", text, ("GoldenTest", "true")).WithCode("Stubs.cs", Frameworks).Run();

        Assert.Empty(run.Complaints());
        var type = Load(run.Compilation).GetType("Demo.DigitsGoldenTests", throwOnError: true)!;
        type.GetMethod("Sample3AnswersAsStored")!.CreateDelegate<Action>(Activator.CreateInstance(type))();
    }

    private static string Calibrated(int seed)
    {
        var (builder, _, output) = RandomNetwork.Make(seed);
        return WfnWriter.Write(Artifacts.Of(builder.Build(output)));
    }

    private static string OneLayer(float weight) => Models.Calibrated(weight, -0.5f, 0.25f, weight);

    private static Assembly Load(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Take(3)));
        image.Position = 0;
        return new AssemblyLoadContext("golden").LoadFromStream(image);
    }
}
