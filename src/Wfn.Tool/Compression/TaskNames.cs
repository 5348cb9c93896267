using Wfn.Training;

namespace Wfn.Tool.Compression;

/// <summary>What tasks are called on the command line and in artifacts.</summary>
internal static class TaskNames
{
    public const string Classes = "classes";
    public const string Sequences = "sequences";
    public const string Regression = "regression";

    public static string Of(LearningTask task) => task switch
    {
        LearningTask.Classes => Classes,
        LearningTask.ClassSequences => Sequences,
        _ => Regression,
    };

    public static LearningTask? Parse(string? name) => name switch
    {
        Classes => LearningTask.Classes,
        Sequences => LearningTask.ClassSequences,
        Regression => LearningTask.Regression,
        _ => null,
    };
}
