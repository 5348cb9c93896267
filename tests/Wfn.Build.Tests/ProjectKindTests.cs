using System.Text.Json;

namespace Wfn.Build.Tests;

/// <summary>Projects that generated code does not compile in, and globs that find more than is meant, under the real 'dotnet build'.</summary>
public sealed class ProjectKindTests
{
    [Fact]
    public void AnOldLanguageVersionIsOneErrorThatSaysWhichToSet()
    {
        using var old = new BuildCase("OldLanguage");
        old.AddModel("digits.onnx");
        old.AddArtifact("digits.onnx", "digits.wfn");
        old.AddArtifact("digits.onnx", "letters.wfn");

        var outcome = old.Dotnet("build", "-tl:off");

        Assert.Equal(1, outcome.ExitCode);
        foreach (var framework in (string[])["netstandard2.0", "net472"])
        {
            Assert.Matches(
                @"OldLanguage\.csproj : error WFN4007: .*needs C# 11.*compiles C# 7\.3.*<LangVersion>11</LangVersion>.*TargetFramework=" + framework,
                outcome.Output);
        }

        Assert.DoesNotContain("error CS", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(" 2 Error(s)", outcome.Output, StringComparison.Ordinal);

        old.Build("--no-restore", "-p:LangVersion=11");
    }

    [Theory]
    [InlineData("FSharp", "FSharp.fsproj", "F#")]
    [InlineData("VisualBasic", "VisualBasic.vbproj", "VB")]
    public void AnotherLanguagesProjectIsToldToUseACSharpLibrary(string name, string project, string language)
    {
        using var other = new BuildCase(name);
        other.AddModel("digits.onnx");
        other.AddArtifact("digits.onnx", "digits.wfn");

        var outcome = other.Dotnet("build", "-tl:off");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"{project} : error WFN4008: WfnModel 'digits.wfn': models become C#, and this is a project in {language}", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("C# class library", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(" 1 Error(s)", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AGlobLeavesOutWhatBuildsWrite()
    {
        using var globs = new BuildCase("Globs");
        globs.AddModel("models/digits.onnx");
        globs.AddModel("models/b/letters.onnx");
        globs.AddModel("obj/downloaded/listed.onnx");
        var all = (string[])["Digits", "Letters", "Listed"];

        globs.Build();
        Assert.True(File.Exists(globs.PathTo("bin/Debug/net10.0/models/digits.onnx")), "the case copies no model to the output");
        Assert.Equal(all, Classes(globs));

        Assert.Contains("Skipping target \"CoreCompile\"", globs.Build("--no-restore"), StringComparison.Ordinal);
        Assert.Equal(all, Classes(globs));
        Assert.Equal(["obj/downloaded/listed.onnx"], globs.Intermediate(".onnx"));

        var outcome = globs.Dotnet("msbuild", "-getItem:Watch", "-getItem:UpToDateCheckInput");
        using var json = JsonDocument.Parse(outcome.Output);
        var items = json.RootElement.GetProperty("Items");
        foreach (var type in (string[])["Watch", "UpToDateCheckInput"])
        {
            var paths = items.GetProperty(type).EnumerateArray().Select(i => i.GetProperty("FullPath").GetString()!).ToArray();
            Assert.Contains(globs.PathTo("models/digits.onnx"), paths);
            Assert.DoesNotContain(globs.PathTo("bin/Debug/net10.0/models/digits.onnx"), paths);
        }
    }

    [Theory]
    [InlineData("C#", "11", "roslyn5.0", null)]
    [InlineData("C#", "14.0", "roslyn5.9", null)]
    [InlineData("C#", "latest", "", null)]
    [InlineData("C#", "12.0", "roslyn4.8", null)]
    [InlineData("C#", "13.0", "roslyn4.14", null)]
    [InlineData("C#", "default", "roslyn5.0", null)]
    [InlineData("", "", "", null)]
    [InlineData("C#", "10.0", "roslyn5.0", "compiles C# 10.0")]
    [InlineData("C#", "8", "roslyn5.0", "compiles C# 8")]
    [InlineData("C#", "ISO-2", "roslyn5.0", "compiles C# ISO-2")]
    [InlineData("C#", "latest", "roslyn4.7", "newer SDK")]
    [InlineData("F#", "", "", "C# class library")]
    public void ALanguageIsRefusedWithWhatToDo(string language, string version, string compiler, string? reason)
    {
        var error = Record.Exception(() => new ProjectLanguage(language, version, compiler).Check("digits.wfn", "App.csproj"));

        if (reason is null)
        {
            Assert.Null(error);
        }
        else
        {
            Assert.Contains(reason, Assert.IsType<Diagnostics.WfnException>(error).Message, StringComparison.Ordinal);
        }
    }

    private static string[] Classes(BuildCase build) =>
        [.. build.GeneratorInputs().Select(v => Path.GetFileNameWithoutExtension(v["WfnItem"])).Select(n => char.ToUpperInvariant(n[0]) + n[1..]).Order()];
}
