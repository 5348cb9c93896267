using System.Diagnostics;
using Wfn.Artifact;
using Wfn.Tool.Export;

namespace Wfn.Tool.Tests;

public sealed class PyTorchTests : IDisposable
{
    private static readonly string[] Pythons = ["python3", "/usr/bin/python3"];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [FactWithPyTorch]
    public void RoundsThatPyTorchTrainsEndAsAnArtifact()
    {
        var data = TestModels.WriteData(folder, 200);
        var images = TestModels.Images(200);
        var labels = Labels(data);
        DataFiles.WriteNpz(folder, "train.npz", DataFiles.Npy("|u1", "(200, 28, 28)", images), DataFiles.Npy(labels, 200));
        Assert.Equal(ExitCodes.Done, ToolRun.Of("export", TestModels.Cnn, "--pytorch", folder.File("rounds"), "--fractions", "0.5,0.9,1").ExitCode);
        var script = folder.File("rounds/retrain.py");

        // One process, then two that share each batch.
        var first = Run(PythonWithTorch!, script, "--data", folder.File("train.npz"), "--epochs", "2", "--batch-size", "32");
        Assert.Contains("epoch 2 of 2: loss", first, StringComparison.Ordinal);
        Assert.Contains("round 2 of 3, 90.00 % fixed", ToolRun.Of("import-weights", folder.File("rounds")).Output, StringComparison.Ordinal);
        RunTwo(script, "--data", folder.File("train.npz"), "--epochs", "1", "--batch-size", "32");
        var last = ToolRun.Of("import-weights", folder.File("rounds"), "--calibration", data, "-o", folder.File("cnn.wfn"), "--json").Json();

        Assert.Equal(1.0, last.GetProperty("fraction").GetDouble());
        var evaluated = ToolRun.Of("evaluate", folder.File("cnn.wfn"), "--data", data, "--json").Json();
        Assert.Equal("fixed", evaluated.GetProperty("numerics").GetString());
        Assert.InRange(evaluated.GetProperty("accuracy").GetDouble(), 0.8, 1);
        ToolRun.Of("import-weights", folder.File("rounds")).AssertRefused("WFN3001", "the rounds are over");
    }

    [FactWithPyTorch]
    public void TheScriptComputesWhatTheNetworkComputes()
    {
        // A learning rate of nothing changes nothing, and its loss is the network's own.
        var images = TestModels.Images(64);
        var model = Import.Onnx.OnnxImporter.Import(TestModels.ResNet, new Import.ImportOptions()).Graph;
        DataFiles.WriteNpz(folder, "train.npz", DataFiles.Npy("|u1", "(64, 28, 28)", images), DataFiles.Npy(Enumerable.Range(0, 64).Select(i => i % 10).ToArray(), 64));
        Assert.Equal(ExitCodes.Done, ToolRun.Of("export", TestModels.ResNet, "--pytorch", folder.File("rounds"), "--fractions", "0.5,1").ExitCode);
        var said = Run(PythonWithTorch!, folder.File("rounds/retrain.py"), "--data", folder.File("train.npz"), "--epochs", "1", "--batch-size", "64", "--learning-rate", "0");

        var kept = SafeTensorsFile.Read(folder.File("rounds/weights.safetensors"));
        var clustered = model with { Parameters = model.Parameters.Select(p => p with { Values = EquatableArray.TakeOwnership(kept.Floats(p.Name, [.. p.Shape.Dimensions])) }).ToEquatableArray() };
        var engine = Evaluation.Engines.Float(clustered);
        var scores = new float[10];
        var loss = Enumerable.Range(0, 64).Average(i =>
        {
            engine.Infer(images.AsSpan(i * 784, 784).ToArray().Select(b => b / 255f).ToArray(), scores);
            return Math.Log(scores.Sum(s => Math.Exp(s))) - scores[i % 10];
        });
        Assert.Contains($"loss {loss.ToString("F4", System.Globalization.CultureInfo.InvariantCulture)}", said, StringComparison.Ordinal);
        var retrained = SafeTensorsFile.Read(folder.File("rounds/retrained.safetensors"));
        Assert.All(clustered.Parameters, p => Assert.Equal(p.Values, retrained.Floats(p.Name, [.. p.Shape.Dimensions]).ToEquatableArray()));
    }

