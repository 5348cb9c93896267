using Wfn.Benchmarks.Inference.Networks;
using Wfn.Training.Native;
using Wfn.Training.Networks;
using static TorchSharp.torch;

namespace Wfn.Benchmarks.Inference.Candidates;

/// <summary>TorchSharp on one thread, without gradients.</summary>
internal sealed class TorchCandidate : ICandidate
{
    private readonly TorchNetwork network;
    private readonly Tensor input;
    private readonly float[] outputs;

    /// <summary>Copies the network into tensors.</summary>
    public TorchCandidate(PreparedNetwork prepared, float[] inputs, int batch)
    {
        LibTorch.EnsureLoaded();
        (network, input) = Load(prepared, inputs, batch);
        outputs = new float[batch * prepared.OutputLength];
    }

    public string Name => "TorchSharp";

    public ReadOnlySpan<float> Outputs => outputs;

    public void Run()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        network.Forward(input).data<float>().CopyTo(outputs);
    }

    public void Dispose()
    {
        input.Dispose();
        network.Dispose();
    }

    // A method of its own: TorchSharp's types may be touched only when libtorch is loaded.
    private static (TorchNetwork Network, Tensor Input) Load(PreparedNetwork prepared, float[] inputs, int batch)
    {
        set_num_threads(1);
        long[] shape = [batch, .. prepared.Artifact.Graph.Inputs[0].Shape.Sample.Dimensions.Select(d => (long)d)];
        return (new TorchNetwork(prepared.Artifact.Graph), tensor(inputs, shape));
    }
}
