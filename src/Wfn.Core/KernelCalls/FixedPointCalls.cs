using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.KernelCalls;

/// <summary>Calls of integer kernels over row-major activations.</summary>
internal static class FixedPointCalls
{
    /// <summary>From accumulator to output.</summary>
    public static KernelObject Rescale(int shift, OutputBounds bounds) =>
        KernelObject.Value("Rescale", ("shift", shift), ("minimum", bounds.Minimum), ("maximum", bounds.Maximum));

    /// <summary>Constants as signed digits.</summary>
    public static KernelObject SignedDigits(EquatableArray<int> constants) =>
        KernelObject.Made("SignedDigits", "Of", "SignedDigits[]", ("constants", constants));

    /// <summary>How two operands meet.</summary>
    public static KernelObject Broadcast(BroadcastLayout layout, bool swapped = false) => KernelObject.New(
        "Broadcast",
        ("extents", layout.Extents),
        ("leftStrides", swapped ? layout.RightStrides : layout.LeftStrides),
        ("rightStrides", swapped ? layout.LeftStrides : layout.RightStrides));

    /// <summary>The sizes of matrices that are multiplied.</summary>
    public static (string Name, KernelValue Value)[] Matrices(MatrixLayout layout) =>
        [("rows", layout.Rows), ("inner", layout.Inner), ("columns", layout.Columns), ("matrices", Broadcast(layout.Matrices))];

    /// <summary>A factor and an offset for each channel.</summary>
    public static KernelCall ChannelAffine(ChannelAffineOperation affine, OutputBounds bounds, PlanMemory from, PlanMemory to) => Run(
        affine.Name,
        "factor and offset a channel",
        "channel affine",
        KernelObject.New(
            "FixedPointChannelAffine",
            ("factors", SignedDigits(affine.Factors)),
            ("offsets", affine.Offsets),
            ("rescale", Rescale(affine.Shift, bounds))),
        from,
        to);

    /// <summary>A sum of two activations, or of one and a constant.</summary>
    public static KernelCall Sum(
        SumOperation sum, BroadcastLayout layout, OutputBounds bounds, PlanMemory from, PlanMemory? other, PlanMemory to) => Run(
        sum.Name,
        sum.Constant is null ? "sum" : "sum with a constant",
        "sum",
        KernelObject.New(
            "FixedPointSum",
            ("layout", Broadcast(layout)),
            ("leftShift", sum.LeftShifts[0]),
            ("leftNegated", sum.Negated[0]),
            ("rightShift", sum.LeftShifts[1]),
            ("rightNegated", sum.Negated[1]),
            ("rescale", Rescale(sum.Shift, bounds))),
        from,
        sum.Constant is null ? other!.Value.Span : sum.Constant.Values,
        to);

    /// <summary>A product of two activations, or of one and a constant of few signed digits.</summary>
    public static KernelCall Product(
        ProductOperation product, BroadcastLayout layout, OutputBounds bounds, PlanMemory from, PlanMemory? other, PlanMemory to) => Run(
        product.Name,
        product.Constant is null ? "product (integer multiplications)" : "product with a constant",
        "product",
        KernelObject.New("FixedPointProduct", ("layout", Broadcast(layout)), ("rescale", Rescale(product.Shift, bounds))),
        from,
        product.Constant is null ? other!.Value.Span : SignedDigits(product.Constant.Values),
        to);

    /// <summary>Change of format, with bounds.</summary>
    public static KernelCall ChangeFormat(string node, int shift, OutputBounds bounds, PlanMemory from, PlanMemory to) => new()
    {
        Node = node,
        What = "change of format",
        Type = "FixedPointRescale",
        Method = "Run",
        Arguments = [from, to, Rescale(shift, bounds)],
        Cost = new CallCost { Kernel = "change of format" },
    };

    /// <summary>From integers to float32.</summary>
    public static KernelCall ToFloat32(string node, FixedPointFormat format, PlanMemory from, PlanMemory to) => new()
    {
        Node = node,
        What = "to float32",
        Type = "Quantization",
        Method = "Dequantize",
        Arguments = [from, to, Scale(-format.FractionBits)],
        Cost = new CallCost { Kernel = "to float32" },
    };

