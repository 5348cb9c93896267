using System.Globalization;
using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>Turns the steps of one sample into those of several, each sample's elements behind those of the one before.</summary>
internal static class SamplesDraft
{
    /// <summary>Fully connected layers in float32: samples are rows.</summary>
    public static SamplesSteps? Floats(PlanStep[] steps, int samples)
    {
        var draft = new PlanDraft();
        draft.AddInput(Name(0), checked(samples * steps[0].Inputs[0].Length));
        for (var i = 0; i < steps.Length; i++)
        {
            draft.Add(steps[i], [Name(i)], Name(i + 1), checked(samples * steps[i].Output.Length));
        }

        return Finish(draft, steps, samples, sizeof(float), steps.Length);
    }

    /// <summary>Dense fully connected layers: samples are the pixels of a row. Null where the bytes of a sample do not end as its elements do.</summary>
    public static SamplesSteps? Dense(PlanStep[] steps, int samples)
    {
        var draft = new PlanDraft();
        draft.AddInput(Name(0), checked(samples * steps[0].Inputs[0].Length));

        // Bytes from a sample to the next.
        var distance = steps[0].Inputs[0].Length * sizeof(short);
        for (var i = 0; i < steps.Length; i++)
        {
            switch (steps[i])
            {
                case DenseConvolutionStep dense:
                    var source = dense.Source with { Channels = distance / dense.Source.ElementBytes, Height = 1, Width = samples };
                    var result = dense.Result with { Width = samples };
                    draft.Add(dense with { Source = source, Result = result }, [Name(i)], Name(i + 1), (int)result.Length, DenseForm.ScratchLength(result));
                    distance = result.PixelBytes;
                    break;
                case ChannelsLastCopyStep copy when distance == copy.Layout.Width * (copy.ToPlanes ? copy.Layout.ElementBytes : sizeof(short)):
                    var layout = copy.Layout with { Width = samples * copy.Layout.Width };
                    draft.Add(copy with { Layout = layout }, [Name(i)], Name(i + 1), copy.ToPlanes ? layout.Width : (int)layout.Length);
                    distance = copy.Layout.Width * (copy.ToPlanes ? sizeof(short) : copy.Layout.ElementBytes);
                    break;
                default:
                    return null;
            }
        }

        return distance == steps[steps.Length - 1].Output.Length * sizeof(short) ? Finish(draft, steps, samples, sizeof(short), steps.Length) : null;
    }

    /// <summary>Fully connected layers of additions and shifts: the samples of every element lie side by side, as the places of a plane do.</summary>
    public static SamplesSteps ShiftAdd(PlanStep[] steps, int samples)
    {
        var draft = new PlanDraft();
        var (inputs, outputs) = (steps[0].Inputs[0].Length, steps[steps.Length - 1].Output.Length);
        var last = steps.Length + 2;
        draft.AddInput(Name(0), checked(samples * inputs));
        draft.Add(Transpose(steps[0], samples, inputs), [Name(0)], Name(1), samples * inputs);
        for (var i = 0; i < steps.Length; i++)
        {
            draft.Add(ShiftAdd(steps[i], samples), [Name(i + 1)], Name(i + 2), checked(samples * steps[i].Output.Length), ScratchLength(samples));
        }

        draft.Add(Transpose(steps[steps.Length - 1], outputs, samples), [Name(last - 1)], Name(last), samples * outputs);
        return Finish(draft, steps, samples, sizeof(short), last);
    }

    private static SamplesTransposeStep Transpose(PlanStep step, int rows, int columns) => new() { Node = step.Node, Rows = rows, Columns = columns };

    private static ShiftAddSamplesStep ShiftAdd(PlanStep step, int samples) => step switch
    {
        FixedPointLinearStep linear => new ShiftAddSamplesStep
        {
            Node = linear.Node,
            Weights = linear.Weights,
            Bias = linear.Bias,
            InputBounds = linear.InputBounds,
            Samples = samples,
            Shift = linear.Shift,
            Bounds = linear.Bounds,
        },
        InlineLinearStep linear => new ShiftAddSamplesStep
        {
            Node = linear.Node,
            Weights = linear.Weights,
            Bias = linear.Bias,
            InputBounds = linear.InputBounds,
            Samples = samples,
            Shift = linear.Shift,
            Bounds = linear.Bounds,
        },
        _ => throw new InvalidOperationException($"{step.GetType().Name} is no layer of additions"),
    };

    private static long ScratchLength(int samples) => ShiftAddLayout.ScratchLength(
        WindowLayout.Of("", new SlidingWindow { KernelHeight = 1, KernelWidth = 1 }, 1, 1, samples), samples, isOfBytes: false);

    private static SamplesSteps Finish(PlanDraft draft, PlanStep[] steps, int samples, int elementBytes, int last)
    {
        draft.Keep(Name(last));
        return new SamplesSteps(samples, draft.Finish(
            elementBytes,
            [new PlanPort(Name(0), TensorShape.Of(samples, steps[0].Inputs[0].Length), null, default)],
            [new PlanPort(Name(last), TensorShape.Of(samples, steps[steps.Length - 1].Output.Length), null, default)]));
    }

    private static string Name(int step) => step.ToString(CultureInfo.InvariantCulture);
}
