using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Training.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Wfn.Training.Tests.Modules;

public sealed class ModuleFixingTests
{
    private const int Samples = 512;
    private const int Batch = 64;

    // The example of docs/training-library.md.
    [Fact]
    public void AModuleOfOnesOwnIsFixedInADozenLines()
    {
        ModuleFixing.Prepare();
        FixOwnModule();
    }

    private static void FixOwnModule()
    {
        random.manual_seed(1);
        using var model = Sequential(
            ("hidden", Linear(2, 32)), ("norm", BatchNorm1d(32)), ("relu", ReLU()), ("scores", Linear(32, 2)));
        var (samples, labels) = Rings();
        Train(model, samples, labels, epochs: 30);
        var before = Accuracy(model, samples, labels);

        IEnumerable<Tensor> Losses(int epoch)
        {
            for (var start = 0; start < Samples; start += Batch)
            {
                var scores = model.forward(samples.narrow(0, start, Batch));
                yield return functional.cross_entropy(scores, labels.narrow(0, start, Batch));
            }
        }

        var options = new RetrainingOptions { PolishEpochs = 20, LearningRate = 0.001 };
        var result = ModuleFixing.Run(model, Losses, Samples / Batch, options);

        Assert.True(before > 0.95, $"{before} before");
        Assert.True(Accuracy(model, samples, labels) > before - 0.05, $"{Accuracy(model, samples, labels)} after");
        Assert.InRange(result.Statistics.UniqueWeights, 2, 20);
        Assert.True(result.Statistics.EntropyBits < 4.4);
        Assert.Equal(226, result.Statistics.Parameters);
        foreach (var (name, parameter) in model.named_parameters())
        {
            var values = parameter.data<float>().ToArray();
            Assert.Equal(values, result.Parameters[name].ToArray());
            Assert.All(values, value => Assert.True(result.Codebook.IndexOf(value) >= 0));
        }
    }

    [Fact]
    public void WhatIsLeftOutIsTrainedButStaysOffTheCodebook()
    {
        ModuleFixing.Prepare();
        LeaveOut();
    }

    private static void LeaveOut()
    {
        random.manual_seed(2);
        using var model = Sequential(("a", Linear(2, 16)), ("relu", ReLU()), ("b", Linear(16, 2)));
        var (samples, labels) = Rings();
        var before = model.get_parameter("a.weight")!.data<float>().ToArray();
        var result = ModuleFixing.Run(
            model,
            _ => [functional.cross_entropy(model.forward(samples), labels)],
            1,
            new RetrainingOptions { Exclude = ["a.weight"], PolishEpochs = 0, Fixing = new FixingOptions { Fractions = [0.5, 1] } });
        Assert.Equal(16 + 32 + 2, result.Statistics.Parameters);
        Assert.NotEqual(before, result.Parameters["a.weight"].ToArray());
        Assert.True(result.Parameters["a.weight"].Distinct().Count() > 30);
    }

    [Fact]
    public void WhatCannotBeFixedIsRefused()
    {
        ModuleFixing.Prepare();
        Refuse();
    }

    private static void Refuse()
    {
        using var model = Linear(2, 2);
        IEnumerable<Tensor> Losses(int epoch) => [model.weight!.sum() * float.NaN];
        Assert.Equal(DiagnosticCodes.TrainingFailed, Assert.Throws<WfnException>(() => ModuleFixing.Run(model, Losses, 1)).Code);
        Assert.Equal(DiagnosticCodes.BadOption, Assert.Throws<WfnException>(() => ModuleFixing.Run(model, Losses, 0)).Code);
        var unknown = new RetrainingOptions { Exclude = ["c"] };
        Assert.Equal(DiagnosticCodes.BadOption, Assert.Throws<WfnException>(() => ModuleFixing.Run(model, Losses, 1, unknown)).Code);
        using var doubles = Linear(2, 2, dtype: ScalarType.Float64);
        Assert.Equal(DiagnosticCodes.BadOption, Assert.Throws<WfnException>(() => ModuleFixing.Run(doubles, Losses, 1)).Code);
        using var none = ReLU();
        Assert.Equal(DiagnosticCodes.BadOption, Assert.Throws<WfnException>(() => ModuleFixing.Run(none, Losses, 1)).Code);
    }

    private static (Tensor Samples, Tensor Labels) Rings()
    {
        var numbers = new Random(3);
        var samples = new float[Samples * 2];
        var labels = new long[Samples];
        for (var i = 0; i < Samples; i++)
        {
            labels[i] = i % 2;
            var (angle, radius) = (numbers.NextDouble() * Math.Tau, 1 + labels[i] + (0.3 * numbers.NextDouble()));
            (samples[2 * i], samples[(2 * i) + 1]) = ((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)));
        }

        return (tensor(samples, [Samples, 2]), tensor(labels));
    }

    private static void Train(Module<Tensor, Tensor> model, Tensor samples, Tensor labels, int epochs)
    {
        using var optimiser = optim.Adam(model.parameters(), 0.02);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            for (var start = 0; start < Samples; start += Batch)
            {
                optimiser.zero_grad();
                functional.cross_entropy(model.forward(samples.narrow(0, start, Batch)), labels.narrow(0, start, Batch)).backward();
                optimiser.step();
            }
        }
    }

    private static double Accuracy(Module<Tensor, Tensor> model, Tensor samples, Tensor labels)
    {
        model.eval();
        using var unrecorded = no_grad();
        return model.forward(samples).argmax(1).eq(labels).to_type(ScalarType.Float32).mean().item<float>();
    }
}
