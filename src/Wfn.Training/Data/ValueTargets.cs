using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Real numbers for each sample.</summary>
public sealed class ValueTargets : Targets
{
    /// <summary>Takes numbers.</summary>
    /// <param name="values">The numbers of all samples, one sample after another in row-major order; finite.</param>
    /// <param name="length">How many a sample has.</param>
    /// <exception cref="WfnException">There are no whole number of samples, or a number is not finite (WFN3001).</exception>
    public ValueTargets(ReadOnlyMemory<float> values, int length)
    {
        if (length < 1 || values.Length % length != 0)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"{values.Length} targets are no whole number of samples of {length}");
        }

        Values = values;
        Length = length;
        var span = values.Span;
        for (var i = 0; i < span.Length; i++)
        {
            if (!float.IsFinite(span[i]))
            {
                throw new WfnException(
                    DiagnosticCodes.BadData,
                    $"sample {i / length} has the target {span[i]} at element {i % length}; targets must be finite");
            }
        }
    }

    /// <summary>The numbers.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>Numbers of a sample.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override LearningTask? Task => LearningTask.Regression;

    /// <inheritdoc/>
    public override int PerSample => Length;

    internal override int? SampleCount => Values.Length / Length;

    /// <inheritdoc/>
    public override double QualityUnit
    {
        get
        {
            var samples = Values.Length / Length;
            var sum = 0.0;
            for (var number = 0; number < Length; number++)
            {
                var (mean, squares) = (0.0, 0.0);
                for (var i = number; i < Values.Length; i += Length)
                {
                    mean += Values.Span[i];
                    squares += (double)Values.Span[i] * Values.Span[i];
                }

                mean /= samples;
                sum += Math.Max(0, (squares / samples) - (mean * mean));
            }

            return sum / Length;
        }
    }

    /// <summary>One sample's numbers.</summary>
    public ReadOnlySpan<float> Sample(int sample) => Values.Span.Slice(sample * Length, Length);

    internal override Targets Slice(int start, int count) => new ValueTargets(Values.Slice(start * Length, count * Length), Length);

    internal override Targets Select(ReadOnlySpan<int> samples) => new ValueTargets(Select(Values, Length, samples), Length);

    // Whole numbers that the output has no room for are classes that were saved as floats.
    internal override Targets Fit(TensorShape output, string? file)
    {
        if (Length == output.ElementCount)
        {
            return OneHotTargets.Find(Values.Span, Length) is { } classes ? new ClassTargets(classes) : this;
        }

        var labels = new int[Values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var value = Values.Span[i];
            if (value != MathF.Floor(value) || value < 0 || value >= int.MaxValue)
            {
                throw new WfnException(
                    DiagnosticCodes.DataShape,
                    $"there are {Length} targets a sample, the model's output has the shape {output}; and they are no classes, "
                    + $"as sample {i / Length} has {value}",
                    file);
            }

            labels[i] = (int)value;
        }

        return new ClassTargets(labels, Length).Fit(output, file);
    }
}
