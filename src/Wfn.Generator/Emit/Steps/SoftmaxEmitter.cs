using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Softmax.</summary>
internal static class SoftmaxEmitter
{
    public static void Emit(FixedPointSoftmaxStep step, ModelCode code)
    {
        var kernel = code.Kernel("FixedPointSoftmax");
        var layer = code.Field(kernel, "Softmax", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("outer", CSharpText.Number(step.Layout.Outer)),
            ("extent", CSharpText.Number(step.Layout.Extent)),
            ("inner", CSharpText.Number(step.Layout.Inner)),
            ("exponentials", code.Integers("Exponentials", CSharpText.Comment(step.Node) + ", exponentials", step.Exponentials)),
            ("fractionBits", CSharpText.Number(step.FractionBits)),
            ("saturate", CommonText.Rescale(0, step.Bounds, code))));
        code.Run(step, "softmax (one integer division an element)", $"{layer}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)})");
    }

    public static void Emit(FloatSoftmaxStep step, ModelCode code) => code.Run(
        step,
        "softmax",
        $"{code.Kernel("FloatSoftmax")}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)}, {CSharpText.Number(step.Layout.Outer)}, "
            + $"{CSharpText.Number(step.Layout.Extent)}, {CSharpText.Number(step.Layout.Inner)})");
}
