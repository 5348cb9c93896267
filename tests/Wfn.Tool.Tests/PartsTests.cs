using System.Diagnostics;

namespace Wfn.Tool.Tests;

/// <summary>Data of several files that is larger than the memory it may have.</summary>
public sealed class PartsTests : IDisposable
{
    private const int Parts = 20;
    private const int PerPart = 2000;
    private const int Pixels = 784;

    // All samples are 125 MB as numbers of 32 bits, and 251 MB while they are joined; a part is 6.3 MB.
    private const int HeapLimit = 170_000_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CompressAndEvaluateStayWithinALimitedHeap()
    {
        var model = folder.Write("small.onnx", new OnnxModel().Input("x", [-1, Pixels]).Output("y").Ramp("w", 0.01f, Pixels, 10).NamedNode("p", "MatMul", ["x", "w"], ["y"]).ToBytes());
        var random = new Random(1);
        for (var part = 0; part < Parts; part++)
        {
            var images = new byte[PerPart * Pixels];
            random.NextBytes(images);
            folder.Write(
                $"train-{part:00}.npz",
                DataFiles.Npz(("x", DataFiles.Npy("|u1", $"({PerPart}, {Pixels})", images)), ("y", DataFiles.Npy([.. Enumerable.Range(0, PerPart).Select(i => i % 10)], PerPart))));
        }

        var data = folder.File("train-*.npz");
        string[] compress =
        [
            "compress", model, "--data", data, "--fractions", "0.5,1", "--epochs", "1", "--polish-epochs", "0", "--batch-size", "1000", "--learning-rate", "0.001",
            "--delta", "0.05", "--threads", "2", "--max-memory", "0.11",
        ];
        var (code, _, error) = Run([.. compress, "-o", folder.File("first.wfn")]);
        Assert.True(code == ExitCodes.Done, error);
        Assert.Contains("20 files, 40000 samples, read in the background, 50 MB of them at a time", error, StringComparison.Ordinal);

        string[] evaluate = ["evaluate", folder.File("first.wfn"), "--data", data, "--json"];
        var streamed = Run([.. evaluate, "--max-memory", "0.11"]);
        Assert.True(streamed.Code == ExitCodes.Done, streamed.Error);
        Assert.Equal(Accuracy(ToolRun.Of(evaluate).Output), Accuracy(streamed.Output));

        // It is the limit that holds: what is allowed all of them fails.
        Assert.NotEqual(ExitCodes.Done, Run(evaluate).Code);
    }

    private static string Accuracy(string json) => json.Split('\n').Single(line => line.Contains("\"accuracy\"", StringComparison.Ordinal));

    private static (int Code, string Output, string Error) Run(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit.ToString("X", System.Globalization.CultureInfo.InvariantCulture);
        start.ArgumentList.Add(typeof(ToolApplication).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error);
    }
}
