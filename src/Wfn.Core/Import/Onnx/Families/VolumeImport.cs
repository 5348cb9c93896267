using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>
/// Lets operators over volumes [batch, channels, depth, height, width] run as ones over images. Layers of a volume stand beneath one
/// another as rows of one image, far enough apart that no window sees two of them; what a window sees along the depth becomes channels.
/// </summary>
internal static class VolumeImport
{
    private const int Depth = 2;
    private const int Height = 3;

    /// <summary>Whether a value is a volume.</summary>
    public static bool Is(ActivationValue x) => x.Shape.Rank == 5;

    /// <summary>A convolution of a volume.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="x">The volume.</param>
    /// <param name="axes">The window along depth, height and width.</param>
    /// <param name="make">
    /// Makes the convolution of its name, its input, its output's name and its window. Its kernel is that of the volume with the taps
    /// along the depth as channels: [outputs, inputs · depth, height, width].
    /// </param>
    public static void Convolve(
        OnnxNode node, GraphBuilder graph, ActivationValue x, AxisWindow[] axes, Func<string, ActivationValue, string, SlidingWindow, Node> make)
    {
        var (depth, height, width) = (axes[0], axes[1], axes[2]);
        var rows = Outputs(node, x.Shape[Height], height);

        // Rows of a layer: all that it has, rounded up to whole strides, so that every layer begins at an output.
        var strides = (x.Shape[Height] + height.Before + height.After + height.Stride - 1) / height.Stride;
        x = Fit(node, graph, x, Depth, depth.Before, depth.After);
        x = Fit(node, graph, x, Height, height.Before, (strides * height.Stride) - x.Shape[Height] - height.Before);
        var layers = Outputs(node, x.Shape[Depth], depth with { Before = 0, After = 0 });
        var image = Stacked(node, graph, Taps(node, graph, x, depth, layers));
        var window = AxisWindow.Image(height with { Before = 0, After = (int)Math.Max(0, height.Span - height.Stride) }, width);
        var y = ImageImport.Step(node, graph, "layers", image, (name, input, output) => make(name, input, output, window));
        graph.Alias(node, Unstacked(node, graph, y, layers, 0, rows));
    }

    /// <summary>A transposed convolution of a volume: one of images over layers that lie as far apart as the depth's stride says.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="x">The volume.</param>
    /// <param name="axes">The window along depth, height and width.</param>
    /// <param name="added">What is added behind each axis.</param>
    /// <param name="make">As for a convolution, with the rows and columns that are added; its kernel is turned, along the depth, too.</param>
    public static void Transpose(
        OnnxNode node,
        GraphBuilder graph,
        ActivationValue x,
        AxisWindow[] axes,
        IReadOnlyList<int> added,
        Func<string, ActivationValue, string, SlidingWindow, EquatableArray<int>, Node> make)
    {
        var (depth, height, width) = (axes[0], axes[1], axes[2]);
        var all = ((x.Shape[Height] - 1L) * height.Stride) + height.Span;
        var rows = Positive(node, all - height.Before - height.After + added[1]);
        var strides = (int)((Math.Max(all, height.Before + (long)rows) + height.Stride - 1) / height.Stride);
        var reach = (depth.Kernel - 1L) * depth.Dilation;
        x = Spread(node, graph, x, depth.Stride);
        x = Fit(node, graph, x, Depth, Bounded(node, reach - depth.Before), Bounded(node, reach - depth.After + added[0] - (depth.Stride - 1)));
        x = Fit(node, graph, x, Height, 0, strides - x.Shape[Height]);
        var taps = depth with { Stride = 1, Before = 0, After = 0 };
        var layers = Outputs(node, x.Shape[Depth], taps);
        var image = Stacked(node, graph, Taps(node, graph, x, taps, layers));
        var window = AxisWindow.Image(height with { Before = 0, After = (int)Math.Max(0, height.Span - height.Stride) }, width);
        EquatableArray<int> more = [(int)Math.Max(0, height.Stride - height.Span), added[2]];
        var y = ImageImport.Step(node, graph, "layers", image, (name, input, output) => make(name, input, output, window, more));
        graph.Alias(node, Unstacked(node, graph, y, layers, height.Before, rows));
    }

    /// <summary>A pool of a volume: one over height and width, then one over the depth.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="x">The volume.</param>
    /// <param name="axes">The window along depth, height and width.</param>
    /// <param name="make">Makes the pool of its name, its input, its output's name, and its windows along height and width.</param>
    public static void Pool(
        OnnxNode node,
        GraphBuilder graph,
        ActivationValue x,
        PoolWindow[] axes,
        Func<string, ActivationValue, string, PoolWindow, PoolWindow, Node> make)
    {
        var (batch, channels, layers) = (x.Shape[0], x.Shape[1], x.Shape[Depth]);
        var images = graph.Reshaped(node, "layers", x, TensorShape.Of(batch, Product(node, channels, layers), x.Shape[Height], x.Shape[4]));
        var flat = ImageImport.Step(node, graph, "images", images, (name, input, output) => make(name, input, output, axes[1], axes[2]));
        var columns = graph.Reshaped(
            node, "columns", flat, TensorShape.Of(batch, channels, layers, Product(node, flat.Shape[2], flat.Shape[3])));
        var deep = ImageImport.Step(node, graph, "depth", columns, (name, input, output) => make(name, input, output, axes[0], PoolWindow.One));
        graph.ReshapeResult(node, deep, TensorShape.Of(batch, channels, deep.Shape[2], flat.Shape[2], flat.Shape[3]));
    }

