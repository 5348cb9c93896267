using Wfn.Import;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>What <c>evaluate</c> was asked to do.</summary>
/// <param name="Model">Path of the model.</param>
/// <param name="Data">The labelled data.</param>
/// <param name="Reading">How the data is read.</param>
/// <param name="Numerics"><c>auto</c>, <c>float</c> or <c>fixed</c>.</param>
/// <param name="Threads">Threads; 0 for one a core.</param>
internal sealed record EvaluationSettings(string Model, string Data, DataReadOptions Reading, string Numerics, int Threads)
{
    /// <summary>How a model that is no artifact is read.</summary>
    public ImportOptions Import { get; init; } = new();
}
