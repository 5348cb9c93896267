namespace Wfn.Import.TfLite.Schema;

/// <summary>A tensor of the file: an activation, or a constant where it has data.</summary>
internal sealed class TfLiteTensor
{
    /// <summary>Its name; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its elements.</summary>
    public required TfLiteType Type { get; init; }

    /// <summary>Its extents, with a 1 where the file leaves one open.</summary>
    public required int[] Shape { get; init; }

    /// <summary>Its extents with −1 where the file leaves one open, or null where all are given.</summary>
    public int[]? Signature { get; init; }

    /// <summary>How its integers stand for real numbers, or null where they are integers.</summary>
    public Quantization? Quantization { get; init; }

    /// <summary>The data of a constant; null for an activation.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>Where the elements that are stored lie, if not all are; null where all are.</summary>
    public Sparsity? Sparsity { get; init; }

    /// <summary>Whether it keeps its value from call to call.</summary>
    public bool IsVariable { get; init; }

    /// <summary>Whether its elements are real numbers: floats, or integers that stand for some.</summary>
    public bool IsReal =>
        Quantization is not null || Type is TfLiteType.Float32 or TfLiteType.Float16 or TfLiteType.BFloat16 or TfLiteType.Float64;
}

/// <summary>Integers that stand for real numbers: q is scale · (q − zero point).</summary>
/// <param name="Scales">One, or one an element along an axis.</param>
/// <param name="ZeroPoints">As many, or none where all are zero.</param>
/// <param name="Axis">The axis that they lie along, if there are several.</param>
internal sealed record Quantization(float[] Scales, long[] ZeroPoints, int Axis);