    /// <summary>A pool over all of a volume, as one over an image of all its rows.</summary>
    public static void PoolAll(OnnxNode node, GraphBuilder graph, ActivationValue x, Func<string, ActivationValue, string, Node> make)
    {
        var image = graph.Reshaped(
            node, "image", x, TensorShape.Of(x.Shape[0], x.Shape[1], Product(node, x.Shape[Depth], x.Shape[Height]), x.Shape[4]));
        var y = ImageImport.Step(node, graph, "all", image, make);
        graph.ReshapeResult(node, y, TensorShape.Of(x.Shape[0], x.Shape[1], 1, 1, 1));
    }

    // For every output layer the layers that its window sees, as further channels.
    private static ActivationValue Taps(OnnxNode node, GraphBuilder graph, ActivationValue x, AxisWindow depth, int layers)
    {
        int[] extents = [.. x.Shape.Dimensions];
        var seen = Enumerable.Range(0, depth.Kernel)
            .Select(tap => AxisParts.Take(
                node, graph, x, Depth, [.. Enumerable.Range(0, layers).Select(layer => (layer * depth.Stride) + (tap * depth.Dilation))]))
            .ToArray();
        if (seen.Length == 1)
        {
            return seen[0];
        }

        var beside = TensorShape.Of(extents[0], extents[1], 1, layers, extents[3], extents[4]);
        var parts = seen.Select(part => graph.Reshaped(node, "tap", part, beside).Name).ToEquatableArray();
        var joined = graph.Step(node, "taps", (name, output) => new ConcatNode { Name = name, Inputs = parts, Output = output, Axis = 2 });
        return graph.Reshaped(
            node, "taps", joined, TensorShape.Of(extents[0], Product(node, extents[1], depth.Kernel), layers, extents[3], extents[4]));
    }

    private static ActivationValue Stacked(OnnxNode node, GraphBuilder graph, ActivationValue x) => graph.Reshaped(
        node, "stacked", x, TensorShape.Of(x.Shape[0], x.Shape[1], Product(node, x.Shape[Depth], x.Shape[Height]), x.Shape[4]));

    private static ActivationValue Unstacked(OnnxNode node, GraphBuilder graph, ActivationValue y, int layers, int first, int rows)
    {
        var volume = graph.Reshaped(node, "volume", y, TensorShape.Of(y.Shape[0], y.Shape[1], layers, y.Shape[2] / layers, y.Shape[3]));
        return AxisParts.Take(node, graph, volume, Height, [.. Enumerable.Range(first, rows)]);
    }

    // Zeros behind every layer, as many as the stride leaves between two.
    private static ActivationValue Spread(OnnxNode node, GraphBuilder graph, ActivationValue x, int stride)
    {
        if (stride == 1)
        {
            return x;
        }

        int[] extents = [.. x.Shape.Dimensions];
        var apart = graph.Reshaped(node, "apart", x, TensorShape.Of(extents[0], extents[1], extents[2], 1, Product(node, extents[3], extents[4])));
        var spread = Fit(node, graph, apart, Height, 0, stride - 1);
        return graph.Reshaped(node, "spread", spread, TensorShape.Of(extents[0], extents[1], Product(node, extents[2], stride), extents[3], extents[4]));
    }

    // Zeros before and after an axis; where one is negative, elements are left out.
    private static ActivationValue Fit(OnnxNode node, GraphBuilder graph, ActivationValue x, int axis, int before, int after)
    {
        var (first, count) = (Math.Max(0, -before), x.Shape[axis] + Math.Min(0, before) + Math.Min(0, after));
        x = AxisParts.Take(node, graph, x, axis, [.. Enumerable.Range(first, Positive(node, count))]);
        if (before <= 0 && after <= 0)
        {
            return x;
        }

        _ = Product(node, x.Shape[axis] + Math.Max(0, before) + Math.Max(0, after), 1);
        return graph.Step(node, "padded", (name, output) => new PadNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Mode = PadMode.Constant,
            Before = At(Math.Max(0, before)),
            After = At(Math.Max(0, after)),
        });

        EquatableArray<int> At(int pad) => x.Shape.Dimensions.Select((_, at) => at == axis ? pad : 0).ToEquatableArray();
    }

    private static int Outputs(OnnxNode node, int extent, AxisWindow axis) =>
        Positive(node, extent + (long)axis.Before + axis.After < axis.Span ? 0 : ((extent + axis.Before + axis.After - axis.Span) / axis.Stride) + 1);

    private static int Positive(OnnxNode node, long count) =>
        count is >= 1 and <= Limits.Elements ? (int)count : throw node.Invalid($"makes {count} elements of an axis");

    private static int Bounded(OnnxNode node, long pad) =>
        Math.Abs(pad) <= Limits.Elements ? (int)pad : throw node.Invalid($"pads an axis by {pad}");

    private static int Product(OnnxNode node, long left, int right) => Positive(node, left * right);
}
