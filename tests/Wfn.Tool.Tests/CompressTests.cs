using System.Globalization;
using System.Text.Json;
using Wfn.Artifact;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Tool.Compression;
using Wfn.Training;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Tool.Tests;

public class CompressTests
{
    private static readonly string[] ScriptNames =
    [
        "parameters", "uniqueWeights", "uniqueWeightsNonZero", "uniqueAbsolute", "entropyBits", "entropyBitsNonZero", "zeroFraction",
        "weightsPerOrder", "accuracyOriginal", "accuracyFloat", "accuracyFixedPoint", "balancedAccuracyOriginal",
        "balancedAccuracyFloat", "balancedAccuracyFixedPoint", "samples", "fileBytes", "payloadBitsPerWeight", "seconds",
    ];

    [Fact]
    public void WithoutDataAllWeightsLandOnOneCodebook()
    {
        using var folder = new TemporaryFolder();

        var json = ToolRun.Of("compress", TestModels.ResNet, "-o", folder.File("r.wfn"), "--json").Json();

        var text = File.ReadAllText(folder.File("r.wfn"));
        var artifact = WfnReader.Read(text, null);
        Assert.All(ScriptNames, name => Assert.True(json.TryGetProperty(name, out _), name));
        Assert.Equal(77_418, json.GetProperty("parameters").GetInt64());
        var layers = json.GetProperty("layers").EnumerateArray().ToList();
        Assert.True(layers.Count > 8, $"{layers.Count} layers");
        Assert.Equal(layers.Select(layer => layer.GetProperty("outputChange").GetDouble()).OrderDescending(), layers.Select(
            layer => layer.GetProperty("outputChange").GetDouble()));
        Assert.All(layers, layer => Assert.True(layer.GetProperty("bytesLeftOut").GetInt64() > 0));
        Assert.Equal(artifact.Codebook.Count, json.GetProperty("uniqueWeights").GetInt32());
        Assert.Equal(text.Length, json.GetProperty("fileBytes").GetInt64());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("accuracyOriginal").ValueKind);
        Assert.Empty(artifact.ActivationFormats);
        Assert.Equal(["r.wfn"], folder.Files());
        Assert.DoesNotContain(artifact.Options, option => option.Name == "delta");
        Assert.InRange(artifact.Codebook.Count, 3, int.Parse(artifact.Options.Single(option => option.Name == "mostValues").Value, CultureInfo.InvariantCulture));
        Assert.Equal("drawn inputs", json.GetProperty("outputData").GetString());
        Assert.InRange(json.GetProperty("outputChange").GetDouble(), 0.0001, 0.1);
        Assert.Equal(json.GetProperty("outputChange").GetDouble(), artifact.Measurements.Single(measured => measured.Name == Measurement.OutputChange).Value);
    }

    [Fact]
    public void SamplesWithoutLabelsFixTheWeights()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 60, model: model);

        var json = ToolRun.Of("compress", model, "--calibration", data, "-o", folder.File("c.wfn"), "--json").Json();

        Assert.NotEqual("drawn inputs", json.GetProperty("outputData").GetString());
        Assert.InRange(json.GetProperty("outputChange").GetDouble(), 0.0001, 0.3);
        Assert.Equal(7, json.GetProperty("outputSamples").GetInt32());
    }

    [Fact]
    public void OutputsThatChangedTooMuchAreKeptUnderAnotherName()
    {
        using var folder = new TemporaryFolder();

        var run = ToolRun.Of("compress", TestModels.ResNet, "--delta", "0.08", "-o", folder.File("r.wfn"));

        Assert.Equal(ExitCodes.LimitNotMet, run.ExitCode);
        Assert.Contains("WFN3011", run.Error, StringComparison.Ordinal);
        Assert.Contains("the worst layer is", run.Error, StringComparison.Ordinal);
        Assert.Equal(["r.rejected.wfn"], folder.Files());
    }

    [Fact]
    public void TheAuthorsMethodSaysSo()
    {
        using var folder = new TemporaryFolder();

        var run = ToolRun.Of("compress", TestModels.Cnn, "--recluster", "--delta", "0.005", "-o", folder.File("r.wfn"));

        Assert.Contains("the authors' method as published", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void CalibratesMeasuresAndRecords()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 60);

        var json = ToolRun.Of(
            "compress", TestModels.Cnn, "--eval", data, "--calibration", data, "--delta", "0.005", "-o", folder.File("c.wfn"), "--json").Json();

        var artifact = WfnReader.Read(File.ReadAllText(folder.File("c.wfn")), null);
        Assert.Equal(1.0, json.GetProperty("accuracyOriginal").GetDouble());
        Assert.InRange(json.GetProperty("accuracyFixedPoint").GetDouble(), 0.8, 1.0);
        Assert.Equal(1.0, json.GetProperty("balancedAccuracyOriginal").GetDouble());
        Assert.InRange(json.GetProperty("balancedAccuracyFixedPoint").GetDouble(), 0.1, 1.0);
        Assert.Equal(60, json.GetProperty("samples").GetInt32());
        Assert.Equal(
            ["accuracyOriginal", "accuracyFloat", "accuracyFixedPoint", "outputChange", "outputAgreement"], artifact.Measurements.Select(m => m.Name));
        Assert.Equal(json.GetProperty("accuracyFixedPoint").GetDouble(), artifact.Measurements[2].Value);
        Assert.StartsWith("data-images,data-labels ", artifact.Measurements[0].Data, StringComparison.Ordinal);
        Assert.Equal(artifact.Graph.Nodes.Count + 1, artifact.ActivationFormats.Count);
    }

    [Fact]
    public void SameInputGivesTheSameBytesOnAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 40);
        string[] common = ["compress", TestModels.Cnn, "--eval", data, "--calibration", data];

        ToolRun.Of([.. common, "-o", folder.File("a.wfn"), "--threads", "1", "--json"]).Json();
        ToolRun.Of([.. common, "-o", folder.File("b.wfn"), "--threads", "3", "--json"]).Json();

        Assert.Equal(File.ReadAllBytes(folder.File("a.wfn")), File.ReadAllBytes(folder.File("b.wfn")));
    }

    [Fact]
    public void RetrainsWithData()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 120);

        var run = ToolRun.Of(
            "compress", TestModels.Cnn, "--data", data, "--eval", data, "--delta", "0.01", "--epochs", "1", "--fractions", "0.9,1", "--batch-size", "32",
            "--polish-epochs", "1", "--seed", "3", "--threads", "1", "-o", folder.File("c.wfn"), "--json");

        var json = run.Json();
        var artifact = WfnReader.Read(File.ReadAllText(folder.File("c.wfn")), null);
        Assert.True(json.GetProperty("retrained").GetBoolean());
        Assert.Equal(2, json.GetProperty("rounds").GetArrayLength());
        Assert.InRange(json.GetProperty("accuracyFixedPoint").GetDouble(), 0.5, 1.0);
        Assert.Contains(artifact.Options, o => o is { Name: "epochs", Value: "1" });
        Assert.Contains(artifact.Options, o => o is { Name: "polishEpochs", Value: "1" });
        Assert.Contains(artifact.Options, o => o is { Name: "seed", Value: "3" });
        Assert.NotEmpty(artifact.ActivationFormats);
        Assert.Contains("round 2 of 2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void DataWithoutLabelsIsLearntFromTheOriginal()
    {
        using var folder = new TemporaryFolder();
        TestModels.WriteData(folder, 96);

        var json = ToolRun.Of(
            "compress", TestModels.Cnn, "--data", folder.File("data-images"), "--delta", "0.01", "--epochs", "1", "--fractions", "0.9,1", "--batch-size", "32",
            "--polish-epochs", "1", "--threads", "1", "-o", folder.File("c.wfn"), "--json").Json();

        var artifact = WfnReader.Read(File.ReadAllText(folder.File("c.wfn")), null);
        Assert.True(json.GetProperty("retrained").GetBoolean());
        Assert.InRange(json.GetProperty("uniqueWeights").GetInt32(), 2, 20);
        Assert.Contains(artifact.Options, o => o is { Name: "distillation", Value: "1" });
        Assert.Contains(artifact.Options, o => o is { Name: "teacher", Value: "fashion-cnn.onnx" });
    }

    [Fact]
    public void ATeacherIsLearntFromAndRecorded()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 96);

        var alone = Retrain(folder, data, "alone.wfn");
        var own = Retrain(folder, data, "own.wfn", "--distillation", "0.5");
        var taught = Retrain(folder, data, "taught.wfn", "--teacher", TestModels.ResNet, "--teacher-temperature", "2");
        var softer = Retrain(folder, data, "softer.wfn", "--teacher", TestModels.ResNet, "--teacher-temperature", "4", "--distillation", "0.7");

        Assert.DoesNotContain(alone.Options, o => o.Name is "teacher" or "distillation" or "teacherTemperature");
        AssertRecorded(own, ("teacher", "small.onnx"), ("distillation", "0.5"), ("teacherTemperature", "3"));
        AssertRecorded(taught, ("teacher", "fashion-resnet8.onnx"), ("distillation", "0.7"), ("teacherTemperature", "2"));
        AssertRecorded(softer, ("teacher", "fashion-resnet8.onnx"), ("distillation", "0.7"), ("teacherTemperature", "4"));

        // Each of them is another training.
        Assert.Equal(4, new[] { alone, own, taught, softer }.Select(artifact => artifact.Graph.Parameters).Distinct().Count());
    }

    [Fact]
    public void ATeacherThatIsNotThereIsRefused()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 20);

        ToolRun.Of("compress", TestModels.Cnn, "--data", data, "--delta", "0.01", "--teacher", folder.File("no.onnx"), "-o", folder.File("c.wfn"))
            .AssertFailed("WFN1001");
        ToolRun.Of("compress", TestModels.Cnn, "--data", data, "--delta", "0.01", "--distillation", "1.5", "-o", folder.File("c.wfn"), "--json")
            .AssertRefused("WFN3004", "1.5");
        ToolRun.Of("compress", TestModels.Cnn, "--data", data, "--delta", "0.01", "--teacher-temperature", "0", "-o", folder.File("c.wfn"), "--json")
            .AssertRefused("WFN3004", "'0'");
    }

    [Fact]
    public void ConstantsOfTheMethodAreRecordedWhereTheyAreGiven()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 96);

        var adam = Retrain(
            folder, data, "a.wfn", "--first-epochs", "1", "--regularisation", "0.2", "--softmin-temperature", "0.1", "--gradient-clip", "1",
            "--validation-fraction", "0.25", "--weight-decay", "0.0005", "--beta1", "0.8", "--beta2", "0.99", "--highest-order", "3", "--distance", "euclidean");
        var sgd = Retrain(folder, data, "s.wfn", "--optimizer", "sgd", "--momentum", "0.5");

        AssertRecorded(
            adam, ("firstEpochs", "1"), ("regularisation", "0.2"), ("softminTemperature", "0.1"), ("gradientClip", "1"), ("validationFraction", "0.25"),
            ("weightDecay", "0.0005"), ("beta1", "0.8"), ("beta2", "0.99"), ("highestOrder", "3"), ("distance", "euclidean"));
        AssertRecorded(sgd, ("momentum", "0.5"), ("optimizer", "sgd"));
        Assert.DoesNotContain(sgd.Options, o => o.Name is "firstEpochs" or "regularisation" or "beta1" or "weightDecay" or "distance" or "highestOrder");
    }

    [Fact]
    public void ConstantsOfTheMethodReachTheLibrary()
    {
        var settings = new CompressionSettings
        {
            Model = "m.onnx",
            Output = "m.wfn",
            Fixing = new FixingOptions { Distance = DistanceKind.Euclidean, HighestOrder = 3 },
            Constants = new TrainingConstants
            {
                FirstEpochs = 1,
                Regularisation = 0.2,
                SoftminTemperature = 0.1,
                GradientClip = 1,
                ValidationFraction = 0.25,
                Momentum = 0.5,
                WeightDecay = 0.0005,
                Beta1 = 0.8,
                Beta2 = 0.99,
            },
        };
        var training = new LabelledData(new float[4], TensorShape.Of(2), [0, 1]);
        var defaults = new RetrainingOptions();

        foreach (var options in new[] { RetrainedFixing.Options(settings), LosslessFixing.Options(settings, training).Retraining })
        {
            Assert.Equal((1, 0.2, 0.1, 1.0), (options.FirstEpochs, options.RegularisationRatio, options.Temperature, options.GradientClip));
            Assert.Equal((0.25, 0.5, 0.0005), (options.ValidationFraction, options.Momentum, options.WeightDecay));
            Assert.Equal((0.8, 0.99), (options.Beta1, options.Beta2));
            Assert.Equal(DistanceKind.Euclidean, options.Fixing.Distance);
            Assert.Equal(3, options.Fixing.HighestOrder);
        }

        var plain = RetrainedFixing.Options(settings with { Constants = new TrainingConstants() });
        Assert.Equal(
            (defaults.RegularisationRatio, defaults.GradientClip, defaults.ValidationFraction, defaults.Momentum),
            (plain.RegularisationRatio, plain.GradientClip, plain.ValidationFraction, plain.Momentum));
        Assert.Equal(
            SearchOptions.HeldBack(training.Count),
            LosslessFixing.Options(settings with { Constants = new TrainingConstants() }, training).Retraining.ValidationFraction);
    }

    [Fact]
    public void OrderZeroGivesPowersOfTwoOnAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        string[] common = ["compress", TestModels.ResNet, "--highest-order", "0", "--distance", "euclidean", "--max-output-change", "1000", "--json"];

        // 77,418 weights: enough for several threads to share the clustering.
        ToolRun.Of([.. common, "-o", folder.File("a.wfn"), "--threads", "1"]).Json();
        ToolRun.Of([.. common, "-o", folder.File("b.wfn"), "--threads", "2"]).Json();

        Assert.Equal(File.ReadAllBytes(folder.File("a.wfn")), File.ReadAllBytes(folder.File("b.wfn")));
        var artifact = WfnReader.Read(File.ReadAllText(folder.File("a.wfn")), null);
        var values = Enumerable.Range(0, artifact.Codebook.Count).Select(artifact.Codebook.Value).Where(value => value != 0).ToArray();
        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.True(float.IsPow2(Math.Abs(value)), $"{value}"));
        AssertRecorded(artifact, ("highestOrder", "0"), ("distance", "euclidean"));
    }

    [Fact]
    public void ExcludedNodeStaysOffTheCodebook()
    {
        using var folder = new TemporaryFolder();
        var names = ToolRun.Of("inspect", TestModels.ResNet, "--json").Json().GetProperty("tensors");
        var last = names[names.GetArrayLength() - 1].GetProperty("name").GetString()!;

        var json = ToolRun.Of(
            "compress", TestModels.ResNet, "--delta", "0.01", "--exclude", last, "--exclude", "f.weight", "-o", folder.File("r.wfn"), "--json").Json();

        Assert.Equal(["f.weight", last], json.GetProperty("leftOut").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal(77_418 - 650, json.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void KeptBatchNormGivesAnArtifactWithThem()
    {
        using var folder = new TemporaryFolder();

        ToolRun.Of("compress", TestModels.UnfoldedResNet, "--delta", "0.005", "--keep-batch-norm", "-o", folder.File("k.wfn"), "--json").Json();
        ToolRun.Of("compress", TestModels.UnfoldedResNet, "--delta", "0.005", "-o", folder.File("f.wfn"), "--json").Json();

        var kept = WfnReader.Read(File.ReadAllText(folder.File("k.wfn")), null);
        var folded = WfnReader.Read(File.ReadAllText(folder.File("f.wfn")), null);
        Assert.Contains(kept.Graph.Nodes, n => n is Wfn.Operators.BatchNormNode);
        Assert.DoesNotContain(folded.Graph.Nodes, n => n is Wfn.Operators.BatchNormNode);
    }

    [Fact]
    public void TooMuchAccuracyLostKeepsTheTargetUntouched()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 60);
        folder.Write("c.wfn", "the last good one"u8.ToArray());

        // A δ that coarse ruins the network.
        var run = ToolRun.Of(
            "compress", TestModels.Cnn, "--eval", data, "--delta", "0.5", "--zero-threshold", "0.2", "--max-accuracy-loss", "0.01",
            "-o", folder.File("c.wfn"), "--json");

        Assert.Equal(ExitCodes.LimitNotMet, run.ExitCode);
        Assert.Contains("error WFN4005: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(folder.File("c.rejected.wfn"), run.Json().GetProperty("output").GetString());
        Assert.Equal("the last good one", File.ReadAllText(folder.File("c.wfn")));
        WfnReader.Read(File.ReadAllText(folder.File("c.rejected.wfn")), null);
    }

    [Fact]
    public void AccuracyWithinTheLimitIsWritten()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 40);

        var run = ToolRun.Of(
            "compress", TestModels.Cnn, "--eval", data, "--delta", "0.002", "--max-accuracy-loss", "0.5", "-o", folder.File("c.wfn"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.True(File.Exists(folder.File("c.wfn")));
        Assert.Contains("unique weights", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
    }

    [Fact]
    public void InterruptionLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();

        var run = ToolRun.Of(source.Token, "compress", TestModels.Cnn, "-o", folder.File("c.wfn"), "--json");

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Empty(folder.Files());
    }

    // A training that is over soon.
    private static WfnArtifact Retrain(TemporaryFolder folder, string data, string name, params string[] options)
    {
        ToolRun.Of([
            "compress", TestModels.WriteSmall(folder), "--data", data, "--delta", "0.01", "--epochs", "1", "--fractions", "0.9,1", "--batch-size", "32",
            "--polish-epochs", "2", "--learning-rate", "0.01", "--threads", "1", "-o", folder.File(name), "--json", .. options]).Json();
        return WfnReader.Read(File.ReadAllText(folder.File(name)), null);
    }

    private static void AssertRecorded(WfnArtifact artifact, params (string Name, string Value)[] expected) =>
        Assert.All(expected, option => Assert.Contains(new ArtifactProperty(option.Name, option.Value), artifact.Options));

    [Fact]
    public void OutputDefaultsToTheModelsName()
    {
        using var folder = new TemporaryFolder();
        File.Move(TestModels.WriteSmall(folder), folder.File("net.onnx"));

        Assert.Equal(ExitCodes.Done, ToolRun.Of("compress", folder.File("net.onnx")).ExitCode);

        Assert.Equal(["net.onnx", "net.wfn"], folder.Files());
    }
}