    [Fact]
    public void WeightsGoOutAndComeBackWithoutPyTorch()
    {
        var at = folder.File("rounds");
        var begun = ToolRun.Of("export", TestModels.Cnn, "--pytorch", at, "--fractions", "0.4,1", "--delta", "0.02", "--json");

        Assert.Equal(0.4, begun.Json().GetProperty("fraction").GetDouble(), 0.01);
        Assert.Equal(["network.txt", "retrain.py", "weights.safetensors"], folder.Files("rounds"));
        ToolRun.Of("import-weights", at).AssertRefused("WFN1001", "retrained.safetensors");

        // What is free may change, what is fixed may not.
        var kept = SafeTensorsFile.Read(folder.File("rounds/weights.safetensors"));
        var name = kept.Tensors.Keys.First(key => kept.Tensors.ContainsKey(key + ".assignment"));
        void Write(Func<int, float, float> change)
        {
            var file = new SafeTensorsFile();
            foreach (var (key, tensor) in kept.Tensors.Where(one => one.Value.Type == "F32"))
            {
                var values = kept.Floats(key, tensor.Shape);
                int[]? assignment = key == name ? kept.Integers(key + ".assignment", tensor.Shape) : null;
                file.Add(key, tensor.Shape, [.. values.Select((value, i) => assignment is null ? value : change(assignment[i], value))]);
            }

            folder.Write("rounds/retrained.safetensors", file.ToBytes());
        }

        Write((assigned, value) => value + (assigned >= 0 ? 0.5f : 0));
        ToolRun.Of("import-weights", at).AssertRefused("WFN3001", name, "is fixed, and was changed");
        Write((assigned, value) => assigned < 0 ? float.NaN : value);
        ToolRun.Of("import-weights", at).AssertRefused("WFN3001", "is no number");
        folder.Write("rounds/retrained.safetensors", "{}");
        ToolRun.Of("import-weights", at).AssertRefused("WFN3001", "no safetensors file");
        Write((assigned, value) => assigned < 0 ? value * 1.01f : value);
        var last = ToolRun.Of("import-weights", at);

        Assert.Equal(ExitCodes.Done, last.ExitCode);
        Assert.Equal(["fashion-cnn.wfn", "network.txt", "retrain.py", "weights.safetensors"], folder.Files("rounds"));
        var artifact = WfnReader.Read(File.ReadAllText(folder.File("rounds/fashion-cnn.wfn")), null);
        Assert.Contains(artifact.Options, option => option is { Name: "retrain", Value: "pytorch" });
        ToolRun.Of("import-weights", at).AssertRefused("WFN3001", "the rounds are over");
    }

    [Fact]
    public void OptionsOfTheRoundsNeedThem()
    {
        ToolRun.Of("export", "m.wfn", "--delta", "0.1").AssertRefused("WFN3004", "--delta needs --pytorch");
        ToolRun.Of("export", "m.onnx", "--pytorch", "x", "--format", "c").AssertRefused("WFN3004", "--format goes not with --pytorch");
    }

    private static string? PythonWithTorch { get; } = Pythons.FirstOrDefault(HasTorch);

    private static int[] Labels(string data)
    {
        var graph = Import.Onnx.OnnxImporter.Import(TestModels.Cnn, new Import.ImportOptions()).Graph;
        return [.. Training.Data.DataReader.Read(data, new Training.Data.DataReadOptions()).Fit(graph).Labels.ToArray()];
    }

    private static bool HasTorch(string python)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import importlib.util as u, sys; sys.exit(0 if u.find_spec('torch') and u.find_spec('numpy') else 1)"]))!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // As torchrun starts them; Debian's own of PyTorch 1.13 does not start on Python 3.11.
    private void RunTwo(params string[] arguments)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        listener.Stop();
        RunningProcess[] processes =
        [
            .. ((string[])["0", "1"]).Select(rank => new RunningProcess(folder.Root, PythonWithTorch!, arguments, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RANK"] = rank, ["LOCAL_RANK"] = rank, ["WORLD_SIZE"] = "2", ["MASTER_ADDR"] = "127.0.0.1", ["MASTER_PORT"] = port, ["OMP_NUM_THREADS"] = "1",
            })),
        ];
        foreach (var process in processes)
        {
            var outcome = process.WaitForEnd(Limit);
            Assert.True(outcome.ExitCode == 0, outcome.Output);
        }

        Array.ForEach(processes, process => process.Dispose());
    }

    private string Run(string command, params string[] arguments)
    {
        using var process = new RunningProcess(folder.Root, command, arguments, new Dictionary<string, string>(StringComparer.Ordinal) { ["OMP_NUM_THREADS"] = "1" });
        var outcome = process.WaitForEnd(Limit);
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Output;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWithPyTorchAttribute : FactAttribute
    {
        public FactWithPyTorchAttribute() => Skip = PythonWithTorch is null ? "needs Python with PyTorch (Debian's python3-torch)" : null;
    }
}
