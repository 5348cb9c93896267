using System.Text.Json;

namespace Wfn.Tool.Tests;

public class InspectTests
{
    [Fact]
    public void ArtifactShowsCodebookTensorsFormatsAndMeasurements()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 10);
        var compressed = ToolRun.Of(
            "compress", TestModels.Cnn, "--delta", "0.01", "--calibration", data, "--eval", data, "-o", folder.File("c.wfn"), "--json").Json();

        var json = ToolRun.Of("inspect", folder.File("c.wfn"), "--json").Json();
        var tables = ToolRun.Of("inspect", folder.File("c.wfn")).Output;

        foreach (var name in (string[])["parameters", "uniqueWeights", "entropyBits", "zeroFraction", "fileBytes", "payloadBitsPerWeight"])
        {
            Assert.Equal(compressed.GetProperty(name).GetDouble(), json.GetProperty(name).GetDouble());
        }

        var codebook = json.GetProperty("codebook").EnumerateArray().ToArray();
        Assert.Equal(json.GetProperty("parameters").GetInt64(), codebook.Sum(v => v.GetProperty("weights").GetInt64()));
        var threeEighths = codebook.Single(v => v.GetProperty("value").GetDouble() == 0.375);
        Assert.Equal("2^-1 - 2^-3", threeEighths.GetProperty("terms").GetString());
        Assert.Equal(1, threeEighths.GetProperty("order").GetInt32());
        Assert.Equal(5, json.GetProperty("measurements").GetArrayLength());
        Assert.Equal("0.01", json.GetProperty("options").GetProperty("delta").GetString());
        Assert.Contains(json.GetProperty("activationFormats").EnumerateArray(), f => f.GetProperty("bits").GetInt32() == 8);
        foreach (var heading in (string[])["Codebook", "Parameters", "Activation formats", "Measured", "2^-1 - 2^-3", "Weight"])
        {
            Assert.Contains(heading, tables, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NodesWithoutIntegersAreNamed()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        string[] rows = [.. Enumerable.Range(0, 12).Select(_ => string.Join(',', Enumerable.Range(0, 22).Select(_ => $"0.{random.Next(100, 1000)}")))];
        File.WriteAllLines(folder.File("x.csv"), [string.Join(',', Enumerable.Range(0, 21).Select(column => $"x{column}").Append("y")), .. rows]);
        var model = Repository.PathTo("tests/Models/recurrent/lstm.onnx");

        var compressed = ToolRun.Of("compress", model, "--calibration", folder.File("x.csv"), "--target-columns", "y", "-o", folder.File("l.wfn"), "--json").Json();
        var inspected = ToolRun.Of("inspect", folder.File("l.wfn"), "--json").Json();
        var tables = ToolRun.Of("inspect", folder.File("l.wfn")).Output;

        var node = inspected.GetProperty("float32Nodes").EnumerateArray().First();
        Assert.Equal(("lstm", "no integer form"), (node.GetProperty("kind").GetString(), node.GetProperty("reason").GetString()));
        Assert.Equal(node.GetProperty("name").GetString(), compressed.GetProperty("float32Nodes")[0].GetProperty("name").GetString());
        Assert.Contains("In float32, between two conversions", tables, StringComparison.Ordinal);
    }

    [Fact]
    public void OriginalShowsItsGraph()
    {
        var json = ToolRun.Of("inspect", TestModels.UnfoldedResNet, "--keep-batch-norm", "--json").Json();

        Assert.Equal(9, json.GetProperty("nodes").GetProperty("BatchNorm").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("codebook").ValueKind);
        Assert.Equal("[batch, 1, 28, 28]", json.GetProperty("inputs")[0].GetProperty("shape").GetString());
    }
}
