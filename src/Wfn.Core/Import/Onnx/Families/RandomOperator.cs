namespace Wfn.Import.Onnx.Families;

/// <summary>The operators that draw numbers: the same input has to give the same output, so none of them is read.</summary>
/// <param name="opType">ONNX's name of the operator.</param>
internal sealed class RandomOperator(string opType) : OnnxOperator(opType, "nothing: refused", "all of it: it draws random numbers")
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new RandomOperator("Multinomial"),
        new RandomOperator("RandomNormal"),
        new RandomOperator("RandomNormalLike"),
        new RandomOperator("RandomUniform"),
        new RandomOperator("RandomUniformLike"),
    ];

    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => throw new UnsupportedException(
        "it draws random numbers; export the model for inference, or make what it draws an input of the model");
}
