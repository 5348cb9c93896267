using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Native;

namespace Wfn.Training.Rounds;

/// <summary>What a training starts from, checked and brought into shape.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Train">Samples in its input shape, with targets.</param>
/// <param name="Validation">The same, to choose by.</param>
/// <param name="Options">The options, distillation set right for data without targets.</param>
/// <param name="Teacher">The network to learn from, or null for the network itself.</param>
internal sealed record TrainingInputs(
    NetworkGraph Graph, LabelledData Train, LabelledData Validation, RetrainingOptions Options, NetworkGraph? Teacher)
{
    /// <summary>Whether the validation data is a part of the training data that was held back.</summary>
    public bool IsHeldBack { get; init; }

    /// <summary>Checks everything, labels what has no labels, and holds validation data back where none is given.</summary>
    /// <exception cref="WfnException">See <see cref="Retraining.Run"/>.</exception>
    public static TrainingInputs Prepare(
        NetworkGraph graph, LabelledData train, LabelledData? validation, RetrainingOptions options, NetworkGraph? teacher)
    {
        Retraining.Check(graph, options);
        CheckTeacher(graph, teacher);
        LibTorch.EnsureLoaded(device: options.Device);
        var fitting = train.Fit(graph);
        var measured = validation?.Fit(graph);
        var task = LearningTasks.Of(graph, options.Task, fitting, measured);
        if (!fitting.HasLabels)
        {
            options = options with { Distillation = 1 };
        }

        fitting = Labelled(fitting, teacher ?? graph, task, options.Device);
        measured = measured is null ? null : Labelled(measured, teacher ?? graph, task, options.Device);
        var isHeldBack = measured is null;
        if (measured is null)
        {
            (fitting, measured) = fitting.Split(options.ValidationFraction, options.Seed);
        }

        return new TrainingInputs(graph, fitting, measured ?? fitting, options, teacher) { IsHeldBack = isHeldBack };
    }

    private static LabelledData Labelled(LabelledData data, NetworkGraph teacher, LearningTask task, TrainingDevice device) =>
        data.HasLabels ? data : TeacherTargets.Of(data, teacher, task, device);

    private static void CheckTeacher(NetworkGraph graph, NetworkGraph? teacher)
    {
        if (teacher is null)
        {
            return;
        }

        var (own, other) = (Classes(graph), Classes(teacher));
        var (shapes, others) = (Shapes(graph), Shapes(teacher));
        Retraining.Require(
            shapes.SequenceEqual(others) && own == other,
            $"the teacher has other inputs or classes than the network: {own} classes of {string.Join(", ", shapes)} are asked for");
    }

    private static IEnumerable<TensorShape> Shapes(NetworkGraph graph) => SampleLayout.Of(graph).Parts.Select(part => part.Shape);

    private static int Classes(NetworkGraph graph) => ShapeInference.Infer(graph)[graph.Outputs[0].Name].Sample.ElementCount;
}
