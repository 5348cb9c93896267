using TorchSharp;
using Wfn.Training.Native;

namespace Wfn.Training.Tests.Native;

public sealed class LibTorchTests
{
    [Fact]
    public void LoadsAndTrainsAStep()
    {
        LibTorch.EnsureLoaded();
        TrainStep();
    }

    private static void TrainStep()
    {
        using var scope = torch.NewDisposeScope();
        var weight = torch.tensor(new float[] { 1, 2 }, requires_grad: true);
        (weight * weight).sum().backward();
        Assert.Equal([2f, 4f], weight.grad!.data<float>().ToArray());
    }
}
