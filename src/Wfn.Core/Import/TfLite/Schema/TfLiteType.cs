namespace Wfn.Import.TfLite.Schema;

/// <summary>The types of a tensor's elements, numbered as in TFLite's schema.</summary>
internal enum TfLiteType
{
    Float32,
    Float16,
    Int32,
    UInt8,
    Int64,
    String,
    Bool,
    Int16,
    Complex64,
    Int8,
    Float64,
    Complex128,
    UInt64,
    Resource,
    Variant,
    UInt32,
    UInt16,
    Int4,
    BFloat16,
}
