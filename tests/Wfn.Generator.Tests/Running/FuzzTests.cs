extern alias WfnGenerator;

using System.Globalization;
using Wfn.Artifact;
using Wfn.Fuzz;
using WfnGenerator::Wfn.Generator;

namespace Wfn.Generator.Tests.Running;

/// <summary>A short run of the fuzz command: mutated models on the way from a file to compiled code.</summary>
public class FuzzTests
{
    [Fact]
    public void MutatedModelsAreRefusedOrCompile()
    {
        var report = FuzzRun.Run(new FuzzOptions { Seed = 20, Cases = 600, CompileEvery = 12 }, _ => { });
        Assert.True(report.Failures.Count == 0, report.ToString(CultureInfo.InvariantCulture));

        // It reached every stage.
        Assert.True(report.Stages["compiled"] >= 5, report.ToString(CultureInfo.InvariantCulture));
        Assert.True(report.Stages["generated"] >= 50);
        Assert.True(report.Stages["refused at import"] >= 50);
    }

    // Runs of 115,723 and of a million cases met the first two.
    [Theory]
    [InlineData("", "System", true)]
    [InlineData("System", "Math", true)]
    [InlineData("System.Runtime", "Intrinsics", true)]
    [InlineData("Some", "System", false)]
    [InlineData("System", "Digits", false)]
    public void AClassMustNotHideTheFramework(string space, string name, bool isRefused)
    {
        var chain = new NetworkChain(4).Linear(4, 2);
        var result = ModelSource.Generate(WfnWriter.Write(Artifacts.Of(chain.Build())), GeneratedModel.Options() with { Namespace = space, ClassName = name });
        Assert.Equal(isRefused, result.HasErrors);
        Assert.Equal(isRefused ? 1 : 0, result.Diagnostics.Count(diagnostic => diagnostic.Message.Contains("hide the framework", StringComparison.Ordinal)));
        if (!isRefused)
        {
            Assert.Empty(GeneratedCompilation.Complaints(GeneratedCompilation.Compile(result, GeneratedCompilation.Net100)));
        }
    }

    [Fact]
    public void ASeedMakesTheSameCases()
    {
        var one = FuzzRun.Run(new FuzzOptions { Seed = 3, Cases = 60, Threads = 1, CompileEvery = int.MaxValue }, _ => { });
        var two = FuzzRun.Run(new FuzzOptions { Seed = 3, Cases = 60, Threads = 4, CompileEvery = int.MaxValue }, _ => { });
        Assert.Equal(one.Stages.OrderBy(stage => stage.Key), two.Stages.OrderBy(stage => stage.Key));
    }
}
