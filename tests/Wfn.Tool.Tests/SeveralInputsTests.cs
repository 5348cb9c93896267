using System.Text.Json;

namespace Wfn.Tool.Tests;

/// <summary>Data of networks of several inputs: for calibrating, measuring, comparing, training, reporting and testing.</summary>
public sealed class SeveralInputsTests : IDisposable
{
    private const int Samples = 60;

    private readonly TemporaryFolder folder = new();
    private readonly byte[] left;
    private readonly byte[] right;
    private readonly int[] labels;

    public SeveralInputsTests()
    {
        // y = a·W + b·V
        var random = new Random(2);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        var (w, v, a, b) = (Numbers(18), Numbers(12), Numbers(Samples * 6), Numbers(Samples * 4));
        folder.Write("m.onnx", new OnnxModel()
            .Input("a", [-1, 6]).Input("b", [-1, 4]).Output("y").Floats("w", [6, 3], w).Floats("v", [4, 3], v)
            .NamedNode("one", "MatMul", ["a", "w"], ["p"]).NamedNode("two", "MatMul", ["b", "v"], ["q"]).NamedNode("sum", "Add", ["p", "q"], ["y"])
            .ToBytes());
        (left, right) = (DataFiles.Npy(a, Samples, 6), DataFiles.Npy(b, Samples, 4));
        labels = [.. Enumerable.Range(0, Samples).Select(sample => Enumerable.Range(0, 3).MaxBy(
            score => Enumerable.Range(0, 6).Sum(i => a[(sample * 6) + i] * w[(i * 3) + score]) + Enumerable.Range(0, 4).Sum(i => b[(sample * 4) + i] * v[(i * 3) + score])))];
        labels[7] = (labels[7] + 1) % 3;
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
        Compress($"a={a},b={b},b={b}").AssertRefused("WFN3001", "'b' has two files");
        Compress($"a={a},b={b},y={b},labels={b}").AssertRefused("WFN3001", "is no input");
        Compress(folder.Write("nan.npz", DataFiles.Npz(("a", DataFiles.Npy([1, 2, 3, 4, 5, float.NaN], 1, 6)), ("b", DataFiles.Npy(new float[4], 1, 4)))))
            .AssertRefused("WFN3001", "sample 0 of 'a' is not finite at number 5");
    }

    [Fact]
    public void LabelsBesideTheInputsAreMeasuredOn()
    {
        var archive = folder.Write("ab.npz", DataFiles.Npz(("a", left), ("b", right), ("labels", DataFiles.Npy(labels, Samples))));
        folder.Write("a.npy", left);
        folder.Write("b.npy", right);
        folder.Write("l.npy", DataFiles.Npy(labels, Samples));

        var found = Evaluate("m.onnx", archive);
        var files = Evaluate("m.onnx", $"a={folder.File("a.npy")},b={folder.File("b.npy")},labels={folder.File("l.npy")}");

        // The labels are what the network says, but for one.
        Assert.Equal(1 - (1.0 / Samples), found.GetProperty("accuracy").GetDouble(), 6);
        Assert.Equal(found.GetProperty("accuracy").GetDouble(), files.GetProperty("accuracy").GetDouble());

        Compress(archive).Json();
        Assert.Equal("fixed", Evaluate("m.wfn", archive).GetProperty("numerics").GetString());
        Assert.InRange(Evaluate("m.wfn", archive).GetProperty("accuracy").GetDouble(), 0.9, 1);
        Assert.InRange(Evaluate("m.wfn", archive, "--numerics", "float").GetProperty("accuracy").GetDouble(), 0.9, 1);
        Assert.Equal(Samples, ToolRun.Of("compare", folder.File("m.onnx"), folder.File("m.wfn"), "--data", archive, "--json").Json().GetProperty("samples").GetInt32());
        Assert.Equal(0, ToolRun.Of("report", folder.File("m.wfn"), "--original", folder.File("m.onnx"), "--data", archive).ExitCode);
        Assert.Equal(0, ToolRun.Of("golden", folder.File("m.wfn"), "--data", archive, "-o", folder.File("Golden.cs")).ExitCode);
    }

    [Fact]
    public void ANetworkOfSeveralInputsIsTrained()
    {
        var archive = folder.Write("ab.npz", DataFiles.Npz(("a", left), ("b", right), ("y", DataFiles.Npy(labels, Samples))));

        var run = ToolRun.Of(
            "compress", folder.File("m.onnx"), "--data", archive, "--eval", archive, "--epochs", "2", "--first-epochs", "1", "--batch-size", "10", "-o", folder.File("m.wfn"), "--json");

        var json = run.Json();
        Assert.True(json.GetProperty("calibrated").GetBoolean());
        Assert.InRange(json.GetProperty("accuracyFloat").GetDouble(), 0.8, 1);
    }

    [Fact]
    public void ATableIsTakenByTheNamesOfItsColumns()
    {
        // As exporters of tables make them: an input of one number for each column.
        folder.Write("t.onnx", new OnnxModel()
            .Input("height", [-1, 1]).Input("width", [-1, 1]).Output("y").Floats("w", [2, 2], [1, -1, -1, 1])
            .NamedNode("join", "Concat", ["height", "width"], ["x"], ("axis", 1)).NamedNode("scores", "MatMul", ["x", "w"], ["y"])
            .ToBytes());
        var table = folder.Write("t.csv", "name,width,kind,height\n1,2,0,5\n2,7,1,1\n3,1,0,3\n"u8.ToArray());
        var rows = folder.Write("rows.csv", "5,2,0\n1,7,1\n3,1,0\n"u8.ToArray());

        var named = ToolRun.Of("evaluate", folder.File("t.onnx"), "--data", table, "--label-column", "kind", "--json");
        var ordered = ToolRun.Of("evaluate", folder.File("t.onnx"), "--data", rows, "--json");

        Assert.Equal(1, named.Json().GetProperty("accuracy").GetDouble());
        Assert.Contains("a column that is no input is left out", named.Error, StringComparison.Ordinal);
        Assert.Equal(1, ordered.Json().GetProperty("accuracy").GetDouble());
        Assert.Contains("those of 'height' (1), 'width' (1), in this order", ordered.Error, StringComparison.Ordinal);
        ToolRun.Of("evaluate", folder.File("t.onnx"), "--data", folder.Write("few.csv", "5,0\n"u8.ToArray())).AssertRefused("WFN3002", "2 numbers in all");
    }

    private JsonElement Evaluate(string model, string data, params string[] options) =>
        ToolRun.Of(["evaluate", folder.File(model), "--data", data, "--json", .. options]).Json();

    private ToolRun Compress(string calibration, params string[] options) =>
        ToolRun.Of(["compress", folder.File("m.onnx"), "--calibration", calibration, "-o", folder.File("m.wfn"), "--json", .. options]);
}
