using System.Buffers.Binary;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx;

/// <summary>ONNX tensors → constants, with every size checked against the data before anything is allocated.</summary>
internal sealed class TensorReader(ExternalDataFolder folder, ImportBudget budget)
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="tensor">The message.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="WfnException">WFN1005, WFN1006 or WFN1007.</exception>
    /// <exception cref="UnsupportedException">The element type or form of storage is not supported.</exception>
    public ConstantTensor Read(TensorProto tensor, string name)
    {
        var type = (DataType)tensor.DataType;
        var width = Width(type);
        if (width == 0)
        {
            throw new UnsupportedException($"tensor {DataName.Quote(name)} of element type {type}");
        }

        if (tensor.Segment is not null)
        {
            throw new UnsupportedException($"tensor {DataName.Quote(name)} cut into segments");
        }

        var extents = Extents(tensor, name);
        var count = Count(extents, name);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
        {
            budget.Reserve(count, 2 * sizeof(long), $"tensor {DataName.Quote(name)}");
            var held = ExternalBytes(tensor, name, IsNibble(type) ? (count + 1) / 2 : count, width);
            return IsNibble(type) ? FromNibbles(type, extents, count, held) : FromBytes(type, extents, held, width);
        }

        if (IsNibble(type))
        {
            return Nibbles(tensor, type, name, extents, count);
        }

        if (tensor.RawData.Length > 0 || (count > 0 && TypedCount(tensor, type) == 0))
        {
            RequireCount(name, extents, count, tensor.RawData.Length / (double)width);
            budget.Reserve(count, sizeof(long), $"tensor {DataName.Quote(name)}");
            return FromBytes(type, extents, tensor.RawData.Span, width);
        }

        RequireCount(name, extents, count, TypedCount(tensor, type));
        budget.Reserve(count, sizeof(long), $"tensor {DataName.Quote(name)}");
        return FromFields(tensor, type, extents);
    }

    /// <summary>Reads a tensor of which only the elements that are not zero are stored.</summary>
    /// <exception cref="WfnException">WFN1005 or WFN1006.</exception>
    /// <exception cref="UnsupportedException">The element type or form of storage is not supported.</exception>
    public ConstantTensor Read(SparseTensorProto tensor, string name)
    {
        var (values, indices) = (Read(tensor.Values, name), Read(tensor.Indices ?? new TensorProto(), $"{name}.indices"));
        var shape = new TensorProto();
        shape.Dims.AddRange(tensor.Dims);
        var extents = Extents(shape, name);
        var count = Count(extents, name);
        budget.Reserve(count, sizeof(long), $"tensor {DataName.Quote(name)}");
        if (indices.IsFloat || values.Rank != 1 || indices.Count != (indices.Rank == 1 ? 1L : extents.Length) * values.Count
            || indices.Rank is not (1 or 2))
        {
            throw new WfnException(
                DiagnosticCodes.InvalidGraph,
                    $"the sparse tensor {DataName.Quote(name)} has {values.Count} elements and indices {indices}");
        }

        var places = Places(indices, extents, count, name);
        if (values.IsFloat)
        {
            var floats = new float[count];
            for (var i = 0; i < places.Length; i++)
            {
                floats[places[i]] = values.Floats[i];
            }

            return ConstantTensor.OfFloats(extents, floats);
        }

        var integers = new long[count];
        for (var i = 0; i < places.Length; i++)
        {
            integers[places[i]] = values.Integers[i];
        }

        return ConstantTensor.OfIntegers(extents, integers);
    }

    private ConstantTensor Nibbles(TensorProto tensor, DataType type, string name, int[] extents, int count)
    {
        var held = tensor.RawData.Length > 0 ? tensor.RawData.Length : tensor.Int32Data.Count;
        RequireCount(name, extents, (count + 1) / 2, held);
        budget.Reserve(count, sizeof(long), $"tensor {DataName.Quote(name)}");
        return FromNibbles(type, extents, count, tensor.RawData.Length > 0 ? tensor.RawData.Span : [.. tensor.Int32Data.Select(value => (byte)value)]);
    }

    // Either the places themselves, or an index along every axis.
    private static int[] Places(ConstantTensor indices, int[] extents, int count, string name)
    {
        var axes = indices.Rank == 1 ? 1 : extents.Length;
        var places = new int[indices.Count / Math.Max(1, axes)];
        for (var i = 0; i < places.Length; i++)
        {
            var place = 0L;
            for (var axis = 0; axis < axes; axis++)
            {
                var index = indices.Integers[(i * axes) + axis];
                var extent = indices.Rank == 1 ? count : extents[axis];
                place = index >= 0 && index < extent
                    ? (place * extent) + index
                    : throw new WfnException(
                        DiagnosticCodes.InvalidGraph, $"the sparse tensor {DataName.Quote(name)} has an element at {index} of {extent}");
            }

            places[i] = (int)place;
        }

        return places;
    }

    // Bytes an element in raw form; 0 for types that are not read.
    private static int Width(DataType type) => type switch
    {
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Double or DataType.Int64 or DataType.Uint64 => 8,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
        DataType.Int8 or DataType.Uint8 or DataType.Bool or DataType.Int4 or DataType.Uint4 => 1,
        _ => IsSmallFloat(type) ? 1 : 0,
    };

    // Two elements a byte.
    private static bool IsNibble(DataType type) => type is DataType.Int4 or DataType.Uint4 or DataType.Float4E2M1;

    private static int[] Extents(TensorProto tensor, string name)
    {
        if (tensor.Dims.Count > Limits.Rank)
        {
            throw new UnsupportedException($"tensor {DataName.Quote(name)} of {tensor.Dims.Count} axes; at most {Limits.Rank} are");
        }

        var extents = new int[tensor.Dims.Count];
        for (var axis = 0; axis < extents.Length; axis++)
        {
            extents[axis] = tensor.Dims[axis] is >= 0 and <= Limits.Elements
                ? (int)tensor.Dims[axis]
                : throw TooLarge($"tensor {DataName.Quote(name)} claims an extent of {tensor.Dims[axis]}");
        }

        return extents;
    }

    private static int Count(int[] extents, string name)
    {
        var count = 1L;
        foreach (var extent in extents)
        {
            count *= extent;
            if (count > Limits.Elements)
            {
                throw TooLarge($"tensor {DataName.Quote(name)} of shape [{string.Join(", ", extents)}] claims more than 2^31 - 1 elements");
            }
        }

        return (int)count;
    }

    private static int TypedCount(TensorProto tensor, DataType type) => type switch
    {
        DataType.Float => tensor.FloatData.Count,
        DataType.Double => tensor.DoubleData.Count,
        DataType.Int64 => tensor.Int64Data.Count,
        DataType.Uint32 or DataType.Uint64 => tensor.Uint64Data.Count,
        _ => tensor.Int32Data.Count,
    };

    private static void RequireCount(string name, int[] extents, int claimed, double held)
    {
        if (claimed > held)
        {
            throw TooLarge(
                $"tensor {DataName.Quote(name)} of shape [{string.Join(", ", extents)}] claims {claimed} elements, its data holds {Math.Floor(held)}");
        }

        if (claimed < held)
        {
            throw new WfnException(
                DiagnosticCodes.InvalidGraph,
                $"tensor {DataName.Quote(name)} of shape [{string.Join(", ", extents)}] has {claimed} elements, its data holds more");
        }
    }

    private byte[] ExternalBytes(TensorProto tensor, string name, int count, int width)
    {
        var bytes = (long)count * width;
        var location = "";
        var offset = 0L;
        var length = bytes;
        foreach (var entry in tensor.ExternalData)
        {
            switch (entry.Key)
            {
                case "location":
                    location = entry.Value;
                    break;
                case "offset":
                    offset = Number(name, entry);
                    break;
                case "length":
                    length = Number(name, entry);
                    break;
            }
        }

        if (length != bytes)
        {
            throw TooLarge($"tensor {DataName.Quote(name)} claims {count} elements ({bytes} bytes), its external data has {length} bytes");
        }

        return bytes <= int.MaxValue
            ? folder.Read(name, location, offset, (int)bytes, budget)
            : throw TooLarge($"tensor {DataName.Quote(name)} of {bytes} bytes is larger than 2 GiB");
    }

    private static long Number(string name, StringStringEntryProto entry) =>
        long.TryParse(entry.Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new WfnException(
                DiagnosticCodes.ExternalData,
                $"tensor {DataName.Quote(name)} has external data with the {entry.Key} {DataName.Quote(entry.Value)}, which is no number");

    private static ConstantTensor FromBytes(DataType type, int[] extents, ReadOnlySpan<byte> bytes, int width)
    {
        var count = bytes.Length / width;
        if (IsFloat(type))
        {
            var floats = new float[count];
            for (var i = 0; i < count; i++)
            {
                var element = bytes.Slice(i * width, width);
                floats[i] = type switch
                {
                    DataType.Float => FloatBits.Single(BinaryPrimitives.ReadInt32LittleEndian(element)),
                    DataType.Double => (float)BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(element)),
                    DataType.Float16 => FloatBits.Half(BinaryPrimitives.ReadUInt16LittleEndian(element)),
                    _ when IsSmallFloat(type) => Small(type, element[0]),
                    _ => FloatBits.Brain(BinaryPrimitives.ReadUInt16LittleEndian(element)),
                };
            }

            return ConstantTensor.OfFloats(extents, floats);
        }

        var integers = new long[count];
        for (var i = 0; i < count; i++)
        {
            var element = bytes.Slice(i * width, width);
            integers[i] = type switch
            {
                DataType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
                DataType.Uint64 => Saturate(BinaryPrimitives.ReadUInt64LittleEndian(element)),
                DataType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
                DataType.Uint32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
                DataType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
                DataType.Uint16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
                DataType.Int8 => (sbyte)element[0],
                DataType.Bool => element[0] == 0 ? 0 : 1,
                _ => element[0],
            };
        }

        return ConstantTensor.OfIntegers(extents, integers).StoredAs(Stored(type));
    }

    // The first element of a byte is in its low bits.
    private static ConstantTensor FromNibbles(DataType type, int[] extents, int count, ReadOnlySpan<byte> bytes)
    {
        if (type == DataType.Float4E2M1)
        {
            var floats = new float[count];
            for (var i = 0; i < count; i++)
            {
                floats[i] = Small(type, (bytes[i / 2] >> (4 * (i % 2))) & 15);
            }

            return ConstantTensor.OfFloats(extents, floats);
        }

        var integers = new long[count];
        for (var i = 0; i < count; i++)
        {
            var bits = (bytes[i / 2] >> (4 * (i % 2))) & 15;
            integers[i] = type == DataType.Int4 && bits > 7 ? bits - 16 : bits;
        }

        return ConstantTensor.OfIntegers(extents, integers).StoredAs(Stored(type));
    }

    private static ConstantTensor FromFields(TensorProto tensor, DataType type, int[] extents) => type switch
    {
        DataType.Float => ConstantTensor.OfFloats(extents, [.. tensor.FloatData]),
        DataType.Double => ConstantTensor.OfFloats(extents, [.. tensor.DoubleData.Select(value => (float)value)]),
        DataType.Float16 => ConstantTensor.OfFloats(extents, [.. tensor.Int32Data.Select(bits => FloatBits.Half((ushort)bits))]),
        DataType.Bfloat16 => ConstantTensor.OfFloats(extents, [.. tensor.Int32Data.Select(bits => FloatBits.Brain((ushort)bits))]),
        _ when IsSmallFloat(type) => ConstantTensor.OfFloats(extents, [.. tensor.Int32Data.Select(bits => Small(type, bits & 255))]),
        DataType.Int64 => ConstantTensor.OfIntegers(extents, [.. tensor.Int64Data]),
        DataType.Uint32 or DataType.Uint64 => ConstantTensor.OfIntegers(extents, [.. tensor.Uint64Data.Select(Saturate)]),
        _ => ConstantTensor.OfIntegers(extents, [.. tensor.Int32Data.Select(value => (long)value)]).StoredAs(Stored(type)),
    };

    /// <summary>The width of a type of narrow integers, or null.</summary>
    public static IntegerWidth? Stored(DataType type) => type switch
    {
        DataType.Int16 => new(16, IsSigned: true),
        DataType.Uint16 => new(16, IsSigned: false),
        DataType.Int8 => new(8, IsSigned: true),
        DataType.Uint8 => new(8, IsSigned: false),
        DataType.Int4 => new(4, IsSigned: true),
        DataType.Uint4 => new(4, IsSigned: false),
        _ => null,
    };

    /// <summary>Whether a type is one of floats of 4 or 8 bits, which weights are kept in.</summary>
    public static bool IsSmallFloat(DataType type) => type is DataType.Float8E4M3Fn or DataType.Float8E4M3Fnuz or DataType.Float8E5M2 or DataType.Float8E5M2Fnuz
        or DataType.Float8E8M0 or DataType.Float4E2M1;

    private static float Small(DataType type, int bits) => type switch
    {
        DataType.Float8E4M3Fn => FloatBits.Small(bits, 4, 3, 7, SmallFloatSpecials.AllOnes),
        DataType.Float8E4M3Fnuz => FloatBits.Small(bits, 4, 3, 8, SmallFloatSpecials.NegativeZero),
        DataType.Float8E5M2 => FloatBits.Small(bits, 5, 2, 15, SmallFloatSpecials.Ieee),
        DataType.Float8E5M2Fnuz => FloatBits.Small(bits, 5, 2, 16, SmallFloatSpecials.NegativeZero),
        DataType.Float4E2M1 => FloatBits.Small(bits, 2, 1, 1, SmallFloatSpecials.None),

        // An exponent alone.
        _ => bits == 255 ? float.NaN : (float)Math.Pow(2, bits - 127),
    };

    private static bool IsFloat(DataType type) =>
        type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16 || IsSmallFloat(type);

    // Only extents and indices are read as integers, and none of them is that large.
    private static long Saturate(ulong value) => value > long.MaxValue ? long.MaxValue : (long)value;

    private static WfnException TooLarge(string message) => new(DiagnosticCodes.TensorTooLarge, message);
}