    /// <summary>From float32 to integers.</summary>
    public static KernelCall ToFixedPoint(string node, FixedPointFormat format, PlanMemory from, PlanMemory to) => new()
    {
        Node = node,
        What = "to fixed point",
        Type = "Quantization",
        Method = "Quantize",
        Arguments = [from, to, Scale(format.FractionBits), format.Minimum, format.Maximum],
        Cost = new CallCost { Kernel = "to fixed point" },
    };

    /// <summary>The largest value under a window.</summary>
    public static KernelCall MaxPool(string node, PoolLayout pool, PlanMemory from, PlanMemory to, PlanMemory scratch) => Run(
        node,
        PoolCalls.What(pool, isMaximum: true),
        "max pool",
        KernelObject.New(
            "FixedPointMaxPool",
            ("window", PoolCalls.Window(pool)),
            ("kernelWidth", pool.Window.KernelWidth),
            ("strideWidth", pool.Window.StrideWidth),
            ("padLeft", pool.Window.PadLeft),
            ("paddedWidth", pool.PaddedWidth)),
        from,
        to,
        scratch);

    /// <summary>The mean under a window.</summary>
    public static KernelCall AveragePool(AveragePoolOperation operation, PoolLayout pool, OutputBounds bounds, PlanMemory from, PlanMemory to) => Run(
        operation.Name,
        PoolCalls.What(pool, isMaximum: false),
        "average pool",
        KernelObject.New(
            "FixedPointAveragePool",
            ("window", PoolCalls.Window(pool)),
            ("sumShift", operation.SumShift),
            ("reciprocals", SignedDigits(operation.Reciprocals)),
            ("rescale", Rescale(operation.Shift, bounds))),
        from,
        to);

    /// <summary>Every value looked up in a table.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="first">The smallest input: entry 0 of the table.</param>
    /// <param name="from">The input.</param>
    /// <param name="to">The output.</param>
    public static KernelCall Table(TableOperation operation, int first, PlanMemory from, PlanMemory to) => new()
    {
        Node = operation.Name,
        What = "function by table",
        Type = "FixedPointTable",
        Method = "Run",
        Arguments = [from, to, new ShortsValue(operation.Table), first],
        Cost = new CallCost { Kernel = "table" },
    };

    /// <summary>Softmax along one axis.</summary>
    public static KernelCall Softmax(
        SoftmaxOperation operation, AxisLayout axis, int fractionBits, OutputBounds bounds, PlanMemory from, PlanMemory to) => Run(
        operation.Name,
        "softmax (one integer division an element)",
        "softmax",
        KernelObject.New(
            "FixedPointSoftmax",
            ("outer", axis.Outer),
            ("extent", axis.Extent),
            ("inner", axis.Inner),
            ("exponentials", operation.Exponentials),
            ("fractionBits", fractionBits),
            ("saturate", Rescale(0, bounds))),
        from,
        to);

    /// <summary>A product of two activations as matrices.</summary>
    public static KernelCall MatrixProduct(
        MatrixProductOperation operation, MatrixLayout layout, OutputBounds bounds, PlanMemory left, PlanMemory right, PlanMemory to) => Run(
        operation.Name,
        "matrix product (integer multiplications)",
        "matrix product",
        KernelObject.New("FixedPointMatrixProduct", [.. Matrices(layout), ("rescale", Rescale(operation.Shift, bounds))]),
        left,
        right,
        to);

    private static KernelCall Run(string node, string what, string kernel, KernelObject state, params KernelValue[] arguments) => new()
    {
        Node = node,
        What = what,
        State = state,
        Type = state.Type,
        Method = "Run",
        Arguments = arguments.ToEquatableArray(),
        Cost = new CallCost { Kernel = kernel },
    };

    private static float Scale(int exponent) => (float)FixedPointRounding.PowerOfTwo(exponent);
}
