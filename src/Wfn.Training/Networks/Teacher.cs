using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>
/// What a network learns from besides labels: the outputs of another network, or of its own former self (Hinton, Vinyals and
/// Dean, 2015).
/// </summary>
/// <param name="network">The network to learn from; it does not change.</param>
/// <param name="share">Its part of the loss, 0 to 1.</param>
/// <param name="temperature">Softens both outputs.</param>
internal sealed class Teacher(TorchNetwork network, double share, double temperature)
{
    private readonly Classifier classifier = new(network);

    /// <summary>
    /// The loss of a batch: cross-entropy with the labels, and the divergence of the softened outputs times T², which keeps its
    /// gradient's size whatever the temperature.
    /// </summary>
    /// <param name="samples">The batch.</param>
    /// <param name="scores">The learning network's scores, [batch, classes].</param>
    /// <param name="labels">The classes.</param>
    public Tensor Loss(Tensor samples, Tensor scores, Tensor labels)
    {
        Tensor target;
        using (no_grad())
        {
            target = nn.functional.softmax(classifier.Scores(samples) / temperature, 1);
        }

        var divergence = nn.functional.kl_div(nn.functional.log_softmax(scores / temperature, 1), target, false, nn.Reduction.Sum)
            * (temperature * temperature / samples.shape[0]);
        return share == 1 ? divergence : (nn.functional.cross_entropy(scores, labels) * (1 - share)) + (divergence * share);
    }

    /// <summary>The classes that the teacher sees in samples.</summary>
    public long[] Classes(Tensor samples)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return classifier.Scores(samples).argmax(1).data<long>().ToArray();
    }
}
