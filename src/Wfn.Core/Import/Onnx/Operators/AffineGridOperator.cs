using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The grid of a sampling that affine matrices tell, one for each sample.</summary>
internal sealed class AffineGridOperator() : OnnxOperator(
    "AffineGrid", "weighted sums, of the places of the output's elements, and a transposition", "a size computed at run time")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var theta = node.Activation(0);
        var size = node.OptionalIntegers(1, "the size") ?? throw node.Invalid("has no size");
        var aligns = node.Flag("align_corners", false);
        var axes = size.Length - 2;
        if (axes is not (2 or 3) || theta.Shape.Rank != 3 || theta.Shape[1] != axes || theta.Shape[2] != axes + 1
            || size.Skip(2).Any(extent => extent < 1 || extent > Limits.Elements))
        {
            throw node.Invalid($"makes a grid of [{string.Join(", ", size)}] by matrices {theta.Shape}");
        }

        int[] extents = [.. size.Skip(2).Select(extent => (int)extent)];
        var points = (int)Math.Min(int.MaxValue, extents.Aggregate(1L, (product, extent) => Math.Min(int.MaxValue, product * extent)));
        graph.Budget.ReserveConstant(node, [points, axes + 1]);

        // A row for each element: its place along the last axis first, and a 1 for the offset.
        var places = new float[points * (axes + 1)];
        for (var point = 0; point < points; point++)
        {
            var rest = point;
            for (var axis = axes - 1; axis >= 0; axis--)
            {
                var (at, extent) = (rest % extents[axis], extents[axis]);
                places[(point * (axes + 1)) + axes - 1 - axis] =
                    (float)(aligns ? extent == 1 ? 0 : (2.0 * at / (extent - 1)) - 1 : (((2.0 * at) + 1) / extent) - 1);
                rest /= extent;
            }

            places[(point * (axes + 1)) + axes] = 1;
        }

        // [batch, axes, axes + 1] becomes [batch, axes, points].
        graph.Budget.ReserveConstant(node, [points, axes + 1]);
        var weights = graph.Parameter(node, "places", ParameterRole.Constant, [points, axes + 1], places);
        var rows = graph.Step(node, "places", (name, output) => new ResampleNode
        {
            Name = name,
            Inputs = [theta.Name, weights],
            Output = output,
            Axis = 2,
            Indices = Enumerable.Range(0, points * (axes + 1)).Select(i => i % (axes + 1)).ToEquatableArray(),
        });
        var turned = graph.Transposed(node, "points", rows, [0, 2, 1]);
        graph.ReshapeResult(node, turned, TensorShape.Of([theta.Shape[0], .. extents, axes]));
    }
}
