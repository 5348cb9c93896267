using Wfn.Experiments.Accuracy.Methods;
using Wfn.Experiments.Accuracy.Quantization;
using Wfn.Graph;
using Wfn.Training.Native;

namespace Wfn.Experiments.Accuracy.Baselines;

/// <summary>A quantiser for each weight tensor, trained with the straight-through estimator; biases and batch norm stay float.</summary>
/// <param name="name">The method's name.</param>
/// <param name="description">What it is.</param>
/// <param name="quantizer">Makes a tensor's quantiser; told whether it is the first layer's or the last's.</param>
internal sealed class RetrainedQuantization(string name, string description, Func<Parameter, bool, ITensorQuantizer> quantizer) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public int Seeds => 1;

    /// <summary>Whether a parameter is quantised: convolutions' and fully connected layers' weights, the first and last included.</summary>
    public static bool IsQuantized(Parameter parameter) =>
        parameter.Role is ParameterRole.Weight or ParameterRole.Weight;

    /// <inheritdoc/>
    public MethodOutcome Run(MethodTask task)
    {
        LibTorch.EnsureLoaded();
        using var training = new StraightThroughTraining(task, name, quantizer);
        return training.Run();
    }
}
