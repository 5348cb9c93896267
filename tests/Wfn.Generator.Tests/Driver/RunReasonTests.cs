extern alias WfnGenerator;

using WfnGenerator::Wfn.Generator;

namespace Wfn.Generator.Tests.Driver;

/// <summary>While somebody types, nothing is generated again but what changed.</summary>
public class RunReasonTests
{
    private const string Code = "namespace Demo;\n\ninternal class Program;\n";

    private readonly DrivenProject project = new DrivenProject()
        .WithModel("a/first.wfn", Models.NotCalibrated(0.5f, 1, 0, -0.5f))
        .WithModel("b/second.wfn", Models.NotCalibrated(0.25f, 1, 0, -0.5f))
        .WithOtherFile("notes.txt", "no model")
        .WithCode("Program.cs", Code);

    [Fact]
    public void AFirstRunMakesEverything()
    {
        var run = project.Run();

        Assert.Equal(
            ["Demo.First.Kernels.g.cs", "Demo.First.Tables.g.cs", "Demo.First.g.cs", "Demo.Second.Kernels.g.cs", "Demo.Second.Tables.g.cs", "Demo.Second.g.cs"],
            run.Files);
        Assert.Empty(run.Complaints());
        Assert.Equal("New, New", run.Reasons(TrackingNames.ModelOutputs));
    }

    [Fact]
    public void AnUnrelatedEditMakesNothing()
    {
        project.Run();

        var run = project.WithCode("Program.cs", Code + "\ninternal class Other;\n").Run();

        Assert.Equal("Cached, Cached", run.Reasons(TrackingNames.ModelFiles));
        Assert.Equal("Cached", run.Reasons(TrackingNames.ResolvedModels));
        AssertNothingMade(run);
    }

    [Fact]
    public void ATouchedModelMakesNothing()
    {
        project.Run();

        var run = project.WithChangedModel("a/first.wfn", Models.NotCalibrated(0.5f, 1, 0, -0.5f)).Run();

        Assert.Equal("Cached, Cached", run.Reasons(TrackingNames.ModelFiles));
        Assert.Equal("Cached", run.Reasons(TrackingNames.ResolvedModels));
        AssertNothingMade(run);
    }

    [Fact]
    public void AChangedModelMakesItsOwnFilesOnly()
    {
        var before = project.Run();

        var run = project.WithChangedModel("b/second.wfn", Models.NotCalibrated(0.75f, 1, 0, -0.5f)).Run();

        Assert.Equal("Cached, Modified", run.Reasons(TrackingNames.ModelFiles));
        Assert.Equal("Modified", run.Reasons(TrackingNames.ResolvedModels));
        Assert.Equal("Unchanged, Modified", run.Reasons(TrackingNames.ResolvedModel));
        Assert.Equal("Cached, Modified", run.Reasons(TrackingNames.ModelOutputs));
        Assert.StartsWith("Cached, Cached, Cached, ", run.Reasons(TrackingNames.Sources), StringComparison.Ordinal);
        var tables = "Demo.Second.Tables.g.cs";
        Assert.NotEqual(Text(before, tables), Text(run, tables));
    }

    [Fact]
    public void ADiagnosticThatMovesMakesNothing()
    {
        const string Declaration = "[Wfn.WfnModel(\"first\")]\ninternal static partial class Named;\n";
        project.WithCode("Named.cs", "namespace Demo;\n" + Declaration + "[Wfn.WfnModel(\"missing\")]\ninternal static partial class Lost;\n").Run();

        var run = project.WithCode("Named.cs", "namespace Demo;\n\n\n" + Declaration + "[Wfn.WfnModel(\"missing\")]\ninternal static partial class Lost;\n").Run();

        Assert.Equal("Modified, Modified", run.Reasons(TrackingNames.ModelTargets));
        Assert.Equal("Unchanged, Unchanged", run.Reasons(TrackingNames.ResolvedModel));
        Assert.Equal("Cached, Cached", run.Reasons(TrackingNames.ModelOutputs));
        var lost = Assert.Single(run.Diagnostics, d => d.Id == "WFN4004");
        Assert.Equal(5, lost.Location.GetLineSpan().StartLinePosition.Line);
    }

    private static void AssertNothingMade(DrivenRun run)
    {
        foreach (var step in new[] { TrackingNames.ModelOutputs, TrackingNames.Sources, TrackingNames.Diagnostics })
        {
            Assert.Matches("^Cached(, Cached)+$", run.Reasons(step));
        }

        Assert.All(run.Result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs), o => Assert.Equal("Cached", o.Reason.ToString()));
    }

    private static string Text(DrivenRun run, string file) => run.Result.GeneratedSources.Single(s => s.HintName == file).SourceText.ToString();
}
