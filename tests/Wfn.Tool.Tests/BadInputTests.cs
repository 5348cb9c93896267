using System.Text;
using System.Text.RegularExpressions;

namespace Wfn.Tool.Tests;

/// <summary>Whatever is wrong with the input: one line with code, file and reason, exit code 1, and nothing written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AModelThatIsNoArtifactIsToldHowToBecomeOne() =>
        ToolRun.Of("generate", TestModels.Cnn, "-o", "generated").AssertRefused("WFN1002", "fashion-cnn.onnx", "dotnet wfn compress");

    [Fact(Timeout = 60_000)]
    public async Task AModelMayComeThroughAPipe()
    {
        // Elsewhere nothing makes named pipes of the file system.
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var pipe = folder.File("pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        var model = TestModels.MatMul(4, 4, [.. Enumerable.Range(1, 16).Select(i => i / 16f)]);
        var writing = Task.Run(() => File.WriteAllBytes(pipe, model));
        var run = await Task.Run(() => ToolRun.Of("inspect", pipe, "--json"));
        await writing;

        Assert.Equal(16, run.Json().GetProperty("parameters").GetInt32());
    }

    [Fact]
    public void MissingModel() => Compress(folder.File("nowhere.onnx")).AssertRefused("WFN1001", "nowhere.onnx");

    [Fact]
    public void FolderInsteadOfAModel() => Compress(Path.GetTempPath()).AssertRefused("WFN1001");

    [Fact]
    public void TextInsteadOfAModel() => Compress(folder.Write("readme.onnx", "hello, world"u8.ToArray())).AssertRefused("WFN1002", "readme.onnx");

    [Fact]
    public void EmptyModel() => Compress(folder.Write("empty.onnx", [])).AssertRefused("WFN1002", "empty.onnx");

    [Theory]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(300_000)]
    public void TruncatedModel(int length) =>
        Compress(folder.Write("cut.onnx", File.ReadAllBytes(TestModels.ResNet)[..length])).AssertRefused("WFN1002", "cut.onnx");

    [Fact]
    public void WeightsThatAreNaN()
    {
        var bytes = File.ReadAllBytes(TestModels.ResNet);
        bytes.AsSpan(bytes.Length / 2, 8).Fill(0xFF);

        Compress(folder.Write("nan.onnx", bytes)).AssertRefused("WFN1004", "nan.onnx", "onnx::Conv_");
    }

    [Fact]
    public void UnsupportedOperatorsAreAllNamed()
    {
        var bytes = File.ReadAllBytes(TestModels.Cnn);
        var text = Encoding.Latin1.GetString(bytes).Replace("Relu", "Zelu", StringComparison.Ordinal).Replace("MaxPool", "LpPools", StringComparison.Ordinal);

        var run = Compress(folder.Write("zelu.onnx", Encoding.Latin1.GetBytes(text)));

        run.AssertRefused("WFN1003", "zelu.onnx", "Zelu", "LpPools");
        Assert.True(Regex.Count(run.Error, "Zelu") >= 2, run.Error);
    }

    [Fact]
    public void DimensionsBeyondTheFile() =>
        Compress(folder.Write("huge.onnx", TestModels.MatMul(1 << 30, 1 << 30, new float[16]))).AssertRefused("WFN1005", "huge.onnx", "'w'");

    [Fact]
    public void HandMadeModelIsFineWithoutTheFault()
    {
        var run = Compress(folder.Write("fine.onnx", TestModels.MatMul(4, 4, new float[16])));

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
    }

    [Fact]
    public void ArtifactInsteadOfAModel()
    {
        var artifact = folder.Write("model.wfn", "wfn 1\n"u8.ToArray());

        Assert.Equal(ExitCodes.WrongInput, Compress(artifact).ExitCode);
    }

    [Fact]
    public void DataOfTheWrongShape()
    {
        var data = TestModels.WriteIdx(folder, "wide", new byte[2 * 28 * 30], 28, 30, [0, 1]);

        Compress(TestModels.Cnn, "--eval", data).AssertRefused("WFN3002", "[28, 30]", "[1, 28, 28]");
        Compress(TestModels.Cnn, "--data", data).AssertRefused("WFN3002");
        Compress(TestModels.Cnn, "--calibration", data).AssertRefused("WFN3002");
        ToolRun.Of("evaluate", TestModels.Cnn, "--data", data).AssertRefused("WFN3002");
    }

    [Fact]
    public void LabelOutOfRange()
    {
        var data = TestModels.WriteIdx(folder, "labels", new byte[2 * 784], 28, 28, [3, 10]);

        Compress(TestModels.Cnn, "--eval", data).AssertRefused("WFN3003", "sample 1", "10");
        Compress(TestModels.Cnn, "--data", data).AssertRefused("WFN3003");
    }

    [Fact]
    public void EvaluationDataWithoutLabels()
    {
        TestModels.WriteIdx(folder, "two", new byte[2 * 784], 28, 28, [3, 1]);

        Compress(TestModels.Cnn, "--eval", folder.File("two-images")).AssertRefused("WFN3001", "labels");
    }

    [Fact]
    public void MissingOrDamagedData()
    {
        Compress(TestModels.Cnn, "--eval", folder.File("nowhere.npz")).AssertRefused("WFN1001", "nowhere.npz");
        Compress(TestModels.Cnn, "--eval", folder.Write("bad.npz", [1, 2, 3])).AssertRefused("WFN3001", "bad.npz");
        Compress(TestModels.Cnn, "--eval", folder.Write("bad.csv", "a,b\nx,1\n"u8.ToArray())).AssertRefused("WFN3001", "bad.csv");
    }

    [Fact]
    public void DamagedArtifactNamesItsLine()
    {
        var path = folder.File("r.wfn");
        Assert.Equal(ExitCodes.Done, ToolRun.Of("compress", TestModels.WriteSmall(folder), "--delta", "0.01", "-o", path).ExitCode);
        var lines = File.ReadAllText(path).Split('\n');
        var damaged = Array.FindIndex(lines, l => l.StartsWith("node kind=relu", StringComparison.Ordinal));
        lines[damaged] = lines[damaged].Replace("kind=", "kine=", StringComparison.Ordinal);
        File.WriteAllText(path, string.Join('\n', lines));
        var data = TestModels.WriteData(folder, 2);

        ToolRun.Of("inspect", path).AssertRefused("WFN2001", $"r.wfn({damaged + 1}): ", "kind");
        ToolRun.Of("evaluate", path, "--data", data).AssertRefused("WFN2001", "r.wfn");
        ToolRun.Of("generate", path, "-o", folder.File("out")).AssertRefused("WFN2001", "r.wfn");
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void NewerArtifact() =>
        ToolRun.Of("inspect", folder.Write("new.wfn", "wfn 7\n"u8.ToArray())).AssertRefused("WFN2002", "new.wfn", "version 7");

    [Fact]
    public void CudaThatIsNotThere()
    {
        // Data is read before; a machine with the package still has no CUDA here, because libtorch for the processor is loaded.
        Wfn.Training.Native.LibTorch.EnsureLoaded();
        var data = TestModels.WriteData(folder, 2);

        Compress(TestModels.Cnn, "--data", data, "--device", "cuda").AssertRefused("WFN3005", "libtorch-cuda-12.8-", "--device cpu");
        Compress(TestModels.Cnn, "--data", data, "--device", "gpu").AssertRefused("WFN3004", "gpu");
    }

    [Fact]
    public void UnknownNodeToExclude() => Compress(TestModels.Cnn, "--exclude", "nonsense").AssertRefused("WFN3004", "'nonsense'");

    [Theory]
    [InlineData("WFN3004", "--delta", "0")]
    [InlineData("WFN3004", "--delta", "NaN")]
    [InlineData("WFN3004", "--delta", "0,01")]
    [InlineData("WFN3004", "--zero-threshold", "-1")]
    [InlineData("WFN3004", "--fractions", "0.5,0.4,1")]
    [InlineData("WFN3004", "--fractions", "0.5,0.9")]
    [InlineData("WFN3004", "--fractions", "0.5;1")]
    [InlineData("WFN3004", "--epochs", "-1")]
    [InlineData("WFN3004", "--epochs", "three")]
    [InlineData("WFN3004", "--learning-rate", "2")]
    [InlineData("WFN3004", "--batch-size", "0")]
    [InlineData("WFN3004", "--seed", "1.5")]
    [InlineData("WFN3004", "--threads", "-2")]
    [InlineData("WFN3004", "--activation-bits", "7")]
    public void OptionOutOfRange(string code, string option, string value)
    {
        var run = Compress(TestModels.Cnn, option, value);

        run.AssertRefused(code, value);
        Assert.Contains("compress --help", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--highest-order", "-1", "from 0 to 30")]
    [InlineData("--distance", "cosine", "cosine")]
    [InlineData("--first-epochs", "-1", "from 0 to 100000")]
    [InlineData("--regularisation", "-0.1", "from 0 to 100")]
    [InlineData("--regularisation", "101", "from 0 to 100")]
    [InlineData("--softmin-temperature", "0", "above 0 and at most 100")]
    [InlineData("--gradient-clip", "0", "above 0 and at most 1000000")]
    [InlineData("--gradient-clip", "NaN", "above 0 and at most 1000000")]
    [InlineData("--validation-fraction", "0.6", "from 0 to 0.5")]
    [InlineData("--momentum", "1", "from 0 to below 1")]
    [InlineData("--weight-decay", "-1", "from 0 to 1")]
    [InlineData("--beta1", "1", "from 0 to below 1")]
    [InlineData("--beta2", "x", "from 0 to below 1")]
    public void ConstantOutOfRange(string option, string value, string expected) =>
        Compress(TestModels.Cnn, "--data", "x.npz", "--optimizer", option == "--momentum" ? "sgd" : "adam", option, value)
            .AssertRefused("WFN3004", value, expected);

    [Theory]
    [InlineData("--momentum 0.5 --data x.npz", "--optimizer sgd")]
    [InlineData("--beta1 0.5 --optimizer sgd --data x.npz", "--optimizer adam")]
    [InlineData("--beta2 0.5 --optimizer sgd --data x.npz", "--optimizer adam")]
    [InlineData("--validation-fraction 0.1 --validation y.npz --data x.npz", "--validation")]
    [InlineData("--gradient-clip 1", "--data")]
    [InlineData("--first-epochs 1 --data x.npz --no-retrain", "--data")]
    public void ConstantOfSomethingElse(string options, string mentioned) =>
        Compress(TestModels.Cnn, options.Split(' ')).AssertRefused("WFN3004", options.Split(' ')[0], mentioned);

    [Fact]
    public void LimitOutOfRangeOrWithoutData()
    {
        Compress(TestModels.Cnn, "--max-accuracy-loss", "0.01").AssertRefused("WFN3004", "--eval");
        Compress(TestModels.Cnn, "--eval", "x.npz", "--max-accuracy-loss", "1.5").AssertRefused("WFN3004", "1.5");
    }

    [Fact]
    public void UnknownCommandOrOption()
    {
        ToolRun.Of("comprez").AssertRefused("WFN3004", "comprez");
        ToolRun.Of("compress", TestModels.Cnn, "--dleta", "1").AssertFailed("--dleta");
        ToolRun.Of("evaluate", TestModels.Cnn).AssertRefused("WFN3004", "--data");
    }

    [Fact]
    public void OutputThatCannotBeWritten()
    {
        ToolRun.Of("compress", TestModels.Cnn, "-o", folder.File("no/such/folder.wfn")).AssertRefused("WFN3004", "folder does not exist");
        ToolRun.Of("compress", TestModels.Cnn, "-o", Path.GetTempPath()).AssertRefused("WFN3004", "folder");
        File.Copy(TestModels.Cnn, folder.File("same.onnx"));
        ToolRun.Of("compress", folder.File("same.onnx"), "-o", folder.File("same.onnx")).AssertRefused("WFN3004", "replace the model");
    }

    // Runs compress, and checks that what it refuses leaves no output.
    private ToolRun Compress(string model, params string[] options)
    {
        var before = folder.Files().ToArray();
        var run = ToolRun.Of(["compress", model, "-o", folder.File("output.wfn"), "--json", .. options]);
        if (run.ExitCode != ExitCodes.Done)
        {
            Assert.Equal(before, folder.Files());
        }

        return run;
    }
}
