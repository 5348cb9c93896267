using Wfn.Graph;
using Wfn.KernelCalls;
using Wfn.Numerics;

namespace Wfn.Planning;

/// <summary>What the elements of a value are while a sample runs.</summary>
/// <param name="Element">Their type; that of real numbers where they are integers of fixed point.</param>
/// <param name="FixedPoint">Their integer format, or null.</param>
public readonly record struct TensorFormat(ElementType Element, FixedPointFormat? FixedPoint)
{
    /// <summary>What holds them in the workspace.</summary>
    public StorageType Storage => FixedPoint is not null ? StorageType.Fixed16 : StorageTypes.Of(Element);

    /// <summary>Integers of fixed point.</summary>
    public static TensorFormat Of(FixedPointFormat format) => new(ElementType.Float32, format);

    /// <summary>Elements as the graph has them.</summary>
    public static TensorFormat Of(ElementType element) => new(element, null);
}
