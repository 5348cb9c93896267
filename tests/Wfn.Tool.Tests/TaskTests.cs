using System.Globalization;
using System.Text;
using System.Text.Json;
using Wfn.Artifact;

namespace Wfn.Tool.Tests;

/// <summary>Regression and sequences from the data to the measured artifact.</summary>
public sealed class TaskTests : IDisposable
{
    private const int Features = 8;
    private const int Steps = 5;
    private const int Classes = 3;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Regression()
    {
        var model = Model("auto.onnx", Matrix(Features, Features, (row, column) => row == column ? 1 : 0));
        var (train, test) = (Reconstruction("train.npz", 300, 1), Reconstruction("test.npz", 100, 2));

        var run = Compress(model, "--data", train, "--eval", test, "--learning-rate", "0.01");

        var json = run.Json();
        var original = json.GetProperty("meanSquaredErrorOriginal").GetDouble();
        var inFixedPoint = json.GetProperty("meanSquaredErrorFixedPoint").GetDouble();
        Assert.InRange(original, 0.0005, 0.01);
        Assert.InRange(json.GetProperty("meanSquaredErrorFloat").GetDouble(), 0, original);
        Assert.InRange(inFixedPoint, 0, original);
        Assert.Equal(100, json.GetProperty("samples").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("accuracyOriginal").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("balancedAccuracyFloat").ValueKind);
        var round = json.GetProperty("rounds")[1];
        Assert.Equal(JsonValueKind.Null, round.GetProperty("accuracyAfter").ValueKind);
        Assert.InRange(round.GetProperty("meanSquaredErrorAfter").GetDouble(), 0, 0.1);
        Assert.Contains("mean squared error", run.Error, StringComparison.Ordinal);

        var artifact = WfnReader.Read(File.ReadAllText(folder.File("c.wfn")), null);
        Assert.Equal(
            ["meanSquaredErrorOriginal", "meanSquaredErrorFloat", "meanSquaredErrorFixedPoint"], artifact.Measurements.Select(m => m.Name));
        Assert.Equal(inFixedPoint, artifact.Measurements[2].Value);
        Assert.Contains(artifact.Options, o => o is { Name: "task", Value: "regression" });

        var evaluated = ToolRun.Of("evaluate", folder.File("c.wfn"), "--data", test, "--json").Json();
        Assert.Equal(inFixedPoint, evaluated.GetProperty("meanSquaredError").GetDouble());
        Assert.Equal(inFixedPoint, evaluated.GetProperty("meanSquaredErrorFixedPoint").GetDouble());
        Assert.Equal(JsonValueKind.Null, evaluated.GetProperty("accuracy").ValueKind);
        var shown = ToolRun.Of("evaluate", folder.File("c.wfn"), "--data", test).Output;
        Assert.Contains("mean squared error", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("accuracy", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('%', Lines(ToolRun.Of("inspect", folder.File("c.wfn")).Output, "meanSquaredErrorFloat").Single());

        ToolRun.Of("generate", folder.File("c.wfn"), "-o", folder.File("code"), "--json").Json();
        var docs = Directory.GetFiles(folder.File("code")).SelectMany(File.ReadAllLines).Where(line => line.Contains("meanSquaredErrorFloat: ", StringComparison.Ordinal));
        Assert.DoesNotContain('%', docs.Single());
    }

    [Fact]
    public void RegressionWithoutTargets()
    {
        var model = Model("auto.onnx", Matrix(Features, Features, (row, column) => row == column ? 1 : 0));
        var (train, test) = (Reconstruction("train.npz", 200, 1, hasTargets: false), Reconstruction("test.npz", 100, 2));

        // What --eval holds, or --task says, tells that the original's outputs are no scores.
        var measured = Compress(model, "--data", train, "--eval", test).Json();
        var told = Compress(model, "--data", train, "--task", "regression").Json();

        Assert.InRange(measured.GetProperty("meanSquaredErrorFloat").GetDouble(), 0, 0.05);
        Assert.True(measured.GetProperty("rounds")[0].GetProperty("meanSquaredErrorAfter").GetDouble() > 0);
        Assert.True(told.GetProperty("rounds")[0].GetProperty("meanSquaredErrorAfter").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, told.GetProperty("samples").ValueKind);
    }

    [Fact]
    public void RegressionOnCsv()
    {
        var model = Model("sum.onnx", Matrix(2, 1, (_, _) => 1));
        var random = new Random(1);
        var lines = Enumerable.Range(0, 120).Select(_ => (A: random.NextDouble(), B: random.NextDouble()))
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.A:F4},{s.A + s.B:F4},{s.B:F4}"));
        var file = folder.Write("sum.csv", Encoding.UTF8.GetBytes("a,sum,b\n" + string.Join('\n', lines)));

        var json = Compress(model, "--data", file, "--eval", file, "--target-columns", "sum").Json();

        Assert.InRange(json.GetProperty("meanSquaredErrorFixedPoint").GetDouble(), 0, 0.01);
        var evaluated = ToolRun.Of("evaluate", folder.File("c.wfn"), "--data", file, "--target-columns", "1", "--json").Json();
        Assert.Equal(json.GetProperty("meanSquaredErrorFixedPoint").GetDouble(), evaluated.GetProperty("meanSquaredError").GetDouble());
    }

    [Fact]
    public void TheSearchJudgesRegressionAndSequences()
    {
        var auto = Model("auto.onnx", Matrix(Features, Features, (row, column) => row == column ? 1 : 0));
        var tagger = Model("tagger.onnx", Matrix(Features, Classes, (row, column) => row % Classes == column ? 1 : 0), Steps);

        var run = Search(auto, "--data", Reconstruction("train.npz", 300, 1), "--eval", Reconstruction("test.npz", 100, 2));
        var sequences = Search(tagger, "--data", Tagged("tags.npz", 200, 1), "--eval", Tagged("tests.npz", 60, 2)).Json();
        var unlabelled = Search(auto, "--data", Reconstruction("bare.npz", 200, 1, hasTargets: false), "--task", "regression");

        var json = run.Json();
        var difference = json.GetProperty("meanSquaredErrorFixedPoint").GetDouble() - json.GetProperty("meanSquaredErrorOriginal").GetDouble();
        Assert.Equal(difference, json.GetProperty("meanSquaredErrorDifference").GetDouble(), 1e-6);
        Assert.InRange(difference, json.GetProperty("meanSquaredErrorDifferenceLow").GetDouble(), json.GetProperty("meanSquaredErrorDifferenceHigh").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("accuracyDifference").ValueKind);
        var made = json.GetProperty("tries")[0];
        Assert.True(made.GetProperty("meanSquaredError").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, made.GetProperty("accuracy").ValueKind);
        Assert.Contains("mean squared error", run.Error.Split('\n').First(line => line.Contains("try 1: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.InRange(sequences.GetProperty("tries")[0].GetProperty("accuracy").GetDouble(), 0.5, 1);
        Assert.InRange(sequences.GetProperty("pValue").GetDouble(), 0, 1);
        var alone = unlabelled.Json();
        Assert.True(alone.GetProperty("tries")[0].GetProperty("meanSquaredErrorDifference").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, alone.GetProperty("tries")[0].GetProperty("accuracyDifference").ValueKind);
    }

    [Fact]
    public void Sequences()
    {
        var model = Model("tagger.onnx", Matrix(Features, Classes, (row, column) => row % Classes == column ? 1 : 0), Steps);
        var (train, test) = (Tagged("train.npz", 200, 1), Tagged("test.npz", 60, 2));

        var json = Compress(model, "--data", train, "--eval", test).Json();

        Assert.InRange(json.GetProperty("accuracyOriginal").GetDouble(), 0.9, 1);
        Assert.InRange(json.GetProperty("accuracyFixedPoint").GetDouble(), 0.9, 1);
        Assert.InRange(json.GetProperty("balancedAccuracyFixedPoint").GetDouble(), 0.9, 1);
        Assert.Equal(60, json.GetProperty("samples").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("meanSquaredErrorFloat").ValueKind);
        var artifact = WfnReader.Read(File.ReadAllText(folder.File("c.wfn")), null);
        Assert.Contains(artifact.Options, o => o is { Name: "task", Value: "sequences" });
        var run = ToolRun.Of("evaluate", folder.File("c.wfn"), "--data", test, "--json");
        Assert.Equal(json.GetProperty("accuracyFixedPoint").GetDouble(), run.Json().GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var regression = Model("auto.onnx", Matrix(Features, Features, (row, column) => row == column ? 1 : 0));
        var tagger = Model("tagger.onnx", Matrix(Features, Classes, (row, column) => row % Classes == column ? 1 : 0), Steps);
        var numbers = Reconstruction("numbers.npz", 20, 1);
        var steps = Tagged("steps.npz", 20, 1);
        var classes = DataFiles.WriteNpz(folder, "classes.npz", DataFiles.Npy(new float[20 * Features], 20, Features), DataFiles.Npy(new int[20], 20));
        var short3 = DataFiles.WriteNpz(folder, "short.npz", DataFiles.Npy(new float[2 * Features], 2, Features), DataFiles.Npy([0, 0.5f, 1, 2, 3, 4], 2, 3));
        var wrong = DataFiles.WriteNpz(
            folder, "wrong.npz", DataFiles.Npy(new float[2 * Steps * Features], 2, Steps, Features), DataFiles.Npy(new int[2 * 4], 2, 4));

        ToolRun.Of("compress", regression, "--eval", short3).AssertRefused("WFN3002", "3 targets a sample", "[8]");
        ToolRun.Of("compress", tagger, "--data", wrong).AssertRefused("WFN3002", "4 labels a sample", "5 steps of 3 classes");
        ToolRun.Of("compress", regression, "--data", numbers, "--eval", classes).AssertRefused("WFN3004", "classes.npz", "real numbers");
        ToolRun.Of("compress", regression, "--data", numbers, "--task", "classes").AssertRefused("WFN3004", "numbers.npz", "classes are asked for");
        ToolRun.Of("compress", regression, "--eval", numbers, "--max-accuracy-loss", "0.1").AssertRefused("WFN3004", "real numbers");
        ToolRun.Of("compress", tagger, "--data", steps, "--task", "nonsense").AssertRefused("WFN3004", "nonsense");
    }

    private ToolRun Compress(string model, params string[] options) => ToolRun.Of(
    [
        "compress", model, "--delta", "0.01", "--fractions", "0.8,1", "--epochs", "3", "--polish-epochs", "3", "--batch-size", "32", "--threads", "1", "-o",
        folder.File("c.wfn"), "--json", .. options,
    ]);

    private ToolRun Search(string model, params string[] options) => ToolRun.Of(
    [
        "compress", model, "--tries", "2", "--epochs", "1", "--polish-epochs", "3", "--batch-size", "32", "--threads", "1", "-o",
        folder.File("c.wfn"), "--json", .. options,
    ]);

    private string Model(string name, float[,] weights, int steps = 0) => folder.Write(name, TestModels.MatMul(
        weights.GetLength(0), weights.GetLength(1), [.. weights.Cast<float>()], steps));

    // A little off what it should be.
    private static float[,] Matrix(int rows, int columns, Func<int, int, float> value)
    {
        var random = new Random(5);
        var matrix = new float[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                matrix[row, column] = value(row, column) + ((random.NextSingle() - 0.5f) / 10);
            }
        }

        return matrix;
    }

    private string Reconstruction(string name, int count, int seed, bool hasTargets = true)
    {
        var random = new Random(seed);
        var values = DataFiles.Npy([.. Enumerable.Range(0, count * Features).Select(_ => (random.NextSingle() * 2) - 1)], count, Features);
        return DataFiles.WriteNpz(folder, name, values, hasTargets ? values : null);
    }

    private string Tagged(string name, int count, int seed)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, count * Steps).Select(_ => random.Next(Classes)).ToArray();
        var samples = labels.SelectMany(label =>
            Enumerable.Range(0, Features).Select(i => (i % Classes == label ? 1 : 0) + ((random.NextSingle() - 0.5f) / 2))).ToArray();
        return DataFiles.WriteNpz(folder, name, DataFiles.Npy(samples, count, Steps, Features), DataFiles.Npy(labels, count, Steps));
    }

    private static IEnumerable<string> Lines(string text, string with) =>
        text.Split('\n').Where(line => line.Contains(with, StringComparison.Ordinal));
}
