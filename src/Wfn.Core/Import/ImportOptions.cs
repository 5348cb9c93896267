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

    /// <summary>
    /// Values of inputs of one element that are to be constants, as a sampling rate is: those inputs go, and so does what they decide.
    /// </summary>
    public EquatableArray<(string Input, double Value)> InputValues { get; init; }

    /// <summary>
    /// The outputs wanted, in this order; none for all. What none of them needs is left out before anything is refused.
    /// </summary>
    public EquatableArray<string> Outputs { get; init; }

    /// <summary>How much memory the model's values may take.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Default;
}
