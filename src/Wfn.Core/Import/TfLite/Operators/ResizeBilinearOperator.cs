using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Height and width of images resampled linearly.</summary>
internal sealed class ResizeBilinearOperator() : TfLiteOperator("RESIZE_BILINEAR", "weighted sums of two elements, for rows and columns")
{
    /// <inheritdoc/>
    public override bool IsShape(int input) => input == 1;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => ResizeImport.Result(node, graph, new Resampling
    {
        Mode = "linear",
        Coordinates = node.Flag(2) ? "align_corners" : node.Flag(3) ? "half_pixel" : "asymmetric",
    });
}
