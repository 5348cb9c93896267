using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Pooling.</summary>
internal static class PoolEmitter
{
    public static void Emit(FixedPointMaxPoolStep step, ModelCode code)
    {
        var kernel = code.Kernel("FixedPointMaxPool");
        var window = step.Layout.Window;
        var layer = code.Field(kernel, "MaxPool", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("window", Window(step.Layout, code)),
            ("kernelWidth", CSharpText.Number(window.KernelWidth)),
            ("strideWidth", CSharpText.Number(window.StrideWidth)),
            ("padLeft", CSharpText.Number(window.PadLeft)),
            ("paddedWidth", CSharpText.Number(step.Layout.PaddedWidth))));
        code.Run(
            step,
            "largest under " + CommonText.Window(window),
            $"{layer}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)}, {ModelCode.Span(step.Scratch)})");
    }

    public static void Emit(FloatMaxPoolStep step, ModelCode code)
    {
        var layer = Field(step, step.Layout, code);
        code.Run(
            step,
            "largest under " + CommonText.Window(step.Layout.Window),
            $"{code.Kernel("FloatPool")}.Largest({layer}, {ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    public static void Emit(FixedPointAveragePoolStep step, ModelCode code)
    {
        var kernel = code.Kernel("FixedPointAveragePool");
        var reciprocals = code.Integers("Reciprocals", CSharpText.Comment(step.Node) + ", reciprocals", step.Reciprocals);
        var layer = code.Field(kernel, "AveragePool", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("window", Window(step.Layout, code)),
            ("sumShift", CSharpText.Number(step.SumShift)),
            ("reciprocals", $"{code.Kernel("SignedDigits")}.Of({reciprocals})"),
            ("rescale", CommonText.Rescale(step, code))));
        code.Run(
            step,
            "mean under " + CommonText.Window(step.Layout.Window),
            $"{layer}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    public static void Emit(FloatAveragePoolStep step, ModelCode code)
    {
        var layer = Field(step, step.Layout, code);
        code.Run(
            step,
            "mean under " + CommonText.Window(step.Layout.Window),
            $"{code.Kernel("FloatPool")}.Average({layer}, {ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    private static string Field(PlanStep step, PoolLayout layout, ModelCode code) =>
        code.Field(code.Kernel("PoolWindow"), "Pool", CSharpText.Comment(step.Node), Window(layout, code));

    /// <summary>The geometry of a window.</summary>
    public static string Window(PoolLayout layout, ModelCode code) => CallText.New(
        code.Kernel("PoolWindow"),
        ("channels", CSharpText.Number(layout.Channels)),
        ("height", CSharpText.Number(layout.Height)),
        ("width", CSharpText.Number(layout.Width)),
        ("kernelHeight", CSharpText.Number(layout.Window.KernelHeight)),
        ("kernelWidth", CSharpText.Number(layout.Window.KernelWidth)),
        ("strideHeight", CSharpText.Number(layout.Window.StrideHeight)),
        ("strideWidth", CSharpText.Number(layout.Window.StrideWidth)),
        ("dilationHeight", CSharpText.Number(layout.Window.DilationHeight)),
        ("dilationWidth", CSharpText.Number(layout.Window.DilationWidth)),
        ("padTop", CSharpText.Number(layout.Window.PadTop)),
        ("padLeft", CSharpText.Number(layout.Window.PadLeft)),
        ("outputHeight", CSharpText.Number(layout.OutputHeight)),
        ("outputWidth", CSharpText.Number(layout.OutputWidth)),
        ("countedHeight", CSharpText.Number(layout.CountedHeight)),
        ("countedWidth", CSharpText.Number(layout.CountedWidth)));
}
