namespace Wfn.Graph;

/// <summary>How a two-dimensional window moves over its input; all values in elements, padding explicit and not negative.</summary>
public sealed record SlidingWindow
{
    /// <summary>A window of one element.</summary>
    public static readonly SlidingWindow One = new() { KernelHeight = 1, KernelWidth = 1 };

    /// <summary>Rows of the window.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Columns of the window.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Rows between two outputs.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Columns between two outputs.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Rows between two taps of the window.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Columns between two taps of the window.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Rows added above.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns added to the left.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows added below.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns added to the right.</summary>
    public int PadRight { get; init; }

    /// <summary>Output rows for an input of that many rows (floor; ceil-mode is turned into padding by the importer).</summary>
    public int OutputHeight(int inputHeight) =>
        FloorDivide(inputHeight + PadTop + PadBottom - ((KernelHeight - 1) * DilationHeight) - 1, StrideHeight) + 1;

    /// <summary>Output columns for an input of that many columns.</summary>
    public int OutputWidth(int inputWidth) =>
        FloorDivide(inputWidth + PadLeft + PadRight - ((KernelWidth - 1) * DilationWidth) - 1, StrideWidth) + 1;

    private static int FloorDivide(int value, int divisor) => value < 0 ? -1 : value / divisor;
}
