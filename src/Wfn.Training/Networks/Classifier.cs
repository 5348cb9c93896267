using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>A network of one input whose first output's elements are the scores of classes.</summary>
internal sealed class Classifier
{
    private readonly TorchNetwork network;
    private readonly string scores;

    public Classifier(TorchNetwork network)
    {
        this.network = network;
        // A softmax at the end is part of the loss: cross-entropy of its input is exact where that of its output is not.
        var output = network.Graph.Outputs[0].Name;
        scores = new GraphIndex(network.Graph).Producer(output) is SoftmaxNode softmax ? softmax.Inputs[0] : output;
    }

    /// <summary>The class scores of a batch before any softmax, [batch, classes].</summary>
    public Tensor Scores(Tensor samples) => network.Forward(samples, scores).flatten(1);

    /// <summary>
    /// Mean cross-entropy of a batch, or the distance from a teacher in part; a scalar with gradients.
    /// </summary>
    public Tensor Loss(Tensor samples, Tensor labels, Teacher? teacher) =>
        teacher?.Loss(samples, Scores(samples), labels) ?? nn.functional.cross_entropy(Scores(samples), labels);

    /// <summary>Accuracy and mean cross-entropy with the running statistics.</summary>
    public Evaluation Evaluate(BatchLoader batches, CancellationToken cancellation)
    {
        network.IsTraining = false;
        using var noGradients = no_grad();
        var (right, seen, loss) = (0L, 0L, 0.0);
        foreach (var (samples, labels) in batches.InOrder())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var computed = Scores(samples);
            right += computed.argmax(1).eq(labels).sum().item<long>();
            loss += nn.functional.cross_entropy(computed, labels).item<float>() * labels.shape[0];
            seen += labels.shape[0];
        }

        return new Evaluation((double)right / seen, loss / seen);
    }

    /// <summary>Whether each sample is classified right, 1 or 0, with the running statistics.</summary>
    public float[] Qualities(BatchLoader batches, CancellationToken cancellation)
    {
        network.IsTraining = false;
        using var noGradients = no_grad();
        var qualities = new List<float>();
        foreach (var (samples, labels) in batches.InOrder())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            qualities.AddRange(Scores(samples).argmax(1).eq(labels).to_type(ScalarType.Float32).data<float>().ToArray());
        }

        return [.. qualities];
    }

    /// <summary>
    /// Replaces the running statistics by those of the present weights: the mean over all samples. Without batch norms
    /// nothing happens.
    /// </summary>
    public void EstimateStatistics(BatchLoader batches, CancellationToken cancellation)
    {
        if (!network.HasStatistics)
        {
            return;
        }

        var momentum = network.StatisticsMomentum;
        network.IsTraining = true;
        using var noGradients = no_grad();
        var seen = 0L;
        foreach (var (samples, _) in batches.InOrder())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            seen += samples.shape[0];
            network.StatisticsMomentum = (double)samples.shape[0] / seen;
            Scores(samples);
        }

        network.StatisticsMomentum = momentum;
        network.IsTraining = false;
    }
}

/// <summary>How well a network classifies.</summary>
/// <param name="Accuracy">Top-1, a fraction of 1.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
internal sealed record Evaluation(double Accuracy, double Loss);
