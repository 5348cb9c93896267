using Wfn.Graph;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>As what generated code takes and gives integers and truth values of a file.</summary>
internal static class GivenType
{
    /// <summary>The type of a tensor's elements, or null where they are floating point, or of no type that is read.</summary>
    public static ElementType? Of(TfLiteTensor tensor) => tensor.Type switch
    {
        TfLiteType.Bool => ElementType.Bool,
        TfLiteType.Int64 or TfLiteType.UInt64 or TfLiteType.UInt32 => ElementType.Int64,
        TfLiteType.Int32 or TfLiteType.Int16 or TfLiteType.UInt16 or TfLiteType.Int8 or TfLiteType.UInt8 or TfLiteType.Int4 => ElementType.Int32,
        _ => null,
    };
}
