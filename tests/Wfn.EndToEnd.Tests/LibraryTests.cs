using System.Text.Json;

namespace Wfn.EndToEnd.Tests;

/// <summary>Libraries that use the packages: other frameworks, editors, bad models, and the packages that are libraries themselves.</summary>
[Collection(EndToEndOfTheTool.Name)]
public sealed class LibraryTests(PackedFeed feed)
{
    [Fact]
    public void ANetstandardLibraryBuildsWithoutAWarningUnderAllRules()
    {
        var library = new Consumer(
            feed,
            "Portable",
            "netstandard2.0",
            $"""
            <PackageReference Include="Wfn.Build" Version="{feed.Version}" PrivateAssets="all" />
            <PackageReference Include="System.Memory" Version="4.6.3" />
            <WfnModel Include="fashion-cnn.onnx" ClassName="FloatModel" />
            <WfnModel Include="calibrated.wfn" ClassName="FixedModel" />
            """,
            "<GenerateDocumentationFile>true</GenerateDocumentationFile>");
        library.Write("calibrated.wfn", SampleArtifact.Calibrated("fashion-cnn.onnx"));
        File.Copy(Repository.Model("fashion-cnn.onnx"), library.PathTo("fashion-cnn.onnx"));

        library.Build();

        Assert.True(File.Exists(library.Assembly));
    }

    // That of the .NET 8 SDK is in no package; the generator's own tests have it as a library (OldestCompilerTests).
    [Fact]
    public void TheCompilerOfTheNet9SdkBuildsAnAppForNet8()
    {
        var app = new Consumer(
            feed,
            "OldCompiler",
            "net8.0",
            $"""
            <PackageReference Include="Wfn.Build" Version="{feed.Version}" PrivateAssets="all" />
            <PackageReference Include="Microsoft.Net.Compilers.Toolset" Version="4.14.0" PrivateAssets="all" />
            <WfnModel Include="product.onnx" />
            """,
            """
            <OutputType>Exe</OutputType>
            <RollForward>Major</RollForward>
            <RoslynCompilerType>Custom</RoslynCompilerType>
            <EnableNETAnalyzers>false</EnableNETAnalyzers>
            """);
        File.WriteAllBytes(app.PathTo("product.onnx"), SmallModel());
        app.Write(
            "Program.cs",
            """
            System.Console.WriteLine(App.Named.Classify([1, 0, 0, 0]));

            namespace App
            {
                [Wfn.WfnModel("product")]
                public static partial class Named;
            }
            """);

        Assert.Contains("microsoft.net.compilers.toolset/4.14.0", app.Build().Replace('\\', '/'), StringComparison.Ordinal);

        Assert.Equal(["0"], app.Run());
    }

