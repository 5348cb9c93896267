using Wfn.Training.Data;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>What a network of one input is trained for: how far its first output is from targets.</summary>
internal abstract class TrainingObjective
{
    private readonly TorchNetwork network;
    private readonly string activation;

    /// <param name="network">The network.</param>
    /// <param name="activation">The activation that is compared with targets.</param>
    private protected TrainingObjective(TorchNetwork network, string activation)
    {
        this.network = network;
        this.activation = activation;
    }

    /// <summary>The objective of a task.</summary>
    public static TrainingObjective Of(TorchNetwork network, LearningTask task) => task switch
    {
        LearningTask.Regression => new SquaredErrorObjective(network),
        _ => new CrossEntropyObjective(network, isSequence: task == LearningTask.ClassSequences),
    };

    /// <summary>The network's answers to a batch: a row for each class to be told, or for each sample's numbers.</summary>
    public Tensor Answers(Tensor samples) => Rows(network.Forward(samples, activation));

    /// <summary>Mean loss of a batch, or the distance from a teacher in part; a scalar with gradients.</summary>
    public Tensor Loss(Tensor samples, Tensor targets, Teacher? teacher)
    {
        var answers = Answers(samples);
        return teacher?.Loss(samples, answers, targets) ?? Loss(answers, targets);
    }

    /// <summary>Mean loss of answers.</summary>
    public abstract Tensor Loss(Tensor answers, Tensor targets);

    /// <summary>How far answers are from those of another network, whose gradient does not depend on the temperature in size.</summary>
    /// <param name="answers">The learning network's answers.</param>
    /// <param name="others">The other network's.</param>
    /// <param name="temperature">Softens both where they are scores.</param>
    public abstract Tensor Distance(Tensor answers, Tensor others, double temperature);

    /// <summary>Answers as targets for other networks.</summary>
    /// <param name="batches">Answers to batches of samples, in their order.</param>
    /// <param name="samples">The number of samples.</param>
    public abstract Targets AsTargets(IEnumerable<Tensor> batches, int samples);

    /// <summary>Accuracy and mean loss with the running statistics.</summary>
    public Evaluation Evaluate(BatchLoader batches, CancellationToken cancellation)
    {
        network.IsTraining = false;
        using var noGradients = no_grad();
        var (right, seen, loss) = (0.0, 0L, 0.0);
        foreach (var (samples, targets) in batches.InOrder())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var answers = Answers(samples);
            right += Right(answers, targets);
            loss += Loss(answers, targets).item<float>() * targets.shape[0];
            seen += targets.shape[0];
        }

        return new Evaluation(right / seen, loss / seen);
    }

    /// <summary>
    /// How good the answer to each sample is, with the running statistics: the part of its classes that is right, or the mean squared
    /// error below zero. More is better.
    /// </summary>
    public float[] Qualities(BatchLoader batches, CancellationToken cancellation)
    {
        network.IsTraining = false;
        using var noGradients = no_grad();
        var qualities = new List<float>();
        foreach (var (samples, targets) in batches.InOrder())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = Qualities(Answers(samples), targets).reshape(samples.shape[0], -1);
            qualities.AddRange(rows.mean([1]).cpu().data<float>().ToArray());
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
            Answers(samples);
        }

        network.StatisticsMomentum = momentum;
        network.IsTraining = false;
    }

    /// <summary>The activation of a batch as rows of answers.</summary>
    private protected abstract Tensor Rows(Tensor output);

    /// <summary>How many answers are right; NaN where none can be.</summary>
    private protected abstract double Right(Tensor answers, Tensor targets);

    /// <summary>The quality of each row of answers.</summary>
    private protected abstract Tensor Qualities(Tensor answers, Tensor targets);
}

/// <summary>How well a network does on data.</summary>
/// <param name="Accuracy">Top-1, a fraction of 1; NaN for regression.</param>
/// <param name="Loss">Mean cross-entropy in nats, or the mean squared error.</param>
internal sealed record Evaluation(double Accuracy, double Loss);
