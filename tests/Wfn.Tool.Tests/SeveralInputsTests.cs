namespace Wfn.Tool.Tests;

/// <summary>Calibration of networks of several inputs.</summary>
public sealed class SeveralInputsTests : IDisposable
{
    private const int Samples = 60;

    private readonly TemporaryFolder folder = new();
    private readonly byte[] left;
    private readonly byte[] right;

    public SeveralInputsTests()
    {
        // y = a·W + b·V
        var random = new Random(2);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        folder.Write("m.onnx", new OnnxModel()
            .Input("a", [-1, 6]).Input("b", [-1, 4]).Output("y").Floats("w", [6, 3], Numbers(18)).Floats("v", [4, 3], Numbers(12))
            .NamedNode("one", "MatMul", ["a", "w"], ["p"]).NamedNode("two", "MatMul", ["b", "v"], ["q"]).NamedNode("sum", "Add", ["p", "q"], ["y"])
            .ToBytes());
        (left, right) = (DataFiles.Npy(Numbers(Samples * 6), Samples, 6), DataFiles.Npy(Numbers(Samples * 4), Samples, 4));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AnArchiveWithArraysNamedAsTheInputsCalibrates()
    {
        var run = Compress(folder.Write("ab.npz", DataFiles.Npz(("a", left), ("b", right), ("c", left))));

        var json = run.Json();
        Assert.True(json.GetProperty("calibrated").GetBoolean());
        Assert.StartsWith("ab.npz ", json.GetProperty("outputData").GetString(), StringComparison.Ordinal);
        Assert.InRange(json.GetProperty("outputChange").GetDouble(), 0, 0.1);
    }

    [Fact]
    public void AFileForEachInputGivesTheSame()
    {
        folder.Write("a.npy", left);
        folder.Write("b.npy", right);
        var archive = Compress(folder.Write("ab.npz", DataFiles.Npz(("a", left), ("b", right)))).Json();
        var files = Compress($"b={folder.File("b.npy")},a={folder.File("a.npy")}").Json();

        Assert.Equal(archive.GetProperty("entropyBits").GetDouble(), files.GetProperty("entropyBits").GetDouble());
        Assert.Equal(archive.GetProperty("outputChange").GetDouble(), files.GetProperty("outputChange").GetDouble());
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedWithTheInputsName()
    {
        folder.Write("a.npy", left);
        folder.Write("b.npy", right);
        folder.Write("few.npy", DataFiles.Npy(new float[8], 2, 4));
        var (a, b) = (folder.File("a.npy"), folder.File("b.npy"));

        Compress(folder.Write("x.npz", DataFiles.Npz(("x", left)))).AssertRefused("WFN3001", "x.npz", "input 'a'", "'x'");
        Compress($"a={a}").AssertRefused("WFN3001", "input 'b' has no file");
        Compress($"a={a},b={b},c={b}").AssertRefused("WFN3001", "'c' is no input");
        Compress($"a={b},b={b}").AssertRefused("WFN3002", "input 'a' reads");
        Compress($"a={a},b={folder.File("few.npy")}").AssertRefused("WFN3001", "'b' has 2 samples");
        Compress($"a={a},b={folder.File("none.npy")}").AssertRefused("WFN1001", "none.npy");
        Compress(folder.File("none.npz")).AssertRefused("WFN1001", "named as the inputs");
        Compress($"a={a},b={b}", "--mean", "1").AssertRefused("WFN3004", "--mean");
    }

    private ToolRun Compress(string calibration, params string[] options) =>
        ToolRun.Of(["compress", folder.File("m.onnx"), "--calibration", calibration, "-o", folder.File("m.wfn"), "--json", .. options]);
}
