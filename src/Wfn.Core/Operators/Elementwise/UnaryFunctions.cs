using Wfn.Kernels;

namespace Wfn.Operators;

/// <summary>The functions of one element: a row each. Formulas are finite wherever the function is: no branch of one overflows where another is taken.</summary>
public static class UnaryFunctions
{
    /// <summary>|x|.</summary>
    public static readonly UnaryFunction Abs = UnaryFunction.Of("abs", "|x|", x => Math.Abs(x), onnx: "Abs").Homogeneous();

    /// <summary>The arc cosine.</summary>
    public static readonly UnaryFunction Acos = UnaryFunction.Of(
        "acos", "the arc cosine", x => SpecialFunctions.Acos(x), onnx: "Acos", isBounded: true);

    /// <summary>The inverse of the hyperbolic cosine.</summary>
    public static readonly UnaryFunction Acosh = UnaryFunction.Of(
        "acosh", "the inverse of the hyperbolic cosine", x => SpecialFunctions.Log1P((x - 1) + Math.Sqrt((x - 1) * (x + 1))), onnx: "Acosh");

    /// <summary>The arc sine.</summary>
    public static readonly UnaryFunction Asin = UnaryFunction.Of(
        "asin", "the arc sine", x => SpecialFunctions.Asin(x), onnx: "Asin", isBounded: true);

    /// <summary>The inverse of the hyperbolic sine.</summary>
    public static readonly UnaryFunction Asinh = UnaryFunction.Of(
        "asinh",
        "the inverse of the hyperbolic sine",
        x => x < 0 ? -SpecialFunctions.Log1P((x * x / (1 + Math.Sqrt(1 + (x * x)))) - x) : SpecialFunctions.Log1P((x * x / (1 + Math.Sqrt(1 + (x * x)))) + x),
        onnx: "Asinh");

    /// <summary>The arc tangent.</summary>
    public static readonly UnaryFunction Atan = UnaryFunction.Of(
        "atan", "the arc tangent", x => SpecialFunctions.Atan(x), onnx: "Atan", isBounded: true);

    /// <summary>The inverse of the hyperbolic tangent.</summary>
    public static readonly UnaryFunction Atanh = UnaryFunction.Of(
        "atanh", "the inverse of the hyperbolic tangent", x => 0.5 * SpecialFunctions.Log1P(2 * x / (1 - x)), onnx: "Atanh");

    /// <summary>The smallest integer not below x.</summary>
    public static readonly UnaryFunction Ceil = UnaryFunction.Of("ceil", "the smallest integer not below x", x => Math.Ceiling(x), onnx: "Ceil");

    /// <summary>x, below 0 alpha · (e^(x / alpha) − 1).</summary>
    public static readonly UnaryFunction Celu = UnaryFunction.Of(
        "celu",
        "x, below 0 alpha · (e^(x / alpha) − 1)",
        (x, alpha) => Math.Max(x, 0) + (alpha * SpecialFunctions.ExpM1(Math.Min(x, 0) / alpha)),
        argument: 1,
        onnx: "Celu");

    /// <summary>The cosine.</summary>
    public static readonly UnaryFunction Cos = UnaryFunction.Of("cos", "the cosine", x => Math.Cos(x), onnx: "Cos", isBounded: true);

    /// <summary>The hyperbolic cosine.</summary>
    public static readonly UnaryFunction Cosh = UnaryFunction.Of(
        "cosh", "the hyperbolic cosine", x => (0.5 * Math.Exp(x)) + (0.5 * Math.Exp(-x)), onnx: "Cosh");

    /// <summary>x, below 0 alpha · (e^x − 1).</summary>
    public static readonly UnaryFunction Elu = UnaryFunction.Of(
        "elu",
        "x, below 0 alpha · (e^x − 1)",
        (x, alpha) => Math.Max(x, 0) + (alpha * SpecialFunctions.ExpM1(Math.Min(x, 0))),
        argument: 1,
        onnx: "Elu");

    /// <summary>The error function.</summary>
    public static readonly UnaryFunction Erf = UnaryFunction.Of(
        "erf", "the error function", x => SpecialFunctions.Erf(x), onnx: "Erf", isBounded: true);