    // The field's case 34: folders and files of any spelling, central versions, one folder for all outputs, every analyzer.
    [Fact]
    public void AnyPathBuildsWithCentralVersionsAndAllAnalyzers()
    {
        var library = new Consumer(
            feed,
            "Pfad mit é; (1) % #2",
            "net10.0",
            """
            <PackageReference Include="Wfn.Build" PrivateAssets="all" />
            <WfnModel Include="**\*.onnx" />
            """,
            """
            <AnalysisMode>All</AnalysisMode>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
            <CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>
            <RootNamespace>App</RootNamespace>
            <AssemblyName>App</AssemblyName>
            """);
        library.Write(
            "Directory.Build.props",
            """<Project><Import Project="../Directory.Build.props" /><PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup></Project>""");
        library.Write("Directory.Packages.props", $"""<Project><ItemGroup><PackageVersion Include="Wfn.Build" Version="{feed.Version}" /></ItemGroup></Project>""");
        library.Write(
            "A.cs",
            """
            using System;

            namespace App;

            /// <summary>A.</summary>
            public static class A
            {
                /// <summary>B.</summary>
                public static int B(ReadOnlySpan<float> x) => Class.Classify(x) + Digits.Classify(x) + S.Classify(x);
            }
            """);
        var small = SmallModel();
        foreach (var file in (string[])["models (new)/class.onnx", "ünï/a;b/Digits.ONNX", "它's.onnx"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(library.PathTo(file))!);
            File.WriteAllBytes(library.PathTo(file), small);
        }

        library.Build();
        library.Build("--no-restore");

        Assert.Equal(3, Directory.GetFiles(library.PathTo("artifacts"), "*.wfn", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void AnEditorSeesTheGeneratedTypesBeforeTheFirstBuild()
    {
        var library = new Consumer(
            feed,
            "Edited",
            "net10.0",
            $"""
            <PackageReference Include="Wfn.Build" Version="{feed.Version}" PrivateAssets="all" />
            <WfnModel Include="fashion-cnn.onnx" />
            """);
        File.Copy(Repository.Model("fashion-cnn.onnx"), library.PathTo("fashion-cnn.onnx"));
        ChildProcess.Dotnet(library.Folder, "restore");

        var output = ChildProcess.Dotnet(
            library.Folder,
            "msbuild",
            "-t:Compile",
            "-p:DesignTimeBuild=true",
            "-p:SkipCompilerExecution=true",
            "-p:ProvideCommandLineArgs=true",
            "-p:NonExistentFile=__none__",
            "-getItem:CscCommandLineArgs");

        using var json = JsonDocument.Parse(output);
        var arguments = json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/'))
            .ToArray();
        Assert.Contains(arguments, a => a.StartsWith("/additionalfile:", StringComparison.Ordinal) && a.EndsWith("wfn/fashion-cnn.wfn", StringComparison.Ordinal));
        Assert.Contains(arguments, a => a.StartsWith("/analyzer:", StringComparison.Ordinal)
            && a.Contains(feed.Version, StringComparison.Ordinal)
            && a.EndsWith("analyzers/dotnet/cs/Wfn.Generator.dll", StringComparison.Ordinal));
        Assert.False(File.Exists(library.Assembly));
    }

    [Fact]
    public void WhatIsWrongWithAModelIsSaidAtItsFileWithItsCode()
    {
        var library = new Consumer(
            feed,
            "Wrong",
            "net10.0",
            $"""
            <PackageReference Include="Wfn.Build" Version="{feed.Version}" PrivateAssets="all" />
            <WfnModel Include="model.onnx" Condition="'$(WithArtifact)' != 'true'" />
            <WfnModel Include="damaged.wfn" Condition="'$(WithArtifact)' == 'true'" />
            """);
        var artifact = SampleArtifact.Calibrated("fashion-cnn.onnx");
        library.Write("damaged.wfn", artifact.Replace("codebook", "codebock", StringComparison.Ordinal));
        library.Write("model.onnx", "no model");

        var onnx = ChildProcess.Run(library.Folder, "dotnet", "build", "-tl:off");
        var wfn = ChildProcess.Run(library.Folder, "dotnet", "build", "--no-restore", "-tl:off", "-p:WithArtifact=true");

        Assert.Equal((1, 1), (onnx.ExitCode, wfn.ExitCode));
        Assert.Matches(@"model\.onnx : error WFN1002: ", onnx.Output);
        Assert.Matches(@"damaged\.wfn\(\d+,\d+\): error WFN2001: ", wfn.Output);
        Assert.DoesNotContain("   at ", onnx.Output + wfn.Output, StringComparison.Ordinal);
        Assert.Empty(library.Intermediate(".wfn"));
    }

    // The package of the core comes with it.
    [Fact]
    public void TheTrainingPackageAndTheCoreAreUsedInCode()
    {
        var app = new Consumer(
            feed,
            "UsesTraining",
            "net10.0",
            $"""<PackageReference Include="Wfn.Training" Version="{feed.Version}" />""",
            "<OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings>");
        app.Write(
            "Program.cs",
            """
            using Wfn.Fixing;
            using Wfn.Import;
            using Wfn.Import.Onnx;
            using Wfn.Training;

            var imported = OnnxImporter.Import(args[0], new ImportOptions());
            var network = NetworkFixing.Fix(imported.Graph, new FixingOptions(), []);
            Console.WriteLine(NetworkStatistics.Of(network).Total.UniqueWeights == network.Codebook.Count);
            Console.WriteLine(new RetrainingOptions().ToString().Length > 0);
            """);

        app.Build();

        Assert.Equal(["True", "True"], app.Run(Repository.Model("fashion-cnn.onnx")));
    }

    // Where it is not about the model.
    private static byte[] SmallModel() =>
        new OnnxModel().Input("x", -1, 4).Output("y").Floats("w", [4, 2], [1, 0.5f, -1, 2, 0.25f, 1, -2, 1])
            .NamedNode("product", "MatMul", ["x", "w"], ["y"]).ToBytes();
}
