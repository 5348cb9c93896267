using System.Buffers.Binary;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>
/// The constants of a TFLite file, integers that stand for real numbers as those, every size checked against the data first.
/// </summary>
internal sealed class TensorDecoder(ImportBudget budget)
{
    /// <summary>Reads a constant.</summary>
    /// <param name="tensor">The tensor, which has data.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="WfnException">It has other data than its shape says (WFN1005), or contradicts itself (WFN1006).</exception>
    /// <exception cref="UnsupportedException">Its form or the type of its elements is not supported.</exception>
    public ConstantTensor Read(TfLiteTensor tensor, string name)
    {
        var what = $"tensor {DataName.Quote(name)}";
        var bits = Bits(tensor.Type);
        if (bits == 0)
        {
            throw new UnsupportedException($"{what} of element type {tensor.Type}");
        }

        if (tensor.Shape.Length > Limits.Rank)
        {
            throw new UnsupportedException($"{what} of {tensor.Shape.Length} axes; at most {Limits.Rank} are");
        }

        var count = Count(tensor.Shape, what);
        var data = tensor.Data!.Value.Span;
        var stored = tensor.Sparsity is null ? count : (int)Math.Min(count, data.Length * 8L / bits);
        var needed = ((stored * (long)bits) + 7) / 8;
        if (needed != data.Length)
        {
            throw new WfnException(
                DiagnosticCodes.TensorTooLarge,
                $"{what} of shape [{string.Join(", ", tensor.Shape)}] needs {needed} bytes of data, it has {data.Length}");
        }

        budget.Reserve(count, 2 * sizeof(long), what);
        if (IsFloat(tensor.Type))
        {
            return ConstantTensor.OfFloats(tensor.Shape, Spread(tensor, Floats(tensor.Type, data, stored), count));
        }

        var integers = Spread(tensor, Integers(tensor.Type, data, stored), count);
        return tensor.Quantization is { } quantization
            ? ConstantTensor.OfFloats(tensor.Shape, Real(quantization, tensor.Shape, integers, what))
            : ConstantTensor.OfIntegers(tensor.Shape, integers);
    }

    /// <summary>The width of a type of narrow integers, or null.</summary>
    public static IntegerWidth? Stored(TfLiteType type) => type switch
    {
        TfLiteType.Int4 => new(4, IsSigned: true),
        TfLiteType.Int8 => new(8, IsSigned: true),
        TfLiteType.UInt8 => new(8, IsSigned: false),
        TfLiteType.Int16 => new(16, IsSigned: true),
        TfLiteType.UInt16 => new(16, IsSigned: false),
        _ => null,
    };

    // Bits an element; 0 for types that are not read.
    private static int Bits(TfLiteType type) => type switch
    {
        TfLiteType.Float32 or TfLiteType.Int32 or TfLiteType.UInt32 => 32,
        TfLiteType.Float64 or TfLiteType.Int64 => 64,
        TfLiteType.Float16 or TfLiteType.BFloat16 or TfLiteType.Int16 or TfLiteType.UInt16 => 16,
        TfLiteType.Int8 or TfLiteType.UInt8 or TfLiteType.Bool => 8,
        TfLiteType.Int4 => 4,
        _ => 0,
    };

    private static bool IsFloat(TfLiteType type) =>
        type is TfLiteType.Float32 or TfLiteType.Float64 or TfLiteType.Float16 or TfLiteType.BFloat16;

    private static int Count(int[] extents, string what)
    {
        var count = 1L;
        foreach (var extent in extents)
        {
            count *= extent;
            if (extent < 0 || count > Limits.Elements)
            {
                throw new WfnException(
                    DiagnosticCodes.TensorTooLarge, $"{what} of shape [{string.Join(", ", extents)}] claims more than 2^31 - 1 elements");
            }
        }

        return (int)count;
    }

    private static float[] Floats(TfLiteType type, ReadOnlySpan<byte> data, int count)
    {
        var width = data.Length / Math.Max(1, count);
        var floats = new float[count];
        for (var i = 0; i < count; i++)
        {
            var element = data.Slice(i * width, width);
            floats[i] = type switch
            {
                TfLiteType.Float32 => FloatBits.Single(BinaryPrimitives.ReadInt32LittleEndian(element)),
                TfLiteType.Float64 => (float)BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(element)),
                TfLiteType.Float16 => FloatBits.Half(BinaryPrimitives.ReadUInt16LittleEndian(element)),
                _ => FloatBits.Brain(BinaryPrimitives.ReadUInt16LittleEndian(element)),
            };
        }

        return floats;
    }

    private static long[] Integers(TfLiteType type, ReadOnlySpan<byte> data, int count)
    {
        var integers = new long[count];
        for (var i = 0; i < count; i++)
        {
            integers[i] = type switch
            {
                TfLiteType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(data.Slice(8 * i)),
                TfLiteType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(data.Slice(4 * i)),
                TfLiteType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(data.Slice(4 * i)),
                TfLiteType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(data.Slice(2 * i)),
                TfLiteType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(data.Slice(2 * i)),
                TfLiteType.Int8 => (sbyte)data[i],
                TfLiteType.Bool => data[i] == 0 ? 0 : 1,

                // Two in a byte, the first in its lower half.
                TfLiteType.Int4 => (sbyte)(data[i / 2] << (i % 2 == 0 ? 4 : 0)) >> 4,
                _ => data[i],
            };
        }

        return integers;
    }

    // All elements, zero where none is stored.
    private static T[] Spread<T>(TfLiteTensor tensor, T[] stored, int count)
    {
        if (tensor.Sparsity is not { } sparsity)
        {
            return stored;
        }

        var all = new T[count];
        var places = sparsity.Places(tensor.Shape, stored.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            all[places[i]] = stored[i];
        }

        return all;
    }

    /// <summary>The range of an activation that a tensor keeps in narrow integers of one scale, or null.</summary>
    public static StoredRange? Range(TfLiteTensor tensor, string activation) =>
        tensor.Quantization is { Scales: [var scale] } quantization
            ? Stored(tensor.Type)?.Range(activation, scale, quantization.ZeroPoints.FirstOrDefault()) : null;

    /// <summary>How a tensor keeps real numbers in narrow integers of one scale, or null where it does not.</summary>
    public static QuantizedForm? Form(TfLiteTensor tensor, string name) => tensor.Quantization is { Scales: [var scale] } quantization && Stored(tensor.Type) is { } width
        ? new QuantizedForm(
            new ConstantValue($"{name}.scale", ConstantTensor.OfFloats([], [scale])),
            new ConstantValue($"{name}.zero", ConstantTensor.OfIntegers([], [quantization.ZeroPoints.FirstOrDefault()])),
            0,
            0,
            width)
        : null;

    private static float[] Real(Quantization quantization, int[] extents, long[] integers, string what)
    {
        var (scales, zeroPoints, axis) = quantization;
        var inner = 1;
        if (scales.Length > 1)
        {
            if (axis < 0 || axis >= extents.Length || extents[axis] != scales.Length)
            {
                throw new WfnException(
                    DiagnosticCodes.InvalidGraph,
                    $"{what} of shape [{string.Join(", ", extents)}] has {scales.Length} scales along its axis {axis}");
            }

            inner = extents.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
        }

        var values = new float[integers.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var part = i / inner % scales.Length;
            var zeroPoint = zeroPoints.Length == 0 ? 0 : zeroPoints[zeroPoints.Length == 1 ? 0 : part];
            values[i] = (float)((double)scales[part] * (integers[i] - zeroPoint));
        }

        return values;
    }
}
