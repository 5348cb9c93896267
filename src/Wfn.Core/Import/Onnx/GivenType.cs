using Wfn.Graph;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx;

/// <summary>As what generated code takes and gives integers and truth values of a model.</summary>
internal static class GivenType
{
    /// <summary>The type of an input's elements by its name, or null where they are floating point.</summary>
    public static ElementType Of(string? name) => name is null ? ElementType.Float32
        : Enum.TryParse<DataType>(name, out var type) ? Of((int)type)
        : ElementType.Int64;

    /// <summary>The width of the integers that an input is declared to have, or null where they are wide.</summary>
    public static IntegerWidth? Stored(string name) => Enum.TryParse<DataType>(name, out var type) ? TensorReader.Stored(type) : null;

    /// <summary>The type of an output of integers; where the file does not say, the widest.</summary>
    public static ElementType Of(int? declared) => (DataType)(declared ?? 0) switch
    {
        DataType.Bool => ElementType.Bool,
        DataType.Int4 or DataType.Uint4 or DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16 or DataType.Int32 => ElementType.Int32,
        _ => ElementType.Int64,
    };
}
