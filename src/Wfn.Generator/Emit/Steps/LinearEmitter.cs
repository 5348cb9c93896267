using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Fully connected layers.</summary>
internal static class LinearEmitter
{
    /// <summary>In fixed point.</summary>
    public static void Emit(FixedPointLinearStep step, ModelCode code)
    {
        var outputs = step.Bias.Count;
        var inputs = step.Weights.Indices.Count / outputs;
        var what = What(inputs, outputs);
        var kernel = code.Kernel("ShiftAddLinear");
        var indices = code.Indices(step.Weights);
        var bias = code.Integers("Bias", CSharpText.Comment(step.Node) + ", bias", step.Bias);
        var layer = code.Field(kernel, "Linear", CSharpText.Comment(step.Node) + ": " + what, CallText.New(
            kernel,
            ("indices", indices),
            ("mantissas", code.Mantissas(step.Weights)),
            ("bias", bias),
            ("rescale", CommonText.Rescale(step, code))));
        code.Share(new SharedLayer(layer, indices, bias));
        code.Run(step, what, $"{layer}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    /// <summary>In float32.</summary>
    public static void Emit(FloatLinearStep step, ModelCode code)
    {
        var what = What(step.RowLength, step.Outputs);
        var kernel = code.Kernel("FloatLinear");
        var bias = step.Bias is null ? $"new float[{CSharpText.Number(step.Outputs)}]" : code.ParameterValues(step.Bias);
        var layer = code.Field(kernel, "Linear", CSharpText.Comment(step.Node) + ": " + what, CallText.New(
            kernel,
            ("inputs", CSharpText.Number(step.RowLength)),
            ("bias", bias),
            ("bounds", CommonText.Bounds(step, code))));
        var weights = code.FloatColumns(step);
        code.Share(new SharedLayer(layer, weights));
        code.Run(step, what, $"{layer}.Run({weights}, {ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    /// <summary>As many samples as are counted, by the layer of one: each is a row.</summary>
    public static void EmitSamples(FloatLinearStep step, SharedLayer layer, ModelCode code) => code.RunSamples(
        step,
        What(step.RowLength, step.Outputs),
        $"{layer.Field}.Run({layer.Weights}, {Rows(step.Inputs[0], step.RowLength)}, {Rows(step.Output, step.Outputs)})");

    private static string Rows(PlanRegion region, int length) => $"workspace.Slice({CSharpText.Number(region.Offset)}, count * {CSharpText.Number(length)})";

    private static string What(int inputs, int outputs) => $"fully connected, {CSharpText.Number(inputs)} to {CSharpText.Number(outputs)}";
}
