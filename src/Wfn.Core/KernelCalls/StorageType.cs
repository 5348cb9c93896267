namespace Wfn.KernelCalls;

/// <summary>What an element of the workspace is.</summary>
public enum StorageType
{
    /// <summary>Integers of fixed point in 16 bits; activations of up to 8 bits may lie in pairs of bytes there.</summary>
    Fixed16,

    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>32-bit integers.</summary>
    Int32,

    /// <summary>64-bit integers.</summary>
    Int64,

    /// <summary>Bytes: true or false.</summary>
    Byte,
}

/// <summary>What follows from a storage type.</summary>
public static class StorageTypes
{
    /// <summary>Bytes of an element.</summary>
    public static int Bytes(this StorageType type) => type switch
    {
        StorageType.Byte => sizeof(byte),
        StorageType.Fixed16 => sizeof(short),
        StorageType.Int64 => sizeof(long),
        _ => sizeof(float),
    };

    /// <summary>The storage of float32 networks' values.</summary>
    internal static StorageType Of(Graph.ElementType element) => element switch
    {
        Graph.ElementType.Int32 => StorageType.Int32,
        Graph.ElementType.Int64 => StorageType.Int64,
        Graph.ElementType.Bool => StorageType.Byte,
        _ => StorageType.Float32,
    };
}
