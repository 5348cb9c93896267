using Wfn.Graph.Nodes;
using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Operations on single elements.</summary>
internal static class ElementwiseEmitter
{
    public static void Emit(FixedPointChannelAffineStep step, ModelCode code)
    {
        var kernel = code.Kernel("FixedPointChannelAffine");
        var factors = $"{code.Kernel("SignedDigits")}.Of({code.Integers("Factors", CSharpText.Comment(step.Node) + ", factors", step.Factors)})";
        var layer = code.Field(kernel, "Affine", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("factors", factors),
            ("offsets", code.Integers("Offsets", CSharpText.Comment(step.Node) + ", offsets", step.Offsets)),
            ("rescale", CommonText.Rescale(step, code))));
        code.Run(step, "factor and offset a channel", $"{layer}.Run({Operands(step)}, {ModelCode.Span(step.Output)})");
    }

    public static void Emit(FloatChannelAffineStep step, ModelCode code)
    {
        var factors = code.Field("float[]", "Factors", CSharpText.Comment(step.Node), code.Floats("Factors", CSharpText.Comment(step.Node), step.Factors));
        var offsets = code.Field("float[]", "Offsets", CSharpText.Comment(step.Node), code.Floats("Offsets", CSharpText.Comment(step.Node), step.Offsets));
        code.Run(
            step,
            "factor and offset a channel",
            $"{code.Kernel("FloatElementwise")}.ChannelAffine({Operands(step)}, {ModelCode.Span(step.Output)}, {factors}, {offsets}, {CommonText.Bounds(step, code)})");
    }

    public static void Emit(FixedPointSumStep step, ModelCode code)
    {
        var kernel = code.Kernel("FixedPointSum");
        var layer = code.Field(kernel, "Sum", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("layout", CommonText.Broadcast(step.Layout, code)),
            ("leftShift", CSharpText.Number(step.LeftShifts[0])),
            ("leftNegated", CSharpText.Boolean(step.Negated[0])),
            ("rightShift", CSharpText.Number(step.LeftShifts[1])),
            ("rightNegated", CSharpText.Boolean(step.Negated[1])),
            ("rescale", CommonText.Rescale(step, code))));
        if (step.Constant.IsEmpty)
        {
            code.Run(step, "sum", $"{layer}.Run({Operands(step)}, {ModelCode.Span(step.Output)})");
            return;
        }

        var constant = code.Field(
            "int[]", "Constant", CSharpText.Comment(step.Node), code.Integers("Constant", CSharpText.Comment(step.Node), step.Constant));
        code.Run(step, "sum with a constant", $"{layer}.Run({Operands(step)}, {constant}, {ModelCode.Span(step.Output)})");
    }

    public static void Emit(FixedPointProductStep step, ModelCode code)
    {
        var kernel = code.Kernel("FixedPointProduct");
        var layer = code.Field(kernel, "Product", CSharpText.Comment(step.Node), CallText.New(
            kernel,
            ("layout", CommonText.Broadcast(step.Layout, code)),
            ("rescale", CommonText.Rescale(step, code))));
        if (step.Constant.IsEmpty)
        {
            code.Run(step, "product (integer multiplications)", $"{layer}.Run({Operands(step)}, {ModelCode.Span(step.Output)})");
            return;
        }

        var digits = code.Kernel("SignedDigits");
        var constant = code.Field(
            digits + "[]",
            "Constant",
            CSharpText.Comment(step.Node),
            $"{digits}.Of({code.Integers("Constant", CSharpText.Comment(step.Node), step.Constant)})");
        code.Run(step, "product with a constant", $"{layer}.Run({Operands(step)}, {constant}, {ModelCode.Span(step.Output)})");
    }

    public static void Emit(FloatBinaryStep step, ModelCode code)
    {
        var isSwapped = step.ConstantFirst && step.Operator == BinaryOperator.Subtract;
        var layout = code.Field(
            code.Kernel("Broadcast"), "Layout", CSharpText.Comment(step.Node), CommonText.Broadcast(step.Layout, code, isSwapped));
        var left = ModelCode.Span(step.Inputs[0]);
        var right = step.Constant is null ? ModelCode.Span(step.Inputs[1]) : code.ParameterValues(step.Constant);
        code.Run(
            step,
            step.Operator switch { BinaryOperator.Add => "sum", BinaryOperator.Subtract => "difference", _ => "product" },
            $"{code.Kernel("FloatElementwise")}.{step.Operator}({layout}, {(isSwapped ? right : left)}, {(isSwapped ? left : right)}, "
                + $"{ModelCode.Span(step.Output)}, {CommonText.Bounds(step, code)})");
    }

    public static void Emit(FixedPointRescaleStep step, ModelCode code) => code.Run(
        step,
        "change of format",
        $"{code.Kernel("FixedPointRescale")}.Run({Operands(step)}, {ModelCode.Span(step.Output)}, {CommonText.Rescale(step, code)})");

    public static void Emit(FloatClampStep step, ModelCode code) => code.Run(
        step, "bounds", $"{code.Kernel("FloatElementwise")}.Clamp({Operands(step)}, {ModelCode.Span(step.Output)}, {CommonText.Bounds(step, code)})");

    public static void Emit(FixedPointTableStep step, ModelCode code)
    {
        var table = code.Field(
            "short[]", "Table", CSharpText.Comment(step.Node), code.Shorts("Function", CSharpText.Comment(step.Node), step.Table));
        code.Run(
            step,
            "function by table",
            $"{code.Kernel("FixedPointTable")}.Run({Operands(step)}, {ModelCode.Span(step.Output)}, {table}, {CSharpText.Number(step.First)})");
    }

    public static void Emit(FloatSigmoidStep step, ModelCode code) => code.Run(
        step, "sigmoid", $"{code.Kernel("FloatElementwise")}.Sigmoid({Operands(step)}, {ModelCode.Span(step.Output)})");

    private static string Operands(PlanStep step) => string.Join(", ", step.Inputs.Select(ModelCode.Span));
}
