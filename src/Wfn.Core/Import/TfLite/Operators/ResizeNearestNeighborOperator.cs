using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Height and width of images resampled, each output the nearest element.</summary>
internal sealed class ResizeNearestNeighborOperator() : TfLiteOperator("RESIZE_NEAREST_NEIGHBOR", "slices or gathers, for rows and columns")
{
    /// <inheritdoc/>
    public override bool IsShape(int input) => input == 1;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph) => ResizeImport.Result(node, graph, new Resampling
    {
        Mode = "nearest",
        Coordinates = node.Flag(0) ? "align_corners" : node.Flag(1) ? "tf_half_pixel_for_nn" : "asymmetric",
        NearestMode = node.Flag(0) ? "round_prefer_ceil" : "floor",
    });
}
