using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Native;
using Wfn.Training.Networks;

namespace Wfn.Training.Tests.Networks;

public sealed class DeviceTests
{
    [Fact]
    public void CudaIsRefusedWithThePackageThatItNeeds()
    {
        // Where the package is there, it is too late for it: libtorch for the processor is loaded.
        LibTorch.EnsureLoaded();
        var graph = new NetworkChain(2).Linear(2, 2).Build();
        var data = new LabelledData(new float[4], TensorShape.Of(2), [0, 1]);
        var exception = Assert.Throws<WfnException>(
            () => Retraining.Run(graph, data, options: new RetrainingOptions { Device = TrainingDevice.Cuda, Threads = 1 }));
        Assert.Equal(DiagnosticCodes.TrainingFailed, exception.Code);
        Assert.Contains("CUDA cannot be used", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--device cpu", exception.Message, StringComparison.Ordinal);
        if (NativePackage.CudaForThisSystem() is { } package)
        {
            Assert.Contains($"libtorch-cuda-12.8-{package.RuntimeIdentifier} {package.Version}", exception.Message, StringComparison.Ordinal);
        }

        // The processor still works.
        LibTorch.EnsureLoaded();
        using var network = new TorchNetwork(graph);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ValuesComeAndGoThroughTheHost(bool throughHost)
    {
        using var network = new TorchNetwork(new NetworkChain(3).Linear(3, 2).Build());
        var tensor = network.Parameter("p0");
        var (values, back) = (new float[] { 1, -2, 3.5f, 4, 5, 1e-30f }, new float[6]);
        if (throughHost)
        {
            DeviceMemory.WriteThroughHost(values, tensor);
            DeviceMemory.ReadThroughHost(tensor, back);
        }
        else
        {
            DeviceMemory.Write(values, tensor);
            DeviceMemory.Read(tensor, back);
        }

        Assert.Equal(values, back);
        Assert.Equal(values, network.ToGraph().Parameters[0].Values);
        Assert.True(tensor.requires_grad && tensor.is_leaf);
    }
}
