using Wfn.Experiments.Accuracy.Methods;
namespace Wfn.Experiments.Accuracy.Baselines;

/// <summary>The network as it was given: what all others are compared with.</summary>
internal sealed class OriginalNetwork : IMethod
{
    /// <summary>Its name.</summary>
    public const string NameOfOriginal = "original";

    /// <inheritdoc/>
    public string Name => NameOfOriginal;

    /// <inheritdoc/>
    public string Description => "The network as it was trained, float32; 32 bits a weight.";

    /// <inheritdoc/>
    public int Seeds => 1;

    /// <inheritdoc/>
    public MethodOutcome Run(MethodTask task) => new()
    {
        Graph = task.Graph,
        PayloadBits = 32L * task.Graph.Parameters.Where(parameter => parameter.IsFixable).Sum(parameter => parameter.Values.Count),
        Epochs = 0,
        Seconds = 0,
    };
}
