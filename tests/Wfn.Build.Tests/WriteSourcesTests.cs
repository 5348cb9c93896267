using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using static Wfn.Build.Tests.TestProject;

namespace Wfn.Build.Tests;

/// <summary>The task behind <c>WfnEmit=Files</c>, without a compiler.</summary>
public sealed class WriteSourcesTests : IDisposable
{
    private readonly TestProject project = new();

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("xunit.core", "Xunit.Fact")]
    [InlineData("xunit.v3.core", "Xunit.Fact")]
    [InlineData("nunit.framework", "NUnit.Framework.Test")]
    [InlineData("MSTest.TestFramework", "UnitTesting.TestMethod")]
    public void AGoldenTestIsOneOfTheFrameworkThatIsReferenced(string assembly, string attribute)
    {
        var (succeeded, _, sources) = Write([Artifact(("EmitGoldenTest", "true"))], references: $"/packages/{assembly}.dll");

        Assert.True(succeeded);
        Assert.Equal(4, sources.Length);
        Assert.Contains(attribute, File.ReadAllText(project.PathTo(sources[3])), StringComparison.Ordinal);
    }

    [Fact]
    public void AGoldenTestWithoutAFrameworkIsRefused()
    {
        var (succeeded, engine, _) = Write([Artifact(("EmitGoldenTest", "true"))], references: "/packages/System.Runtime.dll");

        Assert.False(succeeded);
        Assert.Equal("WFN4006", Assert.Single(engine.Errors).Code);
    }

    [Theory]
    [InlineData(".NETFramework", "v4.7.2", "mscorlib", false)]
    [InlineData(".NETFramework", "v4.7.2", "System.Memory", true)]
    [InlineData(".NETStandard", "v2.0", "netstandard", false)]
    [InlineData(".NETStandard", "v2.1", "netstandard", true)]
    [InlineData(".NETCoreApp", "v10.0", "System.Runtime", true)]
    public void AFrameworkWithoutSpansIsRefusedOnce(string framework, string version, string reference, bool isFit)
    {
        var (succeeded, engine, _) = Write([Artifact()], framework: framework, version: version, references: $"/ref/{reference}.dll");

        Assert.Equal(isFit, succeeded);
        Assert.Equal(isFit ? [] : ["WFN4007"], engine.Errors.Select(e => e.Code));
        Assert.All(engine.Errors, e => Assert.Contains("System.Memory", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void TwoModelsOfOneClassAreNamedByBothPaths()
    {
        AddModel("a/digits.onnx");
        AddModel("b/digits.onnx");

        var (succeeded, engine, _) = Write(project.Run(Item("a/digits.onnx"), Item("b/digits.onnx")).Artifacts);

        Assert.False(succeeded);
        var error = Assert.Single(engine.Errors);
        Assert.Equal("WFN4004", error.Code);
        Assert.Contains("a/digits.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains("b/digits.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANameThatNoFileCouldHaveIsShortened()
    {
        var name = new string('\u00E9', 2000);

        var (succeeded, _, sources) = Write([Artifact(("ClassName", name))]);

        Assert.True(succeeded);
        Assert.Equal(3, sources.Distinct().Count());
        Assert.All(sources, source => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(Path.GetFileName(source)), 1, 255));
        Assert.Contains("class " + name, File.ReadAllText(project.PathTo(sources[0])), StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedArtifactIsToldAtItsLine()
    {
        File.WriteAllText(project.PathTo("digits.wfn"), "wfn 2\nno more");

        var (succeeded, engine, sources) = Write(project.Run(Item("digits.wfn")).Artifacts);

        Assert.False(succeeded);
        Assert.Empty(sources);
        var error = Assert.Single(engine.Errors);
        Assert.Equal(("WFN2001", "digits.wfn", 2), (error.Code, error.File, error.LineNumber));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("gone")]
    [InlineData("options")]
    public void WhatDoesNotFitAnyMoreIsWrittenAgain(string change)
    {
        var artifact = Artifact();
        var (_, _, first) = Write([artifact]);
        var path = project.PathTo(first[2]);
        var text = File.ReadAllText(path);
        switch (change)
        {
            case "cut":
                File.WriteAllText(path, text[..100]);
                break;
            case "gone":
                File.Delete(path);
                break;
            default:
                artifact.SetMetadata("WfnNamespace", "Other");
                break;
        }

        var (succeeded, _, second) = Write([artifact]);

        Assert.True(succeeded);
        Assert.Equal(change == "options", text != File.ReadAllText(project.PathTo(second[2])));
        Assert.Equal(change == "options", first[2] != second[2]);
    }

    private void AddModel(string relative)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(project.PathTo(relative))!);
        File.WriteAllBytes(project.PathTo(relative), TinyModel.Bytes(["Gemm"], [4, 4], 16));
    }

    private ITaskItem Artifact(params (string Name, string Value)[] metadata)
    {
        AddModel("digits.onnx");
        return project.Run(Item("digits.onnx", metadata)).Artifacts.Single();
    }

    private (bool Succeeded, FakeBuildEngine Engine, string[] Sources) Write(
        ITaskItem[] artifacts, string framework = "", string version = "", string? references = null)
    {
        var engine = new FakeBuildEngine();
        var task = new WriteWfnSources
        {
            BuildEngine = engine,
            Artifacts = artifacts,
            ProjectFolder = project.Folder,
            ProjectFile = "App.csproj",
            OutputFolder = "obj/wfn/cs/",
            RootNamespace = "Acme",
            Framework = framework,
            FrameworkVersion = version,
            References = references is null ? [] : [new TaskItem(references)],
        };
        return (task.Execute(), engine, [.. task.Sources.Select(s => s.ItemSpec)]);
    }
}
