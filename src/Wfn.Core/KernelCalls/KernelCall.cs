namespace Wfn.KernelCalls;

/// <summary>A call of a kernel as data: one printer writes it as C#, one runner executes it, the plan table tells it.</summary>
public sealed record KernelCall
{
    /// <summary>The graph node it stems from, with the nodes fused into it (data).</summary>
    public required string Node { get; init; }

    /// <summary>What it does, in ASCII words for those who read generated code; may quote names of the model.</summary>
    public required string What { get; init; }

    /// <summary>The object whose method is called, made once; null where the method is static.</summary>
    public KernelObject? State { get; init; }

    /// <summary>The kernel's type.</summary>
    public required string Type { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The type argument of a generic method, or null.</summary>
    public StorageType? TypeArgument { get; init; }

    /// <summary>The arguments, in the order of the method's parameters.</summary>
    public required EquatableArray<KernelValue> Arguments { get; init; }

    /// <summary>What it is thought to cost; null where it only prepares the next call, which the plan table tells with it.</summary>
    public required CallCost? Cost { get; init; }

    /// <summary>Whether its sums stand in generated code as statements of their own, with the bits of the kernel.</summary>
    public bool IsWrittenOut { get; init; }

    /// <summary>How several samples share it, or null where they do not.</summary>
    public BatchForm? Batch { get; init; }

    /// <summary>What computes parts of it on several threads; null where it runs on one.</summary>
    internal KernelObject? Parts { get; init; }

    /// <summary>The memory that it uses.</summary>
    public IEnumerable<RegionValue> Regions => Arguments.OfType<RegionValue>();

    /// <summary>The activations that it reads.</summary>
    public IEnumerable<PlanRegion> Reads => Regions.Where(r => r.Use == RegionUse.Read).Select(r => r.Place);

    /// <summary>The activation that it makes, or a part of it.</summary>
    public PlanRegion Written => Regions.First(r => r.Use == RegionUse.Write).Place;
}

/// <summary>What a call is thought to cost, for people and for choices between plans.</summary>
public sealed record CallCost
{
    private const int VectorFloats = 16;

    /// <summary>The kernel in a word or two.</summary>
    public required string Kernel { get; init; }

    /// <summary>Extents of what it makes of what, or empty.</summary>
    public string Shape { get; init; } = "";

    /// <summary>Output channels of a vector times the pixels that share its weights, or empty.</summary>
    public string Tile { get; init; } = "";

    /// <summary>Flushes of 16-bit partial sums to 32 bits, for a pixel (or for as many as are computed as one), all output channels together.</summary>
    public int Flushes { get; init; }

    /// <summary>Multiply-adds of a sample where the kernel multiplies weights, else additions and subtractions; 0 where neither.</summary>
    public long Operations { get; init; }

    /// <summary>Bytes of decoded weights that are read.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Vector operations of 512 bits for a sample; null where moving the activations is all.</summary>
    public long? Vectors { get; init; }

    /// <summary>Cycles of a machine with vectors of 16 floats, roughly: by them float32 plans of one network are compared.</summary>
    public double Cycles { get; init; }

    /// <summary>Products in float32.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="multiplyAdds">Multiplications and additions.</param>
    public static CallCost Multiplied(string kernel, long multiplyAdds) =>
        new() { Kernel = kernel, Operations = multiplyAdds, Vectors = multiplyAdds / VectorFloats };
}
