using System.Globalization;
using Wfn.Fuzz;

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

    [Fact]
    public void ASeedMakesTheSameCases()
    {
        var one = FuzzRun.Run(new FuzzOptions { Seed = 3, Cases = 60, Threads = 1, CompileEvery = int.MaxValue }, _ => { });
        var two = FuzzRun.Run(new FuzzOptions { Seed = 3, Cases = 60, Threads = 4, CompileEvery = int.MaxValue }, _ => { });
        Assert.Equal(one.Stages.OrderBy(stage => stage.Key), two.Stages.OrderBy(stage => stage.Key));
    }
}
