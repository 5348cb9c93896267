using Wfn.Graph;

namespace Wfn.Import;

/// <summary>How a model file is read.</summary>
public sealed record ImportOptions
{
    /// <summary>Whether a batch norm is folded into the convolution or fully connected layer in front of it, where there is one.</summary>
    public bool FoldBatchNorm { get; init; } = true;

    /// <summary>
    /// Shapes of inputs whose axes the file leaves open, batch axis included (its extent is not read). Extents that the file
    /// knows must agree. An empty name stands for the only input of a model.
    /// </summary>
    public EquatableArray<(string Input, TensorShape Shape)> InputShapes { get; init; }
}
