namespace Wfn.Operators;

/// <summary>The functions of one element: a row each.</summary>
public static class UnaryFunctions
{
    /// <summary>The largest integer not above x.</summary>
    public static readonly UnaryFunction Floor = UnaryFunction.Of("floor", "the largest integer not above x", x => Math.Floor(x), onnx: "Floor");

    /// <summary>x · max(0, min(1, x / 6 + 1/2)).</summary>
    public static readonly UnaryFunction HardSwish = UnaryFunction.Of(
        "hardSwish", "x · max(0, min(1, x / 6 + 1/2))", x => x * Math.Max(0, Math.Min(1, (x / 6) + 0.5)), onnx: "HardSwish");

    /// <summary>1 / (1 + e^−x).</summary>
    public static readonly UnaryFunction Sigmoid = UnaryFunction.Of(
        "sigmoid", "1 / (1 + e^−x)", x => 1 / (1 + Math.Exp(-x)), onnx: "Sigmoid", isBounded: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<UnaryFunction> All { get; } =
    [
        Floor,
        HardSwish,
        Sigmoid,
    ];
}
