using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>
/// Transposed convolution of images with a kernel [outputs, height, width, inputs]; an operand or the file gives the result's shape.
/// </summary>
internal sealed class TransposeConvOperator() : TfLiteOperator("TRANSPOSE_CONV", "transposed convolution", "kernels computed at run time")
{
    /// <inheritdoc/>
    public override bool IsShape(int input) => input == 0;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => TransposedWindow.Result(node, graph, new TransposedWindow
    {
        Input = 2,
        Bias = 3,
        Target = node.HasInput(0) ? [.. node.Integers(0, "the shape").Select(extent => node.ToInt(extent, "an extent"))] : node.Result(0)
            .Shape,
        IsSame = ImageWindow.IsSame(node, node.Choice(0)),
        Strides = (node.Option(2), node.Option(1)),
        Fused = node.Choice(3),
    });
}
