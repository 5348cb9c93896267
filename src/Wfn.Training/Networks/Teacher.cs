using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>
/// What a network learns from besides targets: the outputs of another network, or of its own former self (Hinton, Vinyals and
/// Dean, 2015).
/// </summary>
/// <param name="objective">The network to learn from, for the learning one's task; it does not change.</param>
/// <param name="share">Its part of the loss, 0 to 1.</param>
/// <param name="temperature">Softens both outputs where they are scores.</param>
internal sealed class Teacher(TrainingObjective objective, double share, double temperature)
{
    /// <summary>The loss of a batch: that of the targets, and the distance from the teacher's answers.</summary>
    /// <param name="samples">The batch.</param>
    /// <param name="answers">The learning network's answers.</param>
    /// <param name="targets">The targets.</param>
    public Tensor Loss(Tensor samples, Tensor answers, Tensor targets)
    {
        Tensor others;
        using (no_grad())
        {
            others = objective.Answers(samples);
        }

        var distance = objective.Distance(answers, others, temperature);
        return share == 1 ? distance : (objective.Loss(answers, targets) * (1 - share)) + (distance * share);
    }
}
