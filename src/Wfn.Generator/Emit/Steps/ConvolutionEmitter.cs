using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Convolutions.</summary>
internal static class ConvolutionEmitter
{
    // Inputs of up to 14 bits leave a 16-bit sum room for several terms; wider ones are summed in 32 bits.
    private const int LargestNarrowInput = 8191;

    /// <summary>In fixed point.</summary>
    public static void Emit(FixedPointConvolutionStep step, ModelCode code)
    {
        var layout = step.Layout;
        var what = What(layout, step.Bias.Count, step.Groups);
        var kernel = code.Kernel(step.IsOfBytes ? "ShiftAddByteConvolution" : "ShiftAddConvolution");
        (string Name, string Value)[] arguments =
        [
            .. step.IsOfBytes ? ByteProgram(step, code) : Program(step, code),
            ("bias", code.Integers("Bias", CSharpText.Comment(step.Node) + ", bias", step.Bias)),
            ("rescale", CommonText.Rescale(step, code)),
            ("copy", CommonText.PlaneCopy(layout, code)),
            ("inputLength", CSharpText.Number(step.Inputs[0].Length)),
            ("planesLength", CSharpText.Number(step.IsOfBytes || !layout.Pieces.IsEmpty ? step.PlanesLength : 0)),
            ("height", CSharpText.Number(layout.OutputHeight)),
            ("width", CSharpText.Number(layout.OutputWidth)),
            ("pitch", CSharpText.Number(layout.Pitch)),
        ];
        var layer = code.Field(kernel, "Convolution", CSharpText.Comment(step.Node) + ": " + what, CallText.New(kernel, arguments));
        code.Run(
            step,
            what,
            $"{layer}.Run(workspace, {CSharpText.Number(step.Inputs[0].Offset)}, {CSharpText.Number(step.Output.Offset)}, {CSharpText.Number(step.Scratch.Offset)})");
    }

    /// <summary>In float32.</summary>
    public static void Emit(FloatConvolutionStep step, ModelCode code)
    {
        var layout = step.Layout;
        var inputs = layout.Channels / step.Groups;
        var what = What(layout, step.Outputs, step.Groups);
        var kernel = code.Kernel("FloatConvolution");
        var bias = step.Bias is null ? $"new float[{CSharpText.Number(step.Outputs)}]" : code.ParameterValues(step.Bias);
        var layer = code.Field(kernel, "Convolution", CSharpText.Comment(step.Node) + ": " + what, CallText.New(
            kernel,
            ("weights", code.FloatWeights(step.Weight)),
            ("offsets", Offsets(layout, inputs, code)),
            ("bias", bias),
            ("bounds", CommonText.Bounds(step, code)),
            ("copy", CommonText.PlaneCopy(layout, code)),
            ("inputLength", CSharpText.Number(step.Inputs[0].Length)),
            ("planesLength", CSharpText.Number(layout.PlanesLength)),
            ("groupLength", CSharpText.Number(inputs * layout.ChannelLength)),
            ("outputsPerGroup", CSharpText.Number(step.Outputs / step.Groups)),
            ("height", CSharpText.Number(layout.OutputHeight)),
            ("width", CSharpText.Number(layout.OutputWidth)),
            ("pitch", CSharpText.Number(layout.Pitch))));
        code.Run(
            step,
            what,
            $"{layer}.Run(workspace, {CSharpText.Number(step.Inputs[0].Offset)}, {CSharpText.Number(step.Output.Offset)}, {CSharpText.Number(step.Scratch.Offset)})");
    }

    /// <summary>Whether inputs leave sums of 16 bits room.</summary>
    public static bool IsNarrow(OutputBounds inputs) => Math.Max(-inputs.Minimum, inputs.Maximum) <= LargestNarrowInput;

    private static (string Name, string Value)[] ByteProgram(FixedPointConvolutionStep step, ModelCode code) =>
    [
        ("terms", CallText.New(
            code.Kernel("ShiftAddTerms"),
            [.. Weights(step, code), .. step.Form.Values.IsEmpty ? [] : new[] { ("values", CSharpText.Array(step.Form.Values)) }])),
        ("isSigned", CSharpText.Boolean(step.InputBounds.Minimum < 0)),
    ];

    private static (string Name, string Value)[] Program(FixedPointConvolutionStep step, ModelCode code)
    {
        var isNarrow = CSharpText.Boolean(IsNarrow(step.InputBounds));
        var program = CallText.Call(
            code.Kernel("ShiftAddProgram") + ".Build",
            [
                .. Weights(step, code),
                ("minimum", CSharpText.Number(step.InputBounds.Minimum)),
                ("maximum", CSharpText.Number(step.InputBounds.Maximum)),
                ("isNarrow", isNarrow),
                ]);
        return [("program", program), ("isNarrow", isNarrow)];
    }

    private static (string Name, string Value)[] Weights(FixedPointConvolutionStep step, ModelCode code)
    {
        var outputs = step.Bias.Count;
        var inputs = step.Weights.Indices.Count / outputs / step.Layout.TapOffsets.Count;
        return
        [
            ("indices", code.Indices(step.Weights)),
            ("mantissas", code.Mantissas(step.Weights)),
            ("offsets", Offsets(step.Layout, inputs, code)),
            ("groupOffset", CSharpText.Number(inputs * step.Layout.ChannelLength)),
            ("outputsPerGroup", CSharpText.Number(outputs / step.Groups)),
        ];
    }

    private static string Offsets(WindowLayout layout, int inputs, ModelCode code) =>
        $"{code.Kernel("TapOffsets")}.Of({CSharpText.Number(inputs)}, {CSharpText.Number(layout.ChannelLength)}, "
        + $"{code.Integers("Taps", "Offsets of a window's taps.", layout.TapOffsets)})";

    private static string What(WindowLayout layout, int outputs, int groups) =>
        $"convolution {CommonText.Window(layout.Window)}, {CSharpText.Extents([layout.Channels, layout.Height, layout.Width])} to "
        + CSharpText.Extents([outputs, layout.OutputHeight, layout.OutputWidth])
        + (groups == 1 ? "" : $", {CSharpText.Number(groups)} groups");
}
