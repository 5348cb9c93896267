using Wfn.Graph;
using Wfn.Operators;
using Wfn.Training.Data;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>Answers are scores of classes, [answers, classes].</summary>
/// <param name="network">The network.</param>
/// <param name="isSequence">
/// Whether the output's last axis holds the scores, for each step of the axes before; else all its elements are scores.
/// </param>
internal sealed class CrossEntropyObjective(TorchNetwork network, bool isSequence)
    : TrainingObjective(network, ScoresOf(network.Graph, isSequence))
{
    /// <inheritdoc/>
    public override Tensor Loss(Tensor answers, Tensor targets) => nn.functional.cross_entropy(answers, targets);

    /// <summary>The divergence of the softened scores times T², which keeps its gradient's size whatever the temperature.</summary>
    /// <inheritdoc/>
    public override Tensor Distance(Tensor answers, Tensor others, double temperature)
    {
        Tensor target;
        using (no_grad())
        {
            target = nn.functional.softmax(others / temperature, 1);
        }

        var divergence = nn.functional.kl_div(nn.functional.log_softmax(answers / temperature, 1), target, false, nn.Reduction.Sum);
        return divergence * (temperature * temperature / answers.shape[0]);
    }

    /// <inheritdoc/>
    public override Targets AsTargets(IEnumerable<Tensor> batches, int samples)
    {
        var labels = batches.SelectMany(answers => answers.argmax(1).cpu().data<long>().ToArray()).Select(label => (int)label).ToArray();
        return new ClassTargets(labels, labels.Length / samples);
    }

    private protected override Tensor Rows(Tensor output) => isSequence ? output.reshape(-1, output.shape[^1]) : output.flatten(1);

    private protected override double Right(Tensor answers, Tensor targets) => answers.argmax(1).eq(targets).sum().item<long>();

    private protected override Tensor Qualities(Tensor answers, Tensor targets) => answers.argmax(1).eq(targets).to_type(ScalarType.Float32);

    // A softmax at the end is part of the loss: cross-entropy of its input is exact where that of its output is not.
    private static string ScoresOf(NetworkGraph graph, bool isSequence)
    {
        var index = new GraphIndex(graph);
        var output = graph.Outputs[0].Name;
        return index.Producer(output) is { } producer && OperatorDefinition.Of(producer).DistributionAxis(producer) is { } axis
            && (!isSequence || axis == index.Shape(output).LastSampleAxis)
            ? producer.Inputs[0]
            : output;
    }
}
