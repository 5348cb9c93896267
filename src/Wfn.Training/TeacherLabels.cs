using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Networks;
using Wfn.Training.Optimisation;

namespace Wfn.Training;

/// <summary>Labels for data that has none: the classes that the teacher sees, so that accuracy means agreement with it.</summary>
internal static class TeacherLabels
{
    private const int Batch = 500;

    /// <summary>Labels samples.</summary>
    /// <param name="data">Samples in the network's input shape.</param>
    /// <param name="teacher">The network that labels them.</param>
    public static LabelledData Of(LabelledData data, NetworkGraph teacher)
    {
        using var network = new TorchNetwork(teacher);
        var seen = new Teacher(network, 1, 1);
        var unlabelled = new BatchLoader(data.WithLabels(new int[data.Count]), Batch);
        return data.WithLabels([.. unlabelled.InOrder().SelectMany(batch => seen.Classes(batch.Samples)).Select(label => (int)label)]);
    }
}
