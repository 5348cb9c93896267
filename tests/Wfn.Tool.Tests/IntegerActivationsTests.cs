using System.Globalization;
using System.Text;
using Wfn.Import;
using Wfn.Tool.Evaluation;

namespace Wfn.Tool.Tests;

/// <summary>Networks of tables, whose columns are of all sizes and are brought to one size inside: one integer format cannot hold them.</summary>
public sealed class IntegerActivationsTests : IDisposable
{
    private static readonly float[] Means = [0, 5000, 1, 100];
    private static readonly float[] Sizes = [0.01f, 1000, 1, 10];
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void WhatLosesByIntegersAloneIsJudgedAndMadeInFloat32()
    {
        var model = folder.Write("table.onnx", Network());
        var data = Rows(model, 1200);
        string[] compress = ["compress", model, "--calibration", data, "-o", folder.File("t.wfn"), "--json"];

        var run = ToolRun.Of(compress);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches("warning WFN3013: fixed point .*float32 code", run.Error);
        var report = run.Json();
        Assert.False(report.GetProperty("calibrated").GetBoolean());
        Assert.True(report.GetProperty("outputChange").GetDouble() < 0.1);

        // Who asks for it is not warned.
        var asked = ToolRun.Of([.. compress, "--activation-bits", "32"]);
        Assert.DoesNotContain("WFN3013", asked.Error, StringComparison.Ordinal);
        Assert.False(asked.Json().GetProperty("calibrated").GetBoolean());
    }

    // (x − mean) / size, a hidden layer, three classes.
    private static byte[] Network()
    {
        var random = new Random(5);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        return new OnnxModel()
            .Input("x", [-1, 4]).Output("y").Floats("means", [4], Means).Floats("sizes", [4], Sizes)
            .Floats("w1", [4, 16], Weights(64)).Floats("b1", [16], Weights(16)).Floats("w2", [16, 3], Weights(48))
            .Node("Sub", ["x", "means"], ["centred"]).Node("Div", ["centred", "sizes"], ["even"])
            .Node("Gemm", ["even", "w1", "b1"], ["first"]).Node("Relu", ["first"], ["hidden"]).Node("MatMul", ["hidden", "w2"], ["y"]).ToBytes();
    }

    // Labelled by the network itself.
    private string Rows(string model, int count)
    {
        var random = new Random(7);
        var engine = Engines.Float(ModelImporter.Import(model, new ImportOptions()).Graph);
        var text = new StringBuilder("a,b,c,d,class\n");
        var scores = new float[3];
        for (var row = 0; row < count; row++)
        {
            float[] values = [.. Means.Zip(Sizes, (mean, size) => (float)(mean + (size * ((4 * random.NextDouble()) - 2))))];
            engine.Infer(values, scores);
            text.Append(CultureInfo.InvariantCulture, $"{string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))},{Array.IndexOf(scores, scores.Max())}\n");
        }

        return folder.Write("rows.csv", text.ToString());
    }

    public void Dispose() => folder.Dispose();
}
