using Wfn.Graph;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>What transposed convolutions of images have in common; the kernel [outputs, height, width, inputs] is operand 1.</summary>
internal sealed record TransposedWindow
{
    private const int Kernel = 1;

    /// <summary>The operand that is the image.</summary>
    public required int Input { get; init; }

    /// <summary>The operand that is the bias.</summary>
    public required int Bias { get; init; }

    /// <summary>The shape of the result, [batch, height, width, channels].</summary>
    public required int[] Target { get; init; }

    /// <summary>Whether strides alone decide the number of outputs.</summary>
    public required bool IsSame { get; init; }

    /// <summary>Rows and columns between the windows of two inputs.</summary>
    public required (int Rows, int Columns) Strides { get; init; }

    /// <summary>The function fused with it.</summary>
    public int Fused { get; init; }

    /// <summary>Defines a node's output.</summary>
    public static void Result(TfLiteNode node, TfLiteGraph graph, TransposedWindow window)
    {
        var kernel = node.Floats(Kernel, "the kernel");
        var x = graph.Activation(node, window.Input);
        var image = ImageWindow.Image(node, graph, x);
        var extents = kernel.Tensor.Extents;
        if (extents.Length != 4 || kernel.Tensor.Count == 0 || extents[3] != x.Shape[3])
        {
            throw node.Invalid($"has a kernel {kernel.Tensor} for an input {x.Shape}");
        }

        if (window.Target.Length != 4)
        {
            throw node.Invalid($"makes [{string.Join(", ", window.Target.Take(Limits.Rank))}] of images");
        }

        var rows = Axis(node, extents[1], window.Strides.Rows, x.Shape[1], window.Target[1], window.IsSame, out var moreRows);
        var columns = Axis(node, extents[2], window.Strides.Columns, x.Shape[2], window.Target[2], window.IsSame, out var moreColumns);
        var weight = Weight(node, graph, kernel);
        var bias = ImageWindow.Bias(node, graph, window.Bias, extents[0]);
        ImageWindow.Result(node, graph, graph.Layer(node, "conv", window.Fused, (name, output) => new TransposedConvolutionNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Weight = weight,
            Bias = bias,
            Window = AxisWindow.Image(rows, columns),
            OutputPadding = [moreRows, moreColumns],
        }));
    }

    // All outputs are (inputs − 1) · stride + kernel; what the shape has less is cut off at both sides, what it has more is added behind.
    private static AxisWindow Axis(TfLiteNode node, int kernel, int stride, int extent, int target, bool isSame, out int more)
    {
        new AxisWindow(kernel, stride, 1, 0, 0).Check(node);
        var all = ((extent - 1L) * stride) + kernel;
        var cut = isSame ? Math.Max(0, all - target) : 0;
        var added = target - (all - cut);
        if (target < 1 || cut > 2L * Limits.Window || added is < 0 or > Limits.Window)
        {
            throw node.Invalid($"makes {target} of {extent} rows or columns by a kernel of {kernel} with stride {stride}");
        }

        more = (int)added;
        var axis = new AxisWindow(kernel, stride, 1, (int)(cut / 2), (int)(cut - (cut / 2)));
        axis.Check(node);
        return axis;
    }

    // The network's kernel stands turned by 180°.
    private static string Weight(TfLiteNode node, TfLiteGraph graph, ConstantValue kernel)
    {
        var own = kernel.Tensor.Extents;
        int[] extents = [own[0], own[3], own[1], own[2]];
        graph.Budget.ReserveConstant(node, extents);
        return graph.Builder.Parameter(kernel, ParameterRole.Weight, "turned", extents, tensor => ConstantLayout.Slice(
            ConstantLayout.Transpose(tensor, [0, 3, 1, 2]), [0, 0, extents[2] - 1, extents[3] - 1], [1, 1, -1, -1], extents).Floats);
    }
}
