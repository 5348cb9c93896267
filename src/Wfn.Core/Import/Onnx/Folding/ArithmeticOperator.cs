namespace Wfn.Import.Onnx.Folding;

/// <summary>The arithmetic that constants are folded with: what PyTorch and others compute extents, pads and scales by.</summary>
internal enum ArithmeticOperator
{
    /// <summary>a + b</summary>
    Add,

    /// <summary>a − b</summary>
    Subtract,

    /// <summary>a · b</summary>
    Multiply,

    /// <summary>a / b; integers truncate towards zero.</summary>
    Divide,
}
