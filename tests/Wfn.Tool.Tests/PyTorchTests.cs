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

    [FactWithPyTorch(isLong: true)]
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

        // What is fixed can be polished, by two as by one: fewer values, all of them of the codebook.
        var polished = RunTwo(script, "--data", folder.File("train.npz"), "--epochs", "2", "--batch-size", "50", "--values", "12");
        Assert.Contains("epoch 2 of 2: loss", polished, StringComparison.Ordinal);
        Assert.Contains(", 12 values", polished, StringComparison.Ordinal);
        var again = ToolRun.Of("import-weights", folder.File("rounds"), "--calibration", data, "-o", folder.File("polished.wfn"), "--json").Json();
        Assert.InRange(again.GetProperty("uniqueWeights").GetInt32(), 2, 12);
        Assert.InRange(ToolRun.Of("evaluate", folder.File("polished.wfn"), "--data", data, "--json").Json().GetProperty("accuracy").GetDouble(), 0.7, 1);
        Run(PythonWithTorch!, script, "--data", folder.File("train.npz"), "--epochs", "1", "--batch-size", "100", "--values", "12");
        var file = File.ReadAllBytes(folder.File("rounds/retrained.safetensors"));
        file[^1] ^= 1;
        File.WriteAllBytes(folder.File("rounds/retrained.safetensors"), file);
        ToolRun.Of("import-weights", folder.File("rounds")).AssertRefused("WFN3001", "which the codebook of the last round does not have");
    }

    [FactWithPyTorch]
    public void TheScriptsRegulariserAndProjectionAreTheTools()
    {
        // The same numbers through both: mean, slopes, digits and centres.
        float[] centres = [-0.5f, -0.125f, -0.046875f, 0, 0.03125f, 0.25f, 0.75f];
        float[] weights = [-0.9f, -0.3f, -0.12f, -0.002f, 0.0001f, 0.02f, 0.1f, 0.2501f, 0.6f];
        var free = Enumerable.Repeat(true, weights.Length).ToArray();
        var gradient = new float[weights.Length];
        var value = new Training.Regularisation.ClusterRegulariser(centres, 0.0026, 0.05).Evaluate(weights, free, gradient);
        var code = folder.Write("check.py", $"""
            import importlib.util, torch
            spec = importlib.util.spec_from_file_location("retrain", {Quoted(Repository.PathTo("src/Wfn.Tool/Export/PyTorch/retrain.py"))})
            r = importlib.util.module_from_spec(spec); spec.loader.exec_module(r)
            centres, weights = torch.tensor([{Numbers(centres)}], dtype=torch.float64), torch.tensor([{Numbers(weights)}], dtype=torch.float64)
            loss, slope = r.regulariser(weights, centres, 0.0026, 0.05)
            print(repr(loss.mean().item())); print(",".join(repr(one / len(weights)) for one in slope.tolist()))
            print(",".join(str(r.signed_digits(c)) for c in [{Numbers(centres)}])); print(",".join(repr(c) for c in r.polishing_centres(centres.float(), 0.0026).tolist()))
            """);
        var lines = Run(PythonWithTorch!, code).Split('\n');
        double[] Values(string line) => [.. line.Split(',').Select(one => double.Parse(one, System.Globalization.CultureInfo.InvariantCulture))];

        Assert.Equal(value, Values(lines[0])[0], 1e-5);
        Assert.All(Values(lines[1]).Zip(gradient), pair => Assert.Equal(pair.Second, pair.First, 1e-3 * Math.Max(1, Math.Abs(pair.Second))));
        var codebook = Numerics.Codebook.FromValues(centres);
        Assert.Equal(centres.Select((_, i) => (double)codebook.Terms(i).Count), Values(lines[2]));
        var powers = Enumerable.Range(-8, 8).Select(exponent => Math.ScaleB(1.0, exponent)).ToArray();
        Assert.Equal(centres.Select(c => (double)c).Concat(powers).Concat(powers.Select(power => -power)).Distinct().Order(), Values(lines[3]));
    }

    [FactWithPyTorch]
    public void SeveralFilesAreReadInTheBackground()
    {
        var images = TestModels.Images(90);
        for (var part = 0; part < 9; part++)
        {
            DataFiles.WriteNpz(folder, $"train-{part}.npz", DataFiles.Npy("|u1", "(10, 28, 28)", images[(part * 7840)..((part + 1) * 7840)]), DataFiles.Npy([.. Enumerable.Range(0, 10)], 10));
        }

        Assert.Equal(ExitCodes.Done, ToolRun.Of("export", TestModels.Cnn, "--pytorch", folder.File("rounds"), "--fractions", "0.5,1").ExitCode);
        var results = new List<byte[]>();
        foreach (var _ in (int[])[1, 2])
        {
            Assert.Contains(
                "epoch 2 of 2: loss",
                Run(PythonWithTorch!, folder.File("rounds/retrain.py"), "--data", folder.File("train-*.npz"), "--files-at-once", "2", "--epochs", "2", "--batch-size", "8"),
                StringComparison.Ordinal);
            results.Add(File.ReadAllBytes(folder.File("rounds/retrained.safetensors")));
        }

        Assert.Equal(results[0], results[1]);
    }

    [FactWithPyTorch]
    public void OperatorsComputeWhatTheNetworkComputes()
    {
        var path = folder.Write("net.onnx", new OnnxModel(18).Input("x", -1, 2, 6, 6).Output("y")
            .Ramp("w", 0.02f, 4, 2, 3, 3).Ramp("t", 0.01f, 4, 3, 2, 2).Ramp("m", 0.05f, 7, 7).Ramp("scale", 0.5f, 7).Ramp("shift", 0.1f, 7)
            .Integers("pads", 0, 0, 1, 0, 0, 0, 0, 1).Floats("low", [], -0.5f).Floats("high", [], 30f).Integers("axes", 1)
            .Integers("starts", 1).Integers("ends", 8).Integers("sliced", 2)
            .Node("Pad", ["x", "pads"], "padded", ("mode", "reflect"))
            .Node("Conv", ["padded", "w"], "a", ("pads", new long[] { 1, 0, 1, 2 }))
            .Node("HardSwish", ["a"], "b").Node("Elu", ["b"], "c", ("alpha", 0.7f)).Node("Clip", ["c", "low", "high"], "d")
            .Node("AveragePool", ["d"], "e", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 1, 1 }))
            .Node("ConvTranspose", ["e", "t"], "f", ("strides", new long[] { 2, 2 }))
            .Node("Slice", ["f", "starts", "ends", "sliced"], "g").Node("Transpose", ["g"], "h", ("perm", new long[] { 0, 1, 3, 2 }))
            .Node("MatMul", ["h", "m"], "i").Node("LayerNormalization", ["i", "scale", "shift"], "j").Node("Gelu", ["j"], "k")
            .Node("ReduceMax", ["k", "axes"], "l", ("keepdims", 0)).Node("Softplus", ["l"], "n").Node("Sigmoid", ["l"], "o")
            .Node("Concat", ["n", "o"], "p", ("axis", 1)).Node("Flatten", ["p"], "y").ToBytes());
        var model = Import.Onnx.OnnxImporter.Import(path, new Import.ImportOptions()).Graph;
        var random = new Random(4);
        float[] samples = [.. Enumerable.Range(0, 8 * 72).Select(_ => (float)random.NextDouble() - 0.5f)];
        var length = Graph.ShapeInference.Infer(model)["y"].Sample.ElementCount;
        DataFiles.WriteNpz(folder, "train.npz", DataFiles.Npy(samples, 8, 2, 6, 6), DataFiles.Npy(new float[8 * length], 8, length));
        Assert.Equal(ExitCodes.Done, ToolRun.Of("export", path, "--pytorch", folder.File("rounds"), "--fractions", "0.5,1").ExitCode);
        var said = Run(PythonWithTorch!, folder.File("rounds/retrain.py"), "--data", folder.File("train.npz"), "--epochs", "1", "--batch-size", "8", "--learning-rate", "0");

        // Of targets that are 0 the loss is the mean square of what the network says.
        var kept = SafeTensorsFile.Read(folder.File("rounds/weights.safetensors"));
        var engine = Evaluation.Engines.Float(
            model with { Parameters = model.Parameters.Select(p => p with { Values = EquatableArray.TakeOwnership(kept.Floats(p.Name, [.. p.Shape.Dimensions])) }).ToEquatableArray() });
        var scores = new float[length];
        var loss = Enumerable.Range(0, 8).Average(i =>
        {
            engine.Infer(samples.AsSpan(i * 72, 72), scores);
            return scores.Average(score => (double)score * score);
        });
        Assert.Contains($"loss {loss.ToString("F4", System.Globalization.CultureInfo.InvariantCulture)}", said, StringComparison.Ordinal);
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

    private static string Numbers(IEnumerable<float> values) => string.Join(", ", values.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

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
    private string RunTwo(params string[] arguments)
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
        try
        {
            Outcome[] outcomes = [.. processes.Select(process => process.WaitForEnd(Limit))];
            Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Output));
            return outcomes[0].Output;
        }
        finally
        {
            Array.ForEach(processes, process => process.Dispose());
        }
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
        public FactWithPyTorchAttribute(bool isLong = false)
        {
            IsLong = isLong;
            Skip = PythonWithTorch is null ? "needs Python with PyTorch (Debian's python3-torch)" : isLong ? LongFactAttribute.WhyNot : null;
        }

        public bool IsLong { get; }
    }
}
