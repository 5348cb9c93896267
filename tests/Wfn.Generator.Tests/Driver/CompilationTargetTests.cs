using Microsoft.CodeAnalysis.CSharp;
using Wfn.Generator.Tests.Running;

namespace Wfn.Generator.Tests.Driver;

/// <summary>Projects whose language or framework generated code does not compile for get one diagnostic and no code.</summary>
public class CompilationTargetTests
{
    [Theory]
    [InlineData(LanguageVersion.CSharp7_3, "7.3")]
    [InlineData(LanguageVersion.CSharp8, "8.0")]
    [InlineData(LanguageVersion.CSharp10, "10.0")]
    public void AnOldLanguageIsOneErrorAndNothingElse(LanguageVersion language, string shown)
    {
        var run = new DrivenProject(language, GeneratedCompilation.NetStandard20)
            .WithModel("a.wfn", Models.Calibrated(0.5f, 1)).WithModel("b.wfn", Models.Calibrated(0.5f, 1)).Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal(("WFN4007", "a.wfn"), (error.Id, error.Location.GetLineSpan().Path));
        Assert.Contains($"compiles C# {shown},", error.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("<LangVersion>11</LangVersion>", error.GetMessage(null), StringComparison.Ordinal);
        Assert.Empty(run.Files);
        Assert.Empty(run.Complaints());
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.CSharp14)]
    public void EveryNewerLanguageCompiles(LanguageVersion language)
    {
        var run = new DrivenProject(language, GeneratedCompilation.NetStandard20).WithModel("a.wfn", Models.Calibrated(0.5f, 1)).Run();

        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Complaints());
        Assert.Equal(3, run.Files.Length);
    }

    [Fact]
    public void AProjectWithoutModelsMayHaveAnyLanguage() =>
        Assert.Empty(new DrivenProject(LanguageVersion.CSharp7_3, GeneratedCompilation.NetStandard20).Run().Diagnostics);

    [Fact]
    public void AFrameworkWithoutSpansIsToldOfThePackage()
    {
        var framework = GeneratedCompilation.NetStandard20 with { References = GeneratedCompilation.NetStandard20.References.Take(1) };

        var run = new DrivenProject(LanguageVersion.Latest, framework).WithModel("a.wfn", Models.Calibrated(0.5f, 1)).Run();

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("WFN4007", error.Id);
        Assert.Contains("add the package System.Memory", error.GetMessage(null), StringComparison.Ordinal);
        Assert.Empty(run.Complaints());
    }

    [Fact]
    public void TwoItemsOfOneClassAreNamedWithBothPaths()
    {
        var run = new DrivenProject()
            .WithModel("obj/wfn/a/digits.wfn", Models.Calibrated(0.5f, 1), ("Item", "a/digits.onnx"))
            .WithModel("obj/wfn/b/digits.wfn", Models.Calibrated(0.5f, 1), ("Item", "b/digits.onnx")).Run();

        var message = Assert.Single(run.Diagnostics).GetMessage(null);
        Assert.Contains("'b/digits.onnx' and 'a/digits.onnx' would both become the class 'Demo.Digits'", message, StringComparison.Ordinal);
    }
}
