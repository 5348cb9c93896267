using Wfn.Training.Data;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>Answers are real numbers, [samples, numbers]; the loss is the mean squared error.</summary>
/// <param name="network">The network.</param>
internal sealed class SquaredErrorObjective(TorchNetwork network) : TrainingObjective(network, network.Graph.Outputs[0].Name)
{
    /// <inheritdoc/>
    public override Tensor Loss(Tensor answers, Tensor targets) => nn.functional.mse_loss(answers, targets);

    /// <inheritdoc/>
    public override Tensor Distance(Tensor answers, Tensor others, double temperature) => nn.functional.mse_loss(answers, others);

    /// <inheritdoc/>
    public override Targets AsTargets(IEnumerable<Tensor> batches, int samples)
    {
        var values = batches.SelectMany(answers => answers.contiguous().cpu().data<float>().ToArray()).ToArray();
        return new ValueTargets(values, values.Length / samples);
    }

    private protected override Tensor Rows(Tensor output) => output.flatten(1);

    private protected override double Right(Tensor answers, Tensor targets) => double.NaN;

    private protected override Tensor Qualities(Tensor answers, Tensor targets) => -(answers - targets).square().mean([1]);
}
