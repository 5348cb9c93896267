using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;

namespace Wfn.Build.Tests;

/// <summary>The targets under the real 'dotnet build'; each test builds one case, several times where that is its point.</summary>
public sealed class TargetsTests
{
    [Fact]
    public void AnyFileNameInAnyFolderIsBuiltOnceAndCleaned()
    {
        using var names = new BuildCase("Names");
        names.AddModel("a/digits.onnx");
        names.AddModel("b/digits.onnx");
        names.AddModel("my models/di@gits (v1.2), #3%20.onnx");
        names.AddModel("../outside/digits.onnx");
        names.AddArtifact("a/digits.onnx", "ready.made.wfn");

        var first = names.Build();

        var artifacts = names.Intermediate(".wfn");
        Assert.Equal(4, artifacts.Length);
        Assert.Contains("obj/Debug/net10.0/wfn/a/digits.wfn", artifacts);
        Assert.Contains("obj/Debug/net10.0/wfn/b/digits.wfn", artifacts);
        Assert.Contains(artifacts, artifact => artifact.StartsWith("obj/Debug/net10.0/wfn/my models/di@gits (v1.2)_ _3%20-", StringComparison.Ordinal));
        var visible = names.GeneratorInputs();
        Assert.Equal(
            ["DigitsA", "DigitsB", "Outside", "Ready", "Spelled"],
            visible.Select(v => v["WfnClassName"]).Order(StringComparer.Ordinal));
        var spelled = visible.Single(v => v["WfnClassName"] == "Spelled");
        Assert.Equal(("true", "Float32"), (spelled["WfnModel"], spelled["WfnNumerics"]));
        Assert.Equal("Acme.Other", visible.Single(v => v["WfnClassName"] == "DigitsB")["WfnNamespace"]);
        Assert.Equal("ShiftAdd", visible.Single(v => v["WfnClassName"] == "Ready")["WfnKernel"]);
        Assert.Contains("build_property.RootNamespace = Acme.Names", names.GeneratorOptions(), StringComparison.Ordinal);

        var times = artifacts.Select(a => File.GetLastWriteTimeUtc(names.PathTo(a))).ToArray();
        var second = names.Build("--no-restore");
        Assert.Contains("CoreCompile:\n", Plain(first), StringComparison.Ordinal);
        Assert.Contains("Skipping target \"CoreCompile\"", second, StringComparison.Ordinal);
        Assert.Equal(times, artifacts.Select(a => File.GetLastWriteTimeUtc(names.PathTo(a))));

        names.Build("--no-restore", "-p:WithoutSecond=true");
        Assert.Equal(artifacts.Where(a => !a.Contains("/b/", StringComparison.Ordinal)), names.Intermediate(".wfn"));

        names.Build("--no-restore", "-t:Rebuild");
        Assert.Equal(artifacts, names.Intermediate(".wfn"));

        Assert.Equal(0, names.Dotnet("clean").ExitCode);
        Assert.Empty(names.Intermediate(".wfn"));
        Assert.Empty(names.Intermediate(".stamp"));
        Assert.True(File.Exists(names.PathTo("ready.made.wfn")));
    }

