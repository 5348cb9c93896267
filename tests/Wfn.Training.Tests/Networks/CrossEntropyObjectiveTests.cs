using Wfn.Training.Native;
using Wfn.Training.Networks;
using static TorchSharp.torch;

namespace Wfn.Training.Tests.Networks;

public sealed class CrossEntropyObjectiveTests
{
    [Fact]
    public void DistanceIsTheSoftenedDivergenceTimesTheSquareOfTheTemperature()
    {
        LibTorch.EnsureLoaded();
        using var network = new TorchNetwork(new NetworkChain(2).Linear(2, 2).Build());
        Check(TrainingObjective.Of(network, LearningTask.Classes));
    }

    private static void Check(TrainingObjective objective)
    {
        using var scope = NewDisposeScope();
        using var answers = tensor(new float[] { 0, 0, 1, 2 }, [2, 2], requires_grad: true);

        // At T = 2 the teacher says 3/4 and 1/4, and the network 1/2 and 1/2; of the second sample both say the same.
        var others = tensor(new[] { 2 * MathF.Log(3), 0, 1, 2 }, [2, 2]);
        var distance = objective.Distance(answers, others, 2);
        distance.backward();

        var divergence = (0.75 * Math.Log(0.75 / 0.5)) + (0.25 * Math.Log(0.25 / 0.5));
        Assert.Equal(2 * 2 * divergence / 2, distance.item<float>(), 1e-6);

        // The slope of the softened divergence is (q − p) / T for each sample: T² makes it T·(q − p), over two samples.
        var slopes = answers.grad!.data<float>().ToArray();
        Assert.Equal(2 * (0.5 - 0.75) / 2, slopes[0], 1e-6);
        Assert.Equal(2 * (0.5 - 0.25) / 2, slopes[1], 1e-6);
        Assert.Equal(0, slopes[2], 1e-6);
        Assert.Equal(0, slopes[3], 1e-6);
    }

    [Fact]
    public void TheGradientKeepsItsSizeAtHighTemperatures()
    {
        LibTorch.EnsureLoaded();
        using var network = new TorchNetwork(new NetworkChain(2).Linear(2, 2).Build());
        var objective = TrainingObjective.Of(network, LearningTask.Classes);

        // Towards the halved difference of the scores, each less its mean, over the classes.
        Assert.Equal(Slope(objective, 200), Slope(objective, 100), 1e-3);
        Assert.Equal(0.5 / 2, Slope(objective, 200), 1e-3);
    }

    private static float Slope(TrainingObjective objective, double temperature)
    {
        using var scope = NewDisposeScope();
        using var answers = tensor(new float[] { 1, 0 }, [1, 2], requires_grad: true);
        objective.Distance(answers, tensor(new float[] { 0, 0 }, [1, 2]), temperature).backward();
        return answers.grad!.data<float>()[0];
    }
}