    /// <summary>e^x.</summary>
    public static readonly UnaryFunction Exp = UnaryFunction.Of("exp", "e^x", x => Math.Exp(x), onnx: "Exp");

    /// <summary>The largest integer not above x.</summary>
    public static readonly UnaryFunction Floor = UnaryFunction.Of("floor", "the largest integer not above x", x => Math.Floor(x), onnx: "Floor");

    /// <summary>x times the normal distribution's part below x.</summary>
    public static readonly UnaryFunction Gelu = UnaryFunction.Of(
        "gelu", "x / 2 · (1 + erf(x / √2))", x => 0.5 * x * (1 + SpecialFunctions.Erf(x * 0.7071067811865476)));

    /// <summary>The approximation of <see cref="Gelu"/> by a hyperbolic tangent.</summary>
    public static readonly UnaryFunction GeluTanh = UnaryFunction.Of(
        "geluTanh",
        "x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))",
        x => 0.5 * x * (1 + Math.Tanh(0.7978845608028654 * (x + (0.044715 * x * x * x)))));

    /// <summary>max(0, min(1, alpha · x + beta)).</summary>
    public static readonly UnaryFunction HardSigmoid = UnaryFunction.Of(
        "hardSigmoid",
        "max(0, min(1, alpha · x + beta))",
        (x, alpha, beta) => Math.Max(0, Math.Min(1, (alpha * x) + beta)),
        first: 0.2f,
        second: 0.5f,
        onnx: "HardSigmoid",
        isBounded: true);

    /// <summary>x · max(0, min(1, x / 6 + 1/2)).</summary>
    public static readonly UnaryFunction HardSwish = UnaryFunction.Of(
        "hardSwish", "x · max(0, min(1, x / 6 + 1/2))", x => x * Math.Max(0, Math.Min(1, (x / 6) + 0.5)), onnx: "HardSwish");

    /// <summary>x, below 0 alpha · x.</summary>
    public static readonly UnaryFunction LeakyRelu = UnaryFunction.Of(
        "leakyRelu", "x, below 0 alpha · x", (x, alpha) => x < 0 ? alpha * x : x, argument: 0.01f, onnx: "LeakyRelu").Homogeneous();

    /// <summary>The natural logarithm.</summary>
    public static readonly UnaryFunction Log = UnaryFunction.Of("log", "the natural logarithm", x => Math.Log(x), onnx: "Log");

    /// <summary>x · tanh(ln(1 + e^x)).</summary>
    public static readonly UnaryFunction Mish = UnaryFunction.Of(
        "mish",
        "x · tanh(ln(1 + e^x))",
        x => x * Math.Tanh(Math.Max(x, 0) + SpecialFunctions.Log1P(Math.Exp(-Math.Abs(x)))),
        onnx: "Mish");

    /// <summary>−x.</summary>
    public static readonly UnaryFunction Neg = UnaryFunction.Of("neg", "−x", x => -x, onnx: "Neg").Homogeneous();

    /// <summary>1 / x.</summary>
    public static readonly UnaryFunction Reciprocal = UnaryFunction.Of("reciprocal", "1 / x", x => 1 / x, onnx: "Reciprocal");

    /// <summary>The nearest integer, of two the even one.</summary>
    public static readonly UnaryFunction Round = UnaryFunction.Of("round", "the nearest integer, of two the even one", x => Math.Round(x), onnx: "Round");

    /// <summary>gamma · x, below 0 gamma · alpha · (e^x − 1).</summary>
    public static readonly UnaryFunction Selu = UnaryFunction.Of(
        "selu",
        "gamma · x, below 0 gamma · alpha · (e^x − 1)",
        (x, alpha, gamma) => gamma * (Math.Max(x, 0) + (alpha * SpecialFunctions.ExpM1(Math.Min(x, 0)))),
        first: 1.6732632f,
        second: 1.050701f,
        onnx: "Selu");

    /// <summary>1 / (1 + e^−x).</summary>
    public static readonly UnaryFunction Sigmoid = UnaryFunction.Of(
        "sigmoid", "1 / (1 + e^−x)", x => 1 / (1 + Math.Exp(-x)), onnx: "Sigmoid", isBounded: true);

