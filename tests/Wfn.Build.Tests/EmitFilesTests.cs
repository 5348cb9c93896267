using System.Runtime.Loader;

namespace Wfn.Build.Tests;

/// <summary><c>WfnEmit=Files</c> under the real 'dotnet build': the code is the generator's, and there once.</summary>
public sealed class EmitFilesTests
{
    private const string Written = "obj/Debug/net10.0/wfn/cs/";
    private const string Generated = "obj/Debug/net10.0/generated/Wfn.Generator/Wfn.Generator.WfnGenerator/";
    private static readonly string[] Parts = ["", ".Kernels", ".Tables"];

    [Fact]
    public void TheBuildWritesWhatTheGeneratorWouldAndKeepsItUpToDate()
    {
        using var build = new BuildCase("EmitFiles");
        build.AddModel("digits.onnx");
        build.AddModel("my models/di@gits (v1.2), #3%20.onnx");

        build.Build();
        Assert.Empty(Sources(build));
        var generated = Contents(build, Generated);
        Assert.Equal(Files("Acme.Files.Digits", "Acme.Files.Spelled"), generated.Keys);

        build.Build("--no-restore", "-p:WfnEmit=Files");
        Assert.Equal(generated, Contents(build, Written));
        Assert.Equal(["Digits", "Spelled"], Classes(build));
        Assert.DoesNotContain("WfnModel", build.GeneratorOptions(), StringComparison.Ordinal);

        var times = Times(build);
        var again = build.Build("--no-restore", "-p:WfnEmit=Files");
        Assert.Contains("Skipping target \"CoreCompile\"", again, StringComparison.Ordinal);
        Assert.Equal(times, Times(build));

        build.AddOtherModel("digits.onnx");
        build.Build("--no-restore", "-p:WfnEmit=Files", "-p:WithoutSecond=true");
        Assert.Equal(Files("Acme.Files.Digits"), Contents(build, Written).Keys);
        Assert.NotEqual(generated["Acme.Files.Digits.g.cs"], Contents(build, Written)["Acme.Files.Digits.g.cs"]);
        Assert.Equal(["Digits"], Classes(build));

        build.Build("--no-restore");
        Assert.Empty(Sources(build));
        Assert.Equal(["Digits", "Spelled"], Classes(build));

        build.Build("--no-restore", "-p:WfnEmit=Files");
        Assert.Equal(0, build.Dotnet("clean", "-p:WfnEmit=Files").ExitCode);
        Assert.Empty(Sources(build));
        Assert.Empty(build.Intermediate(".stamp"));
    }

    [Fact]
    public void WhatFilesCannotDoIsToldInOneLine()
    {
        using var build = new BuildCase("EmitFiles");
        build.AddModel("digits.onnx");

        var attribute = build.Dotnet("build", "-tl:off", "-p:WfnEmit=Files", "-p:WithoutSecond=true", "-p:WithAttribute=true");
        Assert.Equal(1, attribute.ExitCode);
        Assert.Matches(@"Reader\.cs\(5,2\): error WFN4004: .*'Reader' names the model 'digits'.*ClassName and Namespace", attribute.Output);
        Assert.Contains(" 1 Error(s)", attribute.Output, StringComparison.Ordinal);

        var value = build.Dotnet("build", "-tl:off", "--no-restore", "-p:WfnEmit=Disk", "-p:WithoutSecond=true");
        Assert.Equal(1, value.ExitCode);
        Assert.Matches(@"EmitFiles\.csproj.* : error WFN4006: WfnEmit=""Disk"" is not usable: expected is one of Generator, Files", value.Output);
        Assert.Contains(" 1 Error(s)", value.Output, StringComparison.Ordinal);
    }

    private static string[] Files(params string[] classes) =>
        [.. classes.SelectMany(name => Parts.Select(part => name + part + ".g.cs")).Order(StringComparer.Ordinal)];

    private static string[] Sources(BuildCase build) => [.. build.Intermediate(".g.cs").Where(f => f.StartsWith(Written, StringComparison.Ordinal))];

    private static SortedDictionary<string, string> Contents(BuildCase build, string folder) => new(
        build.Intermediate(".g.cs")
            .Where(f => f.StartsWith(folder, StringComparison.Ordinal) && !f.EndsWith("WfnModelAttribute.g.cs", StringComparison.Ordinal))
            .ToDictionary(f => f[folder.Length..], f => File.ReadAllText(build.PathTo(f))),
        StringComparer.Ordinal);

    private static DateTime[] Times(BuildCase build) => [.. Sources(build).Select(f => File.GetLastWriteTimeUtc(build.PathTo(f)))];

    private static string[] Classes(BuildCase build)
    {
        var context = new AssemblyLoadContext("files", isCollectible: true);
        using var stream = new MemoryStream(File.ReadAllBytes(build.PathTo("bin/Debug/net10.0/EmitFiles.dll")));
        var names = context.LoadFromStream(stream).GetExportedTypes().Where(t => t.Namespace == "Acme.Files").Select(t => t.Name);
        return [.. names.Order(StringComparer.Ordinal)];
    }
}
