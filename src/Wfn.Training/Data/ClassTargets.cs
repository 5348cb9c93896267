using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>A class for each sample, or for each step of each sample.</summary>
public sealed class ClassTargets : Targets
{
    /// <summary>Takes classes.</summary>
    /// <param name="labels">Classes from 0, those of a sample's steps one after another.</param>
    /// <param name="steps">The number of steps of a sample; 1 where a sample as a whole has a class.</param>
    /// <exception cref="WfnException">
    /// There are no whole number of samples (WFN3001), or a label is negative (WFN3003).
    /// </exception>
    public ClassTargets(ReadOnlyMemory<int> labels, int steps = 1)
    {
        if (steps < 1 || labels.Length % steps != 0)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"{labels.Length} labels are no whole number of sequences of {steps}");
        }

        Labels = labels;
        Steps = steps;
        var span = labels.Span;
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] < 0)
            {
                throw new WfnException(
                    DiagnosticCodes.LabelRange,
                    $"{Place(i)} has the label {span[i]}; classes count from 0 (real numbers are given as float32)");
            }
        }
    }

    /// <summary>The classes.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>Steps of a sample.</summary>
    public int Steps { get; }

    /// <inheritdoc/>
    public override LearningTask? Task => Steps == 1 ? LearningTask.Classes : LearningTask.ClassSequences;

    /// <inheritdoc/>
    public override int PerSample => Steps;

    internal override int? SampleCount => Labels.Length / Steps;

    internal override Targets Slice(int start, int count) => new ClassTargets(Labels.Slice(start * Steps, count * Steps), Steps);

    internal override Targets Select(ReadOnlySpan<int> samples) => new ClassTargets(Select(Labels, Steps, samples), Steps);

    internal override Targets Fit(TensorShape output, string? file)
    {
        if (Steps > 1 && Steps == output.ElementCount && OneHotTargets.Find(Array.ConvertAll(Labels.ToArray(), label => (float)label), Steps) is { } own)
        {
            return new ClassTargets(own);
        }

        var classes = Steps == 1 ? output.ElementCount : output.Rank > 1 ? output[output.Rank - 1] : 0;
        if (classes == 0 || (Steps > 1 && output.ElementCount / classes != Steps))
        {
            var steps = output.Rank > 1
                ? $", which is {output.ElementCount / output[output.Rank - 1]} steps of {output[output.Rank - 1]} classes"
                : "";
            throw new WfnException(
                DiagnosticCodes.DataShape, $"there are {Steps} labels a sample, the model's output has the shape {output}{steps}", file);
        }

        var labels = Labels.Span;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= classes)
            {
                throw new WfnException(
                    DiagnosticCodes.LabelRange,
                    $"{Place(i)} has the label {labels[i]}, but the model "
                    + (classes == 1
                        ? "gives one number; real numbers to learn are given as float32"
                        : $"has the classes 0 to {classes - 1}"
                            + (labels[i] == classes && labels.IndexOf(0) < 0 ? " (labels seem to count from 1: subtract 1)" : "")),
                    file);
            }
        }

        return this;
    }

    private string Place(int label) => Steps == 1 ? $"sample {label}" : $"sample {label / Steps}, step {label % Steps},";
}