    [FactOnLinux("elsewhere files cannot have such names")]
    public void NoNameIsLostOnTheWayToTheGenerator()
    {
        using var odd = new BuildCase("OddNames");
        string[] names = ["a:b", "c|d", "e\"f", "g\th", "i\u2028j", "k\u0085l", "m\nn", "o#p", "q;r", "s*t", "u?v", "[w]{x}", "!y=z", " aa ", "b\u202Ebb"];
        foreach (var name in names)
        {
            odd.AddModel($"models/{name}.onnx");
        }

        odd.AddModel("first.onnx");
        Directory.CreateDirectory(odd.PathTo("artifacts"));
        odd.AddArtifact("first.onnx", "artifacts/x:y,z.wfn");

        odd.Build();

        var context = new AssemblyLoadContext("odd names", isCollectible: true);
        using var stream = new MemoryStream(File.ReadAllBytes(odd.PathTo("bin/Debug/net10.0/OddNames.dll")));
        Assert.Equal(
            ["AB", "Aa", "BBb", "CD", "EF", "First", "GH", "IJ", "KL", "MN", "OP", "QR", "ST", "UV", "WX", "XYZ", "YZ"],
            context.LoadFromStream(stream).GetExportedTypes().Where(type => type.Namespace == "Acme.Odd").Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.Contains("Skipping target \"CoreCompile\"", odd.Build("--no-restore"), StringComparison.Ordinal);

        // What an item says is told by its own name, with nothing in it that could hide the rest.
        File.WriteAllText(odd.PathTo("artifacts/x:y,z.wfn"), "wfn 2\nno more");
        var outcome = odd.Dotnet("build", "-tl:off", "--no-restore");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(@"artifacts/x_y,z\.wfn\(2,1\): error WFN2001: 'artifacts/x:y,z\.wfn': ", outcome.Output);
        Assert.DoesNotContain('\u202E', outcome.Output);
    }

    [Fact]
    public void WithoutModelsNothingIsAddedAndNothingIsLoaded()
    {
        using var none = new BuildCase("NoModels");

        none.Build("-p:WfnTaskAssembly=there/is/no/such/task.dll");

        Assert.DoesNotContain("Wfn", none.GeneratorOptions(), StringComparison.Ordinal);
        Assert.Empty(none.Intermediate(".wfn"));
    }

    [Fact]
    public void EveryTargetFrameworkBuildsFromArtifactsOfItsOwn()
    {
        using var multi = new BuildCase("MultiTargeting");
        multi.AddModel("digits.onnx");

        multi.Build("-m");

        Assert.Equal(
            ["obj/Debug/net10.0/wfn/digits.wfn", "obj/Debug/netstandard2.0/wfn/digits.wfn"],
            multi.Intermediate(".wfn"));
        Assert.Equal(
            File.ReadAllBytes(multi.PathTo("obj/Debug/net10.0/wfn/digits.wfn")),
            File.ReadAllBytes(multi.PathTo("obj/Debug/netstandard2.0/wfn/digits.wfn")));
        Assert.Equal(2, Plain(multi.Build("--no-restore", "-m")).Split("Skipping target \"CoreCompile\"").Length - 1);
    }

    [Fact]
    public void TargetsOfAProjectCanAddModelsAndSeeTheirArtifacts()
    {
        using var hooks = new BuildCase("Hooks");
        hooks.AddModel("downloaded/digits.onnx");

        var output = hooks.Build();

        Assert.Contains("made: elsewhere/downloaded/digits.wfn", output.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.True(File.Exists(hooks.PathTo("elsewhere/downloaded/digits.wfn")));
        Assert.Empty(hooks.Intermediate(".wfn"));
    }

    [Fact]
    public void TablesCanBeAResourceOfTheAssembly()
    {
        using var resources = new BuildCase("Resources");
        File.Copy(Repository.Model("fashion-cnn.onnx"), resources.PathTo("digits.de.onnx"));
        resources.AddModel("my models/di@gits (v1.2), #3%20.onnx");

        resources.Build();

        Assert.Equal(2, resources.Intermediate(".tables").Length);
        var context = new AssemblyLoadContext("resources");
        using var stream = new MemoryStream(File.ReadAllBytes(resources.PathTo("bin/Debug/net10.0/Resources.dll")));
        var assembly = context.LoadFromStream(stream);
        Assert.Contains("wfn/digits.de.tables", assembly.GetManifestResourceNames());
        var scores = new float[10];
        Call(assembly, "Digits")([.. Enumerable.Repeat(0.5f, 784)], scores);
        Assert.Equal(10, scores.Distinct().Count());
        Call(assembly, "Spelled")(new float[4], new float[4]);

        Assert.Contains("Skipping target \"CoreCompile\"", resources.Build("--no-restore"), StringComparison.Ordinal);
        Assert.Equal(0, resources.Dotnet("clean").ExitCode);
        Assert.Empty(resources.Intermediate(".tables"));
    }

    [Fact]
    public void ABadModelFailsTheBuildWithItsCodeAtItsFileAndLeavesNothing()
    {
        using var multi = new BuildCase("MultiTargeting");
        File.WriteAllText(multi.PathTo("digits.onnx"), "no model");

        var outcome = multi.Dotnet("build", "-tl:off", "-p:TargetFrameworks=net10.0");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(@"digits\.onnx : error WFN1002: ", outcome.Output);
        Assert.DoesNotContain("   at ", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(multi.Intermediate(".wfn"));
        Assert.Empty(multi.Intermediate(".stamp"));
        Assert.Empty(multi.Intermediate(".tmp"));
    }

    [Fact]
    public void ADesignTimeBuildShowsTheCompilerTheArtifacts()
    {
        using var multi = new BuildCase("MultiTargeting");
        multi.AddModel("digits.onnx");
        Assert.Equal(0, multi.Dotnet("restore", "-p:TargetFrameworks=net10.0").ExitCode);

        var outcome = multi.Dotnet(
            "msbuild",
            "-t:Compile",
            "-p:TargetFramework=net10.0",
            "-p:DesignTimeBuild=true",
            "-p:SkipCompilerExecution=true",
            "-p:ProvideCommandLineArgs=true",
            "-p:NonExistentFile=__none__",
            "-getItem:CscCommandLineArgs");

        Assert.True(outcome.ExitCode == 0, outcome.Output);
        using var json = JsonDocument.Parse(outcome.Output);
        var arguments = json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(i => i.GetProperty("Identity").GetString()!.Replace('\\', '/'))
            .ToArray();
        Assert.Contains(arguments, a => a.StartsWith("/additionalfile:", StringComparison.Ordinal) && a.EndsWith("obj/Debug/net10.0/wfn/digits.wfn", StringComparison.Ordinal));
        Assert.Contains(arguments, a => a.StartsWith("/analyzer:", StringComparison.Ordinal) && a.EndsWith("Wfn.Generator.dll", StringComparison.Ordinal));
        Assert.Equal(["obj/Debug/net10.0/wfn/digits.wfn"], multi.Intermediate(".wfn"));
    }

    [Fact]
    public void EditorsAndWatchersAreToldOfModels()
    {
        using var multi = new BuildCase("MultiTargeting");
        multi.AddModel("digits.onnx");

        var outcome = multi.Dotnet(
            "msbuild", "-p:TargetFramework=net10.0", "-getItem:Watch", "-getItem:UpToDateCheckInput", "-getItem:None", "-getItem:AvailableItemName");

        using var json = JsonDocument.Parse(outcome.Output);
        var items = json.RootElement.GetProperty("Items");
        Assert.Contains(multi.PathTo("digits.onnx"), Identities(items, "Watch"));
        Assert.Contains("digits.onnx", Identities(items, "UpToDateCheckInput"));
        Assert.DoesNotContain("digits.onnx", Identities(items, "None"));
        Assert.Contains("WfnModel", Identities(items, "AvailableItemName"));
    }

    private delegate void Infer(ReadOnlySpan<float> input, Span<float> output);

    private static Infer Call(Assembly assembly, string type) => assembly.GetType("Acme.Resources." + type)!
        .GetMethod("Infer", [typeof(ReadOnlySpan<float>), typeof(Span<float>)])!.CreateDelegate<Infer>();

    private static string[] Identities(JsonElement items, string type) =>
        [.. items.GetProperty(type).EnumerateArray().Select(i => i.GetProperty("Identity").GetString()!)];

    private static string Plain(string output) => output.ReplaceLineEndings("\n");
}
