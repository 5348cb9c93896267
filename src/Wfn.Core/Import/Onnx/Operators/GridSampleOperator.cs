using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Pixels at places that a grid tells.</summary>
internal sealed class GridSampleOperator() : OnnxOperator(
    "GridSample", "grid sample", "constant images; a constant grid that is not the same for every sample; more than three axes")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var mode = node.Text("mode", "linear") switch
        {
            "nearest" => SampleMode.Nearest,
            "linear" or "bilinear" => SampleMode.Linear,
            "cubic" or "bicubic" => SampleMode.Cubic,
            var other => throw new UnsupportedException($"the mode {DataName.Quote(other)}"),
        };
        var padding = node.Text("padding_mode", "zeros") switch
        {
            "zeros" => SamplePadding.Zeros,
            "border" => SamplePadding.Border,
            "reflection" => SamplePadding.Reflection,
            var other => throw new UnsupportedException($"the padding_mode {DataName.Quote(other)}"),
        };
        var aligns = node.Flag("align_corners", false);
        if (x.Shape.Rank is < 3 or > 5)
        {
            throw new UnsupportedException($"images {x.Shape}");
        }

        var grid = node.Input(1) is ConstantValue constant ? OfAll(node, graph, constant, x.Shape) : node.Activation(1).Name;
        graph.Result(node, (name, output) => new GridSampleNode
        {
            Name = name,
            Inputs = [x.Name, grid],
            Output = output,
            Mode = mode,
            Padding = padding,
            AlignsCorners = aligns,
        });
    }

    private static string OfAll(OnnxNode node, GraphBuilder graph, ConstantValue constant, TensorShape images)
    {
        var tensor = node.Floats(1, "a grid").Tensor;
        if (tensor.Rank != images.Rank || tensor.Extents[0] < 1)
        {
            throw node.Invalid($"has a grid {tensor} for {images}");
        }

        var length = tensor.Count / tensor.Extents[0];
        for (var i = length; i < tensor.Count; i++)
        {
            if (tensor.Floats[i] != tensor.Floats[i % length])
            {
                throw new UnsupportedException("a constant grid that differs between samples");
            }
        }

        int[] extents = [.. tensor.Extents.Skip(1)];
        graph.Budget.ReserveConstant(node, extents);
        return graph.Parameter(constant, ParameterRole.Constant, "grid", extents, source => [.. source.Floats.Take(length)]);
    }
}
