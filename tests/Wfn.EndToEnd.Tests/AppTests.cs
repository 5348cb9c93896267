using System.Globalization;
using Wfn.Artifact;
using Wfn.Lowering;
using Wfn.Reference;

namespace Wfn.EndToEnd.Tests;

/// <summary>An app from the package to its output, and what building it again, changing it and cleaning it do.</summary>
[Collection(EndToEnd.Name)]
public sealed class AppTests(PackedFeed feed)
{
    private const string Compressed = " weights fixed to ";
    private const string Program = """
        using System.Globalization;
        using System.Runtime.InteropServices;
        using Acme.Vision;
        using App;

        var picture = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(args[0]));
        var scores = new float[FloatModel.OutputLength];
        FloatModel.Infer(picture, scores);
        Print(scores);

        FixedModel.Infer(picture, scores);
        Print(scores);
        Console.WriteLine(FixedModel.Classify(picture));

        static void Print(float[] values) =>
            Console.WriteLine(string.Join(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        """;

    [Fact]
    public void AnAppRunsItsModelsAndRedoesOnlyWhatChanged()
    {
        var app = new Consumer(
            feed,
            "App",
            "net10.0",
            $"""
            <PackageReference Include="Wfn.Build" Version="{feed.Version}" PrivateAssets="all" />
            <WfnModel Include="fashion-resnet8.onnx" ClassName="FloatModel" />
            <WfnModel Include="models/fashion cnn.wfn" ClassName="FixedModel" Namespace="Acme.Vision" Kernel="ShiftAdd" MaxAccuracyLoss="0.02" />
            """,
            "<OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings>");
        app.Write("Program.cs", Program);
        app.Write("models/fashion cnn.wfn", SampleArtifact.Calibrated("fashion-cnn.onnx"));
        File.Copy(Repository.Model("fashion-resnet8.onnx"), app.PathTo("fashion-resnet8.onnx"));

        app.Build();
        var artifact = Assert.Single(app.Intermediate(".wfn"));
        var built = Contents(artifact);
        AssertPrintsReferenceScores(app, artifact);

        var times = Times(app, artifact);
        Assert.Contains("Skipping target \"CoreCompile\"", app.Build("--no-restore"), StringComparison.Ordinal);
        Assert.Equal(times, Times(app, artifact));

        File.SetLastWriteTimeUtc(app.PathTo("fashion-resnet8.onnx"), DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("Skipping target \"CoreCompile\"", app.Build("--no-restore"), StringComparison.Ordinal);
        Assert.Equal(times, Times(app, artifact));

        File.Copy(Repository.Model("fashion-cnn.onnx"), app.PathTo("fashion-resnet8.onnx"), overwrite: true);
        app.Build("--no-restore");
        Assert.NotEqual(built, Contents(artifact));
        AssertPrintsReferenceScores(app, artifact);

        // Another version of the package is other code: it makes everything again, of what an earlier one left.
        var replaced = Contents(artifact);
        Assert.DoesNotContain(Compressed, app.Build("--no-restore"), StringComparison.Ordinal);
        app.Write("App.csproj", File.ReadAllText(app.PathTo("App.csproj")).Replace(feed.Version, feed.LaterVersion, StringComparison.Ordinal));
        Assert.Contains(Compressed, app.Build(), StringComparison.Ordinal);
        Assert.Equal(replaced, Contents(artifact));

        // One trimmed file without cultures, its code from files: it needs nothing beside it. (NativeAOT is the generator's, in DeploymentTests.)
        var executable = app.PublishOneFile(
            "-p:InvariantGlobalization=true", "-p:WfnEmit=Files", "-p:WfnIntermediatePath=" + Path.GetDirectoryName(artifact) + "/");
        AssertPrintsReferenceScores(app, artifact, executable);

        ChildProcess.Dotnet(app.Folder, "clean");
        Assert.Empty(app.Intermediate(".wfn"));
        Assert.False(File.Exists(app.Assembly));
        Assert.True(File.Exists(app.PathTo("models/fashion cnn.wfn")));
    }

    private static string Contents(string file) => File.ReadAllText(file);

    private static DateTime[] Times(Consumer app, string artifact) => [File.GetLastWriteTimeUtc(artifact), File.GetLastWriteTimeUtc(app.Assembly)];

    private static void AssertPrintsReferenceScores(Consumer app, string artifact, string? executable = null)
    {
        var picture = SampleArtifact.Picture(7);
        var input = app.PathTo("picture.f32");
        File.WriteAllBytes(input, [.. picture.SelectMany(BitConverter.GetBytes)]);
        var floatScores = new float[SampleArtifact.OutputLength];
        var fixedScores = new float[SampleArtifact.OutputLength];
        new FloatExecutor(Read(artifact).Graph).Run(picture, 1, floatScores);
        new FixedPointExecutor(FixedPointLowering.Lower(Read(app.PathTo("models/fashion cnn.wfn")))).Run(picture, 1, fixedScores);

        var lines = executable is null ? app.Run(input) : app.RunAlone(executable, input);

        Assert.Equal(3, lines.Length);
        Assert.All(Numbers(lines[0]).Zip(floatScores), pair => Assert.Equal(pair.Second, pair.First, 1e-3f * (1 + Math.Abs(pair.Second))));
        Assert.Equal(fixedScores, Numbers(lines[1]));
        Assert.Equal(fixedScores.AsSpan().IndexOf(fixedScores.Max()), int.Parse(lines[2], CultureInfo.InvariantCulture));
    }

    private static WfnArtifact Read(string file) => WfnReader.Read(File.ReadAllText(file), file);

    private static float[] Numbers(string line) => [.. line.Split(' ').Select(n => float.Parse(n, CultureInfo.InvariantCulture))];
}
