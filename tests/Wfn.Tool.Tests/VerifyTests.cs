using Wfn.Artifact;
using Wfn.Diagnostics;

namespace Wfn.Tool.Tests;

/// <summary>What is made of an artifact once it is there: measured again, compared, held by a test.</summary>
public sealed class VerifyTests(VerifyTests.Fixture fixture) : IClassFixture<VerifyTests.Fixture>
{
    private readonly TemporaryFolder folder = fixture.Folder;
    private readonly (string Data, string Artifact) made = fixture.Made;

    [Fact]
    public void WhatAnArtifactSaysOfItselfIsMeasuredAgain()
    {
        var (data, artifact) = made;

        var json = ToolRun.Of("verify", artifact, "--original", TestModels.Cnn, "--data", data, "--json").Json();

        Assert.True(json.GetProperty("isVerified").GetBoolean());
        Assert.Equal(
            ["accuracyOriginal", "accuracyFloat", "accuracyFixedPoint"],
            json.GetProperty("figures").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        var fixedPoint = json.GetProperty("figures")[2];
        Assert.Equal(fixedPoint.GetProperty("recorded").GetDouble(), fixedPoint.GetProperty("measured").GetDouble(), 9);
    }

    [Fact]
    public void AFigureThatIsNotTrueOrALossThatIsTooLargeEndsWithTwo()
    {
        var (data, artifact) = made;
        var untrue = Written("untrue.wfn", artifact, m => m.Name == "accuracyFixedPoint" ? m with { Value = 0.123 } : m);

        var run = ToolRun.Of("verify", untrue, "--data", data);

        Assert.Equal(ExitCodes.LimitNotMet, run.ExitCode);
        Assert.Contains("accuracyFixedPoint is ", run.Error, StringComparison.Ordinal);
        Assert.Contains("the file says 0.123", run.Error, StringComparison.Ordinal);

        untrue = Written("untrue.wfn", artifact, m => m.Name == "accuracyOriginal" ? m with { Value = 2 } : m);
        run = ToolRun.Of("verify", untrue, "--data", data, "--max-accuracy-loss", "0.5");
        Assert.Equal(ExitCodes.LimitNotMet, run.ExitCode);
        Assert.Contains("were lost, more than the 50.00 % allowed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherDataOrAnotherOriginalIsRefused()
    {
        var (data, artifact) = made;

        ToolRun.Of("verify", artifact, "--data", TestModels.WriteData(folder, 20, "other")).AssertRefused(DiagnosticCodes.BadData, "the artifact's figures are of");
        ToolRun.Of("verify", artifact, "--data", data, "--original", TestModels.ResNet).AssertRefused(DiagnosticCodes.BadOption, "made of another file");
        var without = Written("without.wfn", artifact, _ => null);
        ToolRun.Of("verify", without, "--data", data).AssertRefused(DiagnosticCodes.BadData, "records no accuracy");
    }

    [Fact]
    public void TwoModelsAreComparedSampleBySample()
    {
        var (data, artifact) = made;
        var coarse = folder.File("coarse.wfn");
        Assert.Equal(
            ExitCodes.Done,
            ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.7", "--zero-threshold", "0.06", "--no-retrain", "--max-output-change", "1000", "-o", coarse).ExitCode);

        var same = ToolRun.Of("compare", artifact, artifact, "--data", data, "--json").Json();
        var json = ToolRun.Of("compare", TestModels.Cnn, coarse, "--data", data, "--list", "2", "--json").Json();

        Assert.Equal((1, 0), (same.GetProperty("agreement").GetDouble(), same.GetProperty("outputChange").GetDouble()));
        Assert.Equal("fixed", same.GetProperty("numerics")[0].GetString());
        var agreement = json.GetProperty("agreement").GetDouble();
        Assert.InRange(agreement, 0.01, 0.99);
        // The data's labels are the original's own answers.
        Assert.Equal(agreement, json.GetProperty("values")[1].GetDouble(), 9);
        Assert.Equal(agreement - 1, json.GetProperty("difference").GetDouble(), 9);
        Assert.InRange(json.GetProperty("differenceLow").GetDouble(), -1, agreement - 1);
        Assert.Equal(Math.Round(60 * (1 - agreement)), json.GetProperty("different").GetInt32());
        var sample = json.GetProperty("differentSamples")[0];
        Assert.Equal(sample.GetProperty("label").GetString(), sample.GetProperty("first").GetString());
        Assert.NotEqual(sample.GetProperty("first").GetString(), sample.GetProperty("second").GetString());
        Assert.True(json.GetProperty("differentSamples").GetArrayLength() is 1 or 2);
    }

    [Fact]
    public void ModelsOfDifferentTasksAreNotCompared()
    {
        var (data, artifact) = made;
        var other = folder.File("other.onnx");
        File.WriteAllBytes(other, TestModels.MatMul(784, 3, [.. Enumerable.Range(0, 784 * 3).Select(i => (i % 5) - 2f)]));

        ToolRun.Of("compare", artifact, other, "--data", data.Split(',')[0]).AssertRefused(DiagnosticCodes.DataShape, "10 and 3 elements");
    }

    [Fact]
    public void AReportIsOneFileWithAllFigures()
    {
        var (data, artifact) = made;
        var html = folder.File("<b>&.html");
        File.WriteAllText(
            folder.File("cnn.report.json"),
            """
            {
              "model": "<script>alert(1)</script>.onnx",
              "tries": [
                { "entropyBits": 2.5, "accuracy": 0.9, "lossless": true, "chosen": true, "delta": 0.01, "zeroThreshold": 0.0078125, "mostValues": 20 },
                { "entropyBits": 1.5, "accuracy": 0.8, "lossless": false, "chosen": false, "delta": 0.05, "zeroThreshold": 0.0078125, "mostValues": 12 }
              ],
              "rounds": [ { "round": 1, "fraction": 0.3, "uniqueWeights": 40, "accuracyBefore": 0.9, "accuracyAfter": null } ]
            }
            """);

        var run = ToolRun.Of("report", artifact, "--original", TestModels.Cnn, "--data", data, "-o", html, "--json");

        var json = run.Json();
        var layers = json.GetProperty("layers").EnumerateArray().ToArray();
        // Two convolutions of 28 × 28 and 14 × 14 results, and two linear layers.
        Assert.Equal(4, layers.Length);
        Assert.All(layers, l => Assert.True(l.GetProperty("additions").GetInt64() > 0 && l.GetProperty("movement").GetDouble() is > 0 and < 1));
        var last = layers[^1];
        Assert.Equal(last.GetProperty("weights").GetInt64(), last.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal(0, layers[0].GetProperty("multiplyAdds").GetInt64() % 784);
        var sizes = json.GetProperty("sizes").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!, s => s.GetProperty("bytes").GetInt64());
        Assert.Equal(sizes["int8"] * 4, sizes["float32"]);
        Assert.InRange(sizes["indices, brotli"], 1, sizes["int8"]);
        Assert.Equal(json.GetProperty("comparison").GetProperty("different").GetInt32(), json.GetProperty("changed").GetArrayLength());
        Assert.True(json.GetProperty("energy").GetProperty("originalNanojoules").GetDouble() > json.GetProperty("energy").GetProperty("fixedNanojoules").GetDouble());
        Assert.Equal(sizes["int8"], json.GetProperty("before").EnumerateArray().Sum(b => b.GetProperty("count").GetInt64()));

        var text = File.ReadAllText(html);
        Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;.onnx --data … --delta 0.05", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"https?://|src=""(?!data:)|@import|url\(", text);
        Assert.Equal(2, text.Split("<circle ").Length - 1);
    }

    [Theory]
    [InlineData("xunit", "[global::Xunit.Fact]")]
    [InlineData("nunit", "[global::NUnit.Framework.Test]")]
    [InlineData("mstest", "[global::Microsoft.VisualStudio.TestTools.UnitTesting.TestMethod]")]
    public void ATestOfStoredAnswersIsWritten(string framework, string attribute)
    {
        var (data, artifact) = made;
        var output = folder.File($"{framework}.cs");

        var json = ToolRun.Of(
            "golden", artifact, "--framework", framework, "--namespace", "Acme", "--data", data, "--samples", "2", "-o", output, "--json").Json();

        Assert.Equal("Acme.Cnn", json.GetProperty("className").GetString());
        var text = File.ReadAllText(output);
        Assert.Equal(3, text.Split(attribute).Length);
        Assert.Contains("public sealed class CnnGoldenTests", text, StringComparison.Ordinal);
        Assert.Contains("bit for bit", text, StringComparison.Ordinal);
    }

    private string Written(string name, string artifact, Func<Measurement, Measurement?> change)
    {
        var read = WfnReader.Read(File.ReadAllText(artifact), artifact);
        var path = folder.File(name);
        File.WriteAllText(path, WfnWriter.Write(read with { Measurements = read.Measurements.Select(change).OfType<Measurement>().ToEquatableArray() }));
        return path;
    }

    /// <summary>One artifact for all of them, which none changes.</summary>
    public sealed class Fixture : IDisposable
    {
        public Fixture()
        {
            var data = TestModels.WriteData(Folder, 60);
            Made = (data, Folder.File("cnn.wfn"));
            var run = ToolRun.Of(
                "compress", TestModels.Cnn, "--delta", "0.01", "--no-retrain", "--calibration", data, "--eval", data, "--max-output-change", "1000", "-o", Made.Artifact);
            Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        }

        internal TemporaryFolder Folder { get; } = new();

        internal (string Data, string Artifact) Made { get; }

        public void Dispose() => Folder.Dispose();
    }
}
