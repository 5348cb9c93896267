using static Wfn.Build.Tests.TestProject;

namespace Wfn.Build.Tests;

public sealed class IncrementalTests : IDisposable
{
    private readonly TestProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void ASecondRunCompressesNothingAndHandsOverTheSame()
    {
        var model = Item(project.AddLayers("digits.onnx"));
        var first = project.Run(model);
        var written = File.GetLastWriteTimeUtc(Artifact(first));

        var second = project.Run(model);

        Assert.Equal((1, 0), (first.Compressed, second.Compressed));
        Assert.Equal(first.Artifacts.Select(a => a.ItemSpec), second.Artifacts.Select(a => a.ItemSpec));
        Assert.Equal(first.WrittenFiles.Select(a => a.ItemSpec), second.WrittenFiles.Select(a => a.ItemSpec));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Artifact(second)));
    }

    [Theory]
    [InlineData("Delta", "0.02")]
    [InlineData("ZeroThreshold", "0.03125")]
    [InlineData("InputShape", "1x196")]
    public void AnotherValueOfAnOptionCompressesAgain(string name, string value)
    {
        project.AddLayers("digits.onnx");
        project.Run(Item("digits.onnx"));

        Assert.Equal(1, project.Run(Item("digits.onnx", (name, value))).Compressed);
    }

    [Theory]
    [InlineData("Namespace", "Other")]
    [InlineData("ClassName", "Other")]
    [InlineData("Numerics", "Float32")]
    [InlineData("Kernel", "ShiftAdd")]
    public void WhatOnlyTheGeneratorReadsCompressesNothing(string name, string value)
    {
        project.AddLayers("digits.onnx");
        project.Run(Item("digits.onnx"));

        var run = project.Run(Item("digits.onnx", (name, value)));

        Assert.Equal(0, run.Compressed);
        Assert.Equal(value, run.Artifacts.Single().GetMetadata("Wfn" + name));
    }

    [Fact]
    public void ATouchedModelIsNotCompressedAgain()
    {
        project.AddLayers("digits.onnx");
        project.Run(Item("digits.onnx"));
        File.SetLastWriteTimeUtc(project.PathTo("digits.onnx"), DateTime.UtcNow.AddHours(1));

        Assert.Equal(0, project.Run(Item("digits.onnx")).Compressed);
    }

    [Fact]
    public void ChangedContentsAreSeenEvenWithAnOlderTime()
    {
        project.AddLayers("digits.onnx");
        var before = File.ReadAllText(Artifact(project.Run(Item("digits.onnx"))));
        project.AddLayers("digits.onnx", seed: 2);
        File.SetLastWriteTimeUtc(project.PathTo("digits.onnx"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var run = project.Run(Item("digits.onnx"));

        Assert.Equal(1, run.Compressed);
        Assert.NotEqual(before, File.ReadAllText(Artifact(run)));
    }

    [Fact]
    public void ChangedExternalDataAreSeen()
    {
        File.WriteAllBytes(project.PathTo("digits.onnx"), TinyModel.Bytes(["Gemm"], [4, 4], 0, externalData: "weights.bin"));
        File.WriteAllBytes(project.PathTo("weights.bin"), Floats(0.5f, 16));
        var before = File.ReadAllText(Artifact(project.Run(Item("digits.onnx"))));
        Assert.Equal(0, project.Run(Item("digits.onnx")).Compressed);
        File.WriteAllBytes(project.PathTo("weights.bin"), Floats(0.25f, 16));

        Assert.NotEqual(before, File.ReadAllText(Artifact(project.Run(Item("digits.onnx")))));
    }

    [Fact]
    public void ADeletedArtifactIsMadeAgain()
    {
        project.AddLayers("digits.onnx");
        var artifact = Artifact(project.Run(Item("digits.onnx")));
        File.Delete(artifact);

        Assert.Equal(1, project.Run(Item("digits.onnx")).Compressed);
        Assert.True(File.Exists(artifact));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(-1)]
    public void AnArtifactThatWasDamagedIsMadeAgain(int kept)
    {
        project.AddLayers("digits.onnx");
        var artifact = Artifact(project.Run(Item("digits.onnx")));
        var bytes = File.ReadAllBytes(artifact);
        File.WriteAllBytes(artifact, kept < 0 ? [.. bytes[..^1], (byte)'x'] : bytes[..kept]);

        Assert.Equal(1, project.Run(Item("digits.onnx")).Compressed);
        Assert.Equal(bytes, File.ReadAllBytes(artifact));
        Assert.Equal(0, project.Run(Item("digits.onnx")).Compressed);
    }

    [Fact]
    public void TablesThatWereDamagedAreMadeAgain()
    {
        project.AddLayers("digits.onnx");
        var item = Item("digits.onnx", ("Tables", "Resource"));
        project.Run(item);
        var tables = project.PathTo("obj/wfn/digits.tables");
        var bytes = File.ReadAllBytes(tables);
        File.WriteAllBytes(tables, bytes[..10]);

        project.Run(item);

        Assert.Equal(bytes, File.ReadAllBytes(tables));
    }

    [Fact]
    public void WhatAKilledBuildLeftIsRemoved()
    {
        project.AddLayers("digits.onnx");
        Directory.CreateDirectory(project.OutputFolder);

        // No process has this number: it is above what systems give.
        File.WriteAllText(Path.Combine(project.OutputFolder, "digits.wfn.2147483646-0a1b2c3d.tmp"), "half of it");

        project.Run(Item("digits.onnx"));

        Assert.Equal(["digits.wfn", "digits.wfn.stamp"], project.Outputs);
    }

    [Fact]
    public void ADamagedStampIsNoReasonToTrustTheArtifact()
    {
        project.AddLayers("digits.onnx");
        File.WriteAllText(Artifact(project.Run(Item("digits.onnx"))) + ".stamp", "settings\nfile x\n");

        Assert.Equal(1, project.Run(Item("digits.onnx")).Compressed);
    }

    [Fact]
    public void TheSameModelGivesTheSameBytesInAnotherFolder()
    {
        using var other = new TestProject();
        project.AddLayers("digits.onnx", seed: 2);
        other.AddLayers("digits.onnx", seed: 2);

        Assert.Equal(
            File.ReadAllBytes(Artifact(project.Run(Item("digits.onnx")))),
            File.ReadAllBytes(other.PathTo(other.Run(Item("digits.onnx")).Artifacts.Single().ItemSpec)));
    }

    [Fact]
    public void BuildsAtTheSameTimeDoNotDisturbEachOther()
    {
        project.AddLayers("digits.onnx");
        var runs = new TaskRun[4];

        Parallel.For(0, runs.Length, i => runs[i] = project.Run(Item("digits.onnx")));

        Assert.All(runs, run => Assert.True(run.Succeeded, run.Engine.Errors.FirstOrDefault()?.Message));
        Assert.Equal(["digits.wfn", "digits.wfn.stamp"], project.Outputs);
        Assert.Equal(0, project.Run(Item("digits.onnx")).Compressed);
    }

    [Fact]
    public void OneChangedModelOfTwoIsCompressedAlone()
    {
        project.AddLayers("a.onnx");
        project.AddLayers("b.onnx");
        var models = new[] { Item("a.onnx"), Item("b.onnx") };
        Assert.Equal(2, project.Run(models).Compressed);
        project.AddLayers("b.onnx", seed: 2);

        Assert.Equal(1, project.Run(models).Compressed);
    }

    [Fact]
    public void AnEditorGetsWhatIsThereAndHasCompressedWhatIsMissing()
    {
        project.AddLayers("digits.onnx");
        Assert.Equal(1, project.Run(designTime: true, Item("digits.onnx")).Compressed);
        project.AddLayers("digits.onnx", seed: 2);

        var editor = project.Run(designTime: true, Item("digits.onnx"));
        var build = project.Run(Item("digits.onnx"));

        Assert.Equal((0, 1), (editor.Compressed, build.Compressed));
        Assert.Equal(Artifact(build), Artifact(editor));
    }

    private static byte[] Floats(float value, int count) => [.. Enumerable.Repeat(value, count).SelectMany(BitConverter.GetBytes)];

    private string Artifact(TaskRun run) => project.PathTo(Assert.Single(run.Artifacts).ItemSpec);
}
