using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Products of two activations as matrices.</summary>
internal static class MatrixProductEmitter
{
    public static void Emit(FixedPointMatrixProductStep step, ModelCode code)
    {
        var rescale = ("rescale", CommonText.Rescale(step, code));
        Emit(step, step.Layout, "matrix product (integer multiplications)", "FixedPointMatrixProduct", [.. Sizes(step.Layout, code), rescale], code);
    }

    public static void Emit(FloatMatrixProductStep step, ModelCode code) =>
        Emit(step, step.Layout, "matrix product", "FloatMatrixProduct", Sizes(step.Layout, code), code);

    private static void Emit(
        PlanStep step, MatrixLayout layout, string what, string kernel, (string Name, string Value)[] arguments, ModelCode code)
    {
        var comment = $"{CSharpText.Comment(step.Node)}: {CSharpText.Extents([layout.Rows, layout.Inner])} by {CSharpText.Extents([layout.Inner, layout.Columns])}";
        var layer = code.Field(code.Kernel(kernel), "MatrixProduct", comment, CallText.New(kernel, arguments));
        code.Run(
            step, what, $"{layer}.Run({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Inputs[1])}, {ModelCode.Span(step.Output)})");
    }

    private static (string Name, string Value)[] Sizes(MatrixLayout layout, ModelCode code) =>
    [
        ("rows", CSharpText.Number(layout.Rows)),
        ("inner", CSharpText.Number(layout.Inner)),
        ("columns", CSharpText.Number(layout.Columns)),
        ("matrices", CommonText.Broadcast(layout.Matrices, code)),
    ];
}
