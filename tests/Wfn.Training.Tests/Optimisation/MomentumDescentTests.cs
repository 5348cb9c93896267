using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class MomentumDescentTests
{
    [Fact]
    public void StepsAddUpAsMomentumHasIt()
    {
        var optimiser = new MomentumDescent(2);
        float[] weights = [1, 5];
        optimiser.Step(weights, [2, 0], 0.1);
        Assert.Equal(0.8f, weights[0], 1e-6f);

        // Velocity 0.9·2 + 1 = 2.8.
        optimiser.Step(weights, [1, 0], 0.1);
        Assert.Equal(0.52f, weights[0], 1e-6f);
        Assert.Equal(5f, weights[1]);
    }

    [Fact]
    public void ItsMomentumIsThatOfTheOptions()
    {
        var optimiser = Optimisers.Create(new RetrainingOptions { Optimiser = OptimiserKind.Sgd, Momentum = 0.5 }, 1);
        float[] weights = [1];
        optimiser.Step(weights, [2], 0.1);
        optimiser.Step(weights, [1], 0.1);

        // Velocities 2, and 0.5·2 + 1.
        Assert.Equal(0.6f, weights[0], 1e-6f);
    }

    [Fact]
    public void ItsMemoryGoesThroughACheckpoint()
    {
        var (first, second) = (new MomentumDescent(1), new MomentumDescent(1));
        float[] one = [0];
        first.Step(one, [3], 0.1);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        first.Write(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        second.Read(reader);
        float[] other = [one[0]];
        first.Step(one, [1], 0.1);
        second.Step(other, [1], 0.1);
        Assert.Equal(one, other);
    }
}
