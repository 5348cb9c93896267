using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>The steps of several samples at once: the layers of one sample, over more of them.</summary>
internal static class SamplesEmitter
{
    /// <summary>Adds them, where the model has such a plan.</summary>
    public static void Emit(ModelCode code)
    {
        if (code.Input.Samples is not { } plan)
        {
            return;
        }

        foreach (var size in plan.Sizes)
        {
            code.SampleStatements.Add([]);
            var layer = plan.First;
            foreach (var step in size.Plan.Steps)
            {
                switch (step)
                {
                    case DenseConvolutionStep dense:
                        DenseEmitter.EmitSamples(dense, code.Shared(layer++)!, code);
                        break;
                    case FloatLinearStep linear:
                        LinearEmitter.EmitSamples(linear, code.Shared(layer++)!, code);
                        break;
                    case ChannelsLastCopyStep copy:
                        ChannelsLastEmitter.EmitSamples(copy, code);
                        layer++;
                        break;
                    case ShiftAddSamplesStep linear:
                        Emit(linear, code.Shared(layer++), code);
                        break;
                    case SamplesTransposeStep transpose:
                        Emit(transpose, transpose.Inputs[0] == size.Source, code);
                        break;
                    default:
                        throw new InvalidOperationException($"{step.GetType().Name} has no emitter for several samples");
                }
            }
        }
    }

    private static void Emit(SamplesTransposeStep step, bool isFirst, ModelCode code) => code.RunSamples(
        step,
        isFirst ? "samples side by side" : "one sample behind the other",
        $"{code.Kernel("SamplesTranspose")}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)}, {CSharpText.Number(step.Rows)}, {CSharpText.Number(step.Columns)})");

    // A convolution of one tap, over a plane that has a sample at each place.
    private static void Emit(ShiftAddSamplesStep step, SharedLayer? single, ModelCode code)
    {
        var (samples, comment) = (CSharpText.Number(step.Samples), CSharpText.Comment(step.Node));
        var (inputs, outputs) = (step.Weights.Indices.Count / step.Bias.Count, step.Bias.Count);
        var isNarrow = CSharpText.Boolean(ConvolutionEmitter.IsNarrow(step.InputBounds));
        var what = $"fully connected, {CSharpText.Number(inputs)} to {CSharpText.Number(outputs)}, {samples} samples";
        var program = CallText.Call(
            code.Kernel("ShiftAddProgram") + ".Build",
            ("indices", single?.Weights ?? code.Indices(step.Weights)),
            ("mantissas", code.Mantissas(step.Weights)),
            ("offsets", $"{code.Kernel("TapOffsets")}.Of({CSharpText.Number(inputs)}, {samples}, new int[1])"),
            ("groupOffset", "0"),
            ("outputsPerGroup", CSharpText.Number(outputs)),
            ("minimum", CSharpText.Number(step.InputBounds.Minimum)),
            ("maximum", CSharpText.Number(step.InputBounds.Maximum)),
            ("isNarrow", isNarrow));
        var layer = code.BatchField(code.Kernel("ShiftAddConvolution"), "Samples", comment + ": " + what, CallText.New(
            "ShiftAddConvolution",
            ("program", program),
            ("isNarrow", isNarrow),
            ("bias", single?.Bias ?? code.Integers("Bias", comment + ", bias", step.Bias)),
            ("rescale", CommonText.Rescale(step, code)),
            ("copy", "null"),
            ("inputLength", CSharpText.Number(step.Inputs[0].Length)),
            ("planesLength", "0"),
            ("height", "1"),
            ("width", samples),
            ("pitch", samples)));
        code.RunSamples(
            step,
            what,
            $"{layer}.Run(workspace, {CSharpText.Number(step.Inputs[0].Offset)}, {CSharpText.Number(step.Output.Offset)}, {CSharpText.Number(step.Scratch.Offset)})");
    }
}