    /// <summary>x and a bias below −lambd, x less it above lambd, 0 between.</summary>
    public static readonly UnaryFunction Shrink = UnaryFunction.Of(
        "shrink",
        "x + bias below −lambd, x − bias above lambd, 0 between",
        (x, bias, lambd) => x < -lambd ? x + bias : x > lambd ? x - bias : 0,
        first: 0,
        second: 0.5f,
        onnx: "Shrink");

    /// <summary>−1, 0 or 1.</summary>
    public static readonly UnaryFunction Sign = UnaryFunction.Of(
        "sign", "−1, 0 or 1 for a negative, no or a positive number", x => x > 0 ? 1 : x < 0 ? -1 : x, onnx: "Sign", isBounded: true);

    /// <summary>The sine.</summary>
    public static readonly UnaryFunction Sin = UnaryFunction.Of("sin", "the sine", x => Math.Sin(x), onnx: "Sin", isBounded: true);

    /// <summary>The hyperbolic sine.</summary>
    public static readonly UnaryFunction Sinh = UnaryFunction.Of(
        "sinh", "the hyperbolic sine", x => 0.5 * (SpecialFunctions.ExpM1(x) - SpecialFunctions.ExpM1(-x)), onnx: "Sinh");

    /// <summary>ln(1 + e^x).</summary>
    public static readonly UnaryFunction Softplus = UnaryFunction.Of(
        "softplus", "ln(1 + e^x)", x => Math.Max(x, 0) + SpecialFunctions.Log1P(Math.Exp(-Math.Abs(x))), onnx: "Softplus");

    /// <summary>x / (1 + |x|).</summary>
    public static readonly UnaryFunction Softsign = UnaryFunction.Of(
        "softsign", "x / (1 + |x|)", x => x / (1 + Math.Abs(x)), onnx: "Softsign", isBounded: true);

    /// <summary>√x.</summary>
    public static readonly UnaryFunction Sqrt = UnaryFunction.Of("sqrt", "√x", x => Math.Sqrt(x), onnx: "Sqrt");

    /// <summary>x².</summary>
    public static readonly UnaryFunction Square = UnaryFunction.Of("square", "x²", x => x * x);

    /// <summary>x / (1 + e^(−alpha · x)).</summary>
    public static readonly UnaryFunction Swish = UnaryFunction.Of(
        "swish", "x / (1 + e^(−alpha · x))", (x, alpha) => x / (1 + Math.Exp(-(alpha * x))), argument: 1, onnx: "Swish");

    /// <summary>The tangent.</summary>
    public static readonly UnaryFunction Tan = UnaryFunction.Of("tan", "the tangent", x => Math.Sin(x) / Math.Cos(x), onnx: "Tan");

    /// <summary>The hyperbolic tangent.</summary>
    public static readonly UnaryFunction Tanh = UnaryFunction.Of("tanh", "the hyperbolic tangent", x => Math.Tanh(x), onnx: "Tanh", isBounded: true);

    /// <summary>x above alpha, else 0.</summary>
    public static readonly UnaryFunction ThresholdedRelu = UnaryFunction.Of(
        "thresholdedRelu", "x above alpha, else 0", (x, alpha) => x > alpha ? x : 0, argument: 1, onnx: "ThresholdedRelu");

    /// <summary>x without what follows its point.</summary>
    public static readonly UnaryFunction Truncate = UnaryFunction.Of("truncate", "x without what follows its point", x => Math.Truncate(x));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<UnaryFunction> All { get; } =
    [
        Abs,
        Acos,
        Acosh,
        Asin,
        Asinh,
        Atan,
        Atanh,
        Ceil,
        Celu,
        Cos,
        Cosh,
        Elu,
        Erf,
        Exp,
        Floor,
        Gelu,
        GeluTanh,
        HardSigmoid,
        HardSwish,
        LeakyRelu,
        Log,
        Mish,
        Neg,
        Reciprocal,
        Round,
        Selu,
        Shrink,
        Sigmoid,
        Sign,
        Sin,
        Sinh,
        Softplus,
        Softsign,
        Sqrt,
        Square,
        Swish,
        Tan,
        Tanh,
        ThresholdedRelu,
        Truncate,
    ];
}
