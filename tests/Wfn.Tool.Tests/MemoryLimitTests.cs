namespace Wfn.Tool.Tests;

/// <summary>What a few bytes ask for is counted before it is allocated, in every command.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("pad-200000000.onnx", "12.8 GB", "--max-memory 13 allows it")]
    [InlineData("dim-268435457.onnx", "4.3 GB", "--max-memory 5 allows it")]
    public void ModelsOfLargeValuesAreRefusedByEveryCommandThatReadsThem(string file, string figure, string remedy)
    {
        var model = Repository.PathTo("tests/Trust/" + file);
        var before = GC.GetTotalAllocatedBytes();
        string[][] commands =
        [
            ["inspect", model], ["compress", model, "-o", folder.File("net.wfn")], ["evaluate", model, "--data", TestModels.WriteData(folder, 4)],
        ];
        foreach (var command in commands)
        {
            ToolRun.Of(command).AssertRefused("WFN1008", file, figure, "more than the 4 GB that are allowed", remedy);
        }

        Assert.True(GC.GetTotalAllocatedBytes() - before < 1 << 30, "it was allocated first");
        Assert.False(File.Exists(folder.File("net.wfn")));
    }

    [Fact]
    public void AnArtifactOfLargeValuesIsRefusedAndTheOptionAllowsIt()
    {
        var artifact = folder.File("net.wfn");
        ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.01", "-o", artifact, "--json").Json();
        const string few = "0.1";
        var model = folder.Write("wide.onnx", new OnnxModel().Input("x", [-1, 8_000_000]).Output("y").NamedNode("r", "Relu", ["x"], ["y"]).ToBytes());
        ToolRun.Of("inspect", model, "--max-memory", few).AssertRefused("WFN1008", "wide.onnx", "256 MB", "--max-memory 1 allows it");
        Assert.Equal(ExitCodes.Done, ToolRun.Of("inspect", model, "--max-memory", "1").ExitCode);

        ToolRun.Of("compress", model, "-o", artifact, "--json").Json();
        foreach (var command in (string[][])[["inspect", artifact], ["generate", artifact, "-o", folder.Root]])
        {
            ToolRun.Of([.. command, "--max-memory", few]).AssertRefused("WFN1008", "net.wfn", "256 MB");
            Assert.Equal(ExitCodes.Done, ToolRun.Of(command).ExitCode);
        }
    }

    [Fact]
    public void DataIsCountedBeforeItIsUnpacked()
    {
        // Zeros take a thousandth of their size in an archive.
        var archive = folder.Write("zeros.npz", DataFiles.Npz(("x", DataFiles.Npy("|u1", "(50000, 784)", new byte[50_000 * 784]))));
        var line = folder.Write("line.csv", string.Join(',', Enumerable.Repeat("0", 3_000_000)));
        ToolRun.Of("compress", TestModels.Cnn, "--calibration", archive, "--max-memory", "0.1", "-o", folder.File("net.wfn"))
            .AssertRefused("WFN1008", "zeros.npz", "157 MB", "--max-memory 1 allows it");
        ToolRun.Of("compress", TestModels.Cnn, "--calibration", line, "--max-memory", "0.1", "-o", folder.File("net.wfn"))
            .AssertRefused("WFN1008", "line.csv", "3000000 columns", "--max-memory 1 allows it");
    }

    [Fact]
    public void ABatchIsCountedBeforeTrainingBegins()
    {
        var data = TestModels.WriteData(folder, 160);
        ToolRun.Of("compress", TestModels.ResNet, "--data", data, "--batch-size", "160", "--max-memory", "0.1", "-o", folder.File("net.wfn"))
            .AssertRefused("WFN1008", "160 samples at a time", "--batch-size", "--max-memory 1 allows it");
    }

    [Theory]
    [InlineData("audio-48k-avgpool.onnx")]
    [InlineData("convpad-40000.onnx")]
    [InlineData("rank9-reshape.onnx")]
    [InlineData("ROUNDTRIP-1000055.onnx")]
    [InlineData("outputs-dense-softmax.onnx")]
    public void WhatIsReadIsWrittenAndReadBackOrRefusedByTheImporter(string file)
    {
        var artifact = folder.File("net.wfn");
        var run = ToolRun.Of("compress", Repository.PathTo("tests/Trust/" + file), "-o", artifact);
        if (run.ExitCode == ExitCodes.Done)
        {
            Assert.Equal(ExitCodes.Done, ToolRun.Of("inspect", artifact).ExitCode);
        }
        else
        {
            run.AssertRefused("WFN1006", file);
            Assert.False(File.Exists(artifact));
        }
    }
}
