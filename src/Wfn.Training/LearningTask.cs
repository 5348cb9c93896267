using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;
using Wfn.Training.Data;

namespace Wfn.Training;

/// <summary>What a network's first output means, and so what it learns.</summary>
public enum LearningTask
{
    /// <summary>Its elements are the scores of classes; the loss is cross-entropy.</summary>
    Classes,

    /// <summary>
    /// Its last axis holds the scores of classes for each step of the axes before; the loss is cross-entropy of every step.
    /// </summary>
    ClassSequences,

    /// <summary>Its elements are real numbers; the loss is the mean squared error.</summary>
    Regression,
}

/// <summary>Finds out what a network learns.</summary>
public static class LearningTasks
{
    /// <summary>The task of a training: what the targets say, or else what is asked for, or else what the output looks like.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="asked">What is asked for, or null.</param>
    /// <param name="data">Training and validation data; either may be null or without targets.</param>
    /// <exception cref="WfnException">These contradict each other (WFN3004).</exception>
    public static LearningTask Of(NetworkGraph graph, LearningTask? asked, params ReadOnlySpan<LabelledData?> data)
    {
        var task = asked;
        foreach (var one in data)
        {
            var told = one?.Targets.Task;
            if (told is not null && task is not null && told != task)
            {
                throw new WfnException(
                    DiagnosticCodes.BadOption,
                    $"the targets are {Name(told.Value)}, but {Name(task.Value)} are asked for, or are those of other data",
                    one!.FirstFile);
            }

            task ??= told;
        }

        return task ?? ByOutput(graph);
    }

    /// <summary>What targets of a task are called.</summary>
    public static string Name(LearningTask task) => task switch
    {
        LearningTask.Classes => "classes",
        LearningTask.ClassSequences => "sequences of classes",
        _ => "real numbers",
    };

    // A vector is most often one of scores; one number never is, and an array only where it says so.
    private static LearningTask ByOutput(NetworkGraph graph)
    {
        var index = new GraphIndex(graph);
        var output = graph.Outputs[0].Name;
        var shape = index.Shape(output);
        return shape.Sample.Dimensions.Count(extent => extent != 1) switch
        {
            0 => LearningTask.Regression,
            1 => LearningTask.Classes,
            _ => index.Producer(output) is { } producer && OperatorDefinition.Of(producer).DistributionAxis(producer) == shape.LastSampleAxis
                ? LearningTask.ClassSequences
                : LearningTask.Regression,
        };
    }
}
