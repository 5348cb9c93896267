using Wfn.Diagnostics;

namespace Wfn.Tool.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CompressingCanWriteTheReportAndItTellsWhereItHurts()
    {
        var (model, data) = Model();
        var (artifact, page) = (folder.File("model.wfn"), folder.File("page.html"));

        var run = ToolRun.Of("compress", model, "--calibration", data, "-o", artifact, "--report", page, "--delta", "0.2", "--fractions", "1");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        var html = File.ReadAllText(page);
        Assert.Contains("<title>model.wfn</title>", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"damage by layer\"", html, StringComparison.Ordinal);
        Assert.Contains("Beside the original", html, StringComparison.Ordinal);

        var layers = ToolRun.Of("report", artifact, "--original", model, "--data", data, "-o", page, "--json").Json().GetProperty("layers");
        Assert.Equal(2, layers.GetArrayLength());
        Assert.All(layers.EnumerateArray(), layer => Assert.InRange(layer.GetProperty("outputChange").GetDouble(), 1e-4, 1));
        Assert.All(layers.EnumerateArray(), layer => Assert.InRange(layer.GetProperty("signalToNoise").GetDouble(), 1, 80));

        // Without the original nothing is known of it.
        var alone = ToolRun.Of("report", artifact, "-o", page, "--json").Json();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, alone.GetProperty("layers")[0].GetProperty("outputChange").ValueKind);
        Assert.Equal(0, alone.GetProperty("shipped").GetArrayLength());
        Assert.Contains("indices, zstd", alone.GetProperty("sizes").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
    }

    [Fact]
    public void LayersThatWereBroughtToOneSizeAreComparedInThatSize()
    {
        var random = new Random(3);
        float[] Weights(int count, float size) => [.. Enumerable.Range(0, count).Select(_ => size * (float)((2 * random.NextDouble()) - 1))];
        var model = folder.Write("uneven.onnx", new OnnxModel().Input("x", [-1, 16]).Output("y")
            .Floats("w1", [16, 24], Weights(16 * 24, 0.004f)).Floats("w2", [24, 8], Weights(24 * 8, 0.5f))
            .Node("MatMul", ["x", "w1"], "a").Node("Relu", ["a"], "b").Node("MatMul", ["b", "w2"], "y").ToBytes());
        var artifact = folder.File("uneven.wfn");

        var compressed = ToolRun.Of("compress", model, "-o", artifact, "--json").Json();
        Assert.InRange(compressed.GetProperty("weightChange").GetDouble(), 1e-6, 0.3);

        var layers = ToolRun.Of("report", artifact, "--original", model, "-o", folder.File("page.html"), "--json").Json().GetProperty("layers");
        Assert.All(layers.EnumerateArray(), layer => Assert.InRange(layer.GetProperty("movement").GetDouble(), 1e-6, 0.3));
        Assert.All(layers.EnumerateArray(), layer => Assert.InRange(layer.GetProperty("signalToNoise").GetDouble(), 10, 80));
    }

    [Fact]
    public void WhatAModelAddsToAnAppIsMeasured()
    {
        var (model, data) = Model();
        var artifact = folder.File("model.wfn");
        Assert.Equal(ExitCodes.Done, ToolRun.Of("compress", model, "--calibration", data, "-o", artifact, "--delta", "0.2", "--fractions", "1").ExitCode);

        var shipped = ToolRun.Of("report", artifact, "--shipped", "il", "--json", "-o", folder.File("page.html")).Json().GetProperty("shipped");

        Assert.Equal("assembly (IL)", Assert.Single(shipped.EnumerateArray()).GetProperty("name").GetString());
        Assert.InRange(shipped[0].GetProperty("bytes").GetInt64(), 4_000, 400_000);
    }

    [Fact]
    public void WhatCannotBeReportedIsRefusedBeforeAnythingIsDone()
    {
        var (model, data) = Model();

        ToolRun.Of("report", model, "--shipped", "il,zip").AssertFailed("--shipped: 'zip' is not usable; expected are il, trimmed, browser, native or all");
        ToolRun.Of("compress", model, "--calibration", data, "--report", folder.File("no/such/folder.html")).AssertRefused(DiagnosticCodes.BadOption, "folder");
        Assert.False(File.Exists(folder.File("model.wfn")));
    }

    private (string Model, string Data) Model()
    {
        var random = new Random(5);
        float[] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        var model = new OnnxModel().Input("x", -1, 16).Output("y").Floats("w1", [16, 12], Drawn(192)).Floats("w2", [12, 5], Drawn(60))
            .NamedNode("first", "MatMul", ["x", "w1"], ["h"]).NamedNode("clamp", "Relu", ["h"], ["r"]).NamedNode("second", "MatMul", ["r", "w2"], ["y"]).ToBytes();
        return (folder.Write("model.onnx", model), folder.Write("data.npy", DataFiles.Npy(Drawn(640), 40, 16)));
    }
}
