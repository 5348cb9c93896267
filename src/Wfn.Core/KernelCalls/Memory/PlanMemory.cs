namespace Wfn.KernelCalls;

/// <summary>Memory that a plan in the making needs, as an argument of calls; its place is not known yet.</summary>
public readonly record struct PlanMemory
{
    internal PlanMemory(Storage storage, RegionUse use) => (Storage, Use) = (storage, use);

    /// <summary>Its elements.</summary>
    public KernelValue Span => new UnplacedRegion(Storage, Use, IsOffset: false, SampleLength: 0);

    /// <summary>Its offset in the workspace.</summary>
    public KernelValue Offset => new UnplacedRegion(Storage, Use, IsOffset: true, SampleLength: 0);

    /// <summary>Number of elements.</summary>
    public int Length => Storage.Length;

    /// <summary>The same, to be read.</summary>
    public PlanMemory AsRead => this with { Use = RegionUse.Read };

    /// <summary>What its elements are.</summary>
    public StorageType Type => Storage.Type;

    internal Storage Storage { get; }

    internal RegionUse Use { get; init; }

    /// <summary>As many samples as are counted when the call runs, of so many elements each.</summary>
    internal KernelValue Samples(int length) => new UnplacedRegion(Storage, Use, IsOffset: false, length);
}

/// <summary>A part of the workspace whose place is not known yet.</summary>
/// <param name="Storage">What will know it.</param>
/// <param name="Use">What the call does with it.</param>
/// <param name="IsOffset">Whether the kernel is given its offset.</param>
/// <param name="SampleLength">Elements of a sample where a call takes as many as are counted; else 0.</param>
internal sealed record UnplacedRegion(Storage Storage, RegionUse Use, bool IsOffset, int SampleLength) : KernelValue
{
    /// <summary>The part, once it has its place.</summary>
    public RegionValue Placed => new(Storage.Region, Use, IsOffset) { SampleLength = SampleLength };
}
