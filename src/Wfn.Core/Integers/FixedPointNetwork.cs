using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>
/// A network lowered to integers: what fixed point means, once and for all. The reference executor runs it as it stands; the
/// planner may fuse, reorder and re-lay it in any way that gives the same bits. One sample at a time: shapes have no batch axis.
/// </summary>
public sealed record FixedPointNetwork
{
    /// <summary>The tensors by name: shape of one sample and integer format.</summary>
    public required EquatableArray<FixedPointTensor> Tensors { get; init; }

    /// <summary>Names of the inputs, quantised from float by <see cref="FixedPointRounding.Quantize"/>.</summary>
    public required EquatableArray<string> Inputs { get; init; }

    /// <summary>Names of the outputs, given back by <see cref="FixedPointRounding.Dequantize"/>.</summary>
    public required EquatableArray<string> Outputs { get; init; }

    /// <summary>The operations in execution order.</summary>
    public required EquatableArray<FixedPointOperation> Operations { get; init; }
}

/// <summary>An integer activation of one sample.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape without the batch axis.</param>
/// <param name="Format">Its integer format.</param>
public sealed record FixedPointTensor(string Name, TensorShape Shape, FixedPointFormat Format);
