using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Rounds;

namespace Wfn.Training;

/// <summary>
/// Fixes a network's weights round by round, training those that are still free in between (Subia-Waud and Dasmahapatra,
/// ECCV 2022).
/// </summary>
public static class Retraining
{
    /// <summary>Retrains a network of one input.</summary>
    /// <param name="graph">
    /// The trained network; its first output is compared with the targets: scores of classes, scores of classes for every step, or real
    /// numbers (<see cref="LearningTask"/>).
    /// </param>
    /// <param name="train">
    /// Training data; its shape may differ from the network's by axes of extent 1. Without targets the network learns from the
    /// teacher alone, and accuracy is agreement with it.
    /// </param>
    /// <param name="validation">
    /// Data to measure each round on and to choose by; a part of <paramref name="train"/> is held back when null. Not
    /// the data that the result is judged by.
    /// </param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="teacher">
    /// The network to learn from where <see cref="RetrainingOptions.Distillation"/> asks for it or targets are missing, with the
    /// same input and output; <paramref name="graph"/> as it was given when null.
    /// </param>
    /// <param name="checkpoint">
    /// A file that holds the run's state after each epoch; if it lies there already and is of the same run, the run goes on from it,
    /// to the same end. It stays there when the run is over, for the caller to remove once the result is safe. Null for none.
    /// </param>
    /// <param name="progress">Told after every batch and every round.</param>
    /// <param name="cancellation">Stops at the next batch.</param>
    /// <exception cref="WfnException">
    /// Data does not fit the network (WFN3001 to WFN3003), an option makes no sense (WFN3004), libtorch cannot be loaded, the
    /// loss is no longer a number, or the checkpoint cannot be written (WFN3005).
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static RetrainedNetwork Run(
        NetworkGraph graph,
        LabelledData train,
        LabelledData? validation = null,
        RetrainingOptions? options = null,
        NetworkGraph? teacher = null,
        string? checkpoint = null,
        IProgress<RetrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var inputs = TrainingInputs.Prepare(graph, train, validation, options ?? new RetrainingOptions(), teacher);
        using var run = new RetrainingRun(inputs, checkpoint, progress, cancellation);
        return run.Run();
    }

    /// <summary>Refuses options that make no sense for a network.</summary>
    internal static void Check(NetworkGraph graph, RetrainingOptions options)
    {
        Check(options);
        RequireBatch(graph);
        var sample = SampleLayout.Of(graph).Shape;
        Require(options.Augmentation.IsNone || sample.Rank == 3, $"only images [channels, height, width] can be flipped or shifted, not {sample}");
        foreach (var name in options.Exclude)
        {
            Require(
                graph.Parameters.Any(parameter => parameter.Name == name),
                $"there is no parameter {DataName.Quote(name)} to exclude");
        }
    }

    /// <summary>Refuses options that make no sense for any network.</summary>
    internal static void Check(RetrainingOptions options)
    {
        options.Fixing.Validate();
        Require(options.Epochs >= 0 && options.FirstEpochs >= 0 && options.PolishEpochs >= 0, "the number of epochs is negative");
        Require(options.BatchSize >= 1, $"a batch of {options.BatchSize} samples is none");
        Require(options.LearningRate is null or (> 0 and <= 100), $"the learning rate {options.LearningRate} is not between 0 and 100");
        Require(
            options.PolishLearningRate is null or (> 0 and <= 100),
            $"the learning rate of polishing, {options.PolishLearningRate}, is not between 0 and 100");
        Require(options.PolishBitPrice is >= 0 and <= 1, $"the price of a bit, {options.PolishBitPrice}, is not between 0 and 1");
        Require(
            options.PolishStartPrice >= 0 && options.PolishStartPrice <= options.PolishBitPrice,
            $"the price of a bit cannot rise from {options.PolishStartPrice} to {options.PolishBitPrice}");
        Require(!options.PolishOnly || options.PolishEpochs > 0, "nothing but polishing is asked for, and no epoch of it");
        Require(options.FixedPointEpochs >= 0, "the number of epochs in fixed point is negative");
        Require(options.ActivationBits is >= 4 and <= 16, $"activations of {options.ActivationBits} bits are not possible; 4 to 16 are");
        Require(options.PolishValues >= 2, $"a codebook of {options.PolishValues} values is too small to polish on");
        Require(options.Momentum is >= 0 and < 1, $"the momentum {options.Momentum} is not from 0 to below 1");
        Require(options.Beta1 is >= 0 and < 1, $"Adam's β1, {options.Beta1}, is not from 0 to below 1");
        Require(options.Beta2 is >= 0 and < 1, $"Adam's β2, {options.Beta2}, is not from 0 to below 1");
        Require(options.WeightDecay is >= 0 and <= 1, $"the weight decay {options.WeightDecay} is not between 0 and 1");
        Require(options.GradientClip is > 0 and < double.PositiveInfinity, $"the gradient clip {options.GradientClip} is not positive");
        Require(
            options.RegularisationRatio is >= 0 and <= 100,
            $"the regularisation ratio {options.RegularisationRatio} is not between 0 and 100");
        Require(options.Temperature is > 0 and < double.PositiveInfinity, $"the temperature {options.Temperature} is not positive");
        Require(
            options.ValidationFraction is >= 0 and <= 0.5,
            $"the validation fraction {options.ValidationFraction} is not between 0 and 0.5");
        Require(options.Distillation is >= 0 and <= 1, $"the distillation {options.Distillation} is not between 0 and 1");
        Require(
            options.TeacherTemperature is > 0 and < double.PositiveInfinity,
            $"the teacher's temperature {options.TeacherTemperature} is not positive");
        Require(options.Threads is >= 0 and <= 1024, $"{options.Threads} threads are too few or too many");
        Require(options.Augmentation.Shift >= 0, "images cannot be shifted by a negative number of pixels");
    }

    // Gradients are those of a batch's mean loss; samples that depend on one another have none each.
    private static void RequireBatch(NetworkGraph graph)
    {
        if (graph.Inputs.All(input => input.Shape.Sample == input.Shape) || graph.Outputs[0].Shape.Sample == graph.Outputs[0].Shape)
        {
            throw new WfnException(
                DiagnosticCodes.UnsupportedOperator,
                "the network cannot be trained: no axis of its inputs is a batch of samples that do not depend on one another; "
                + "fix the network without training (--no-retrain)");
        }
    }

    /// <summary>Refuses an option (WFN3004).</summary>
    internal static void Require(bool holds, string reason)
    {
        if (!holds)
        {
            throw new WfnException(DiagnosticCodes.BadOption, reason);
        }
    }
}
