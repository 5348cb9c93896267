using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;
using static TorchSharp.torch;

namespace Wfn.Training.Rounds;

/// <summary>Targets for data that has none: the teacher's answers, so that accuracy means agreement with it.</summary>
internal static class TeacherTargets
{
    private const int Batch = 500;

    /// <summary>Gives samples targets.</summary>
    /// <param name="data">Samples in the network's input shape.</param>
    /// <param name="teacher">The network that answers.</param>
    /// <param name="task">What its answers are.</param>
    /// <param name="device">What computes them.</param>
    public static LabelledData Of(LabelledData data, NetworkGraph teacher, LearningTask task, TrainingDevice device)
    {
        using var network = new TorchNetwork(teacher, device);
        var objective = TrainingObjective.Of(network, task);
        using var noGradients = no_grad();
        return data.With(objective.AsTargets(Answers(new BatchLoader(data, Batch, device), objective), data.Count));
    }

    private static IEnumerable<Tensor> Answers(BatchLoader batches, TrainingObjective objective)
    {
        foreach (var (samples, _) in batches.InOrder())
        {
            using var scope = NewDisposeScope();
            yield return objective.Answers(samples);
        }
    }
}
