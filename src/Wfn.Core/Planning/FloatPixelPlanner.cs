using Wfn.Graph;
using Wfn.Operators;
using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>
/// Turns graph nodes into float32 calls over pixels whose channels lie side by side, wherever convolutions make and read them; everything
/// else runs on planes, and activations are moved where the two meet.
/// </summary>
internal sealed class FloatPixelPlanner
{
    // The narrowest vector.
    private const int LeastOutputs = 4;

    private readonly GraphIndex index;
    private readonly PlanBuilder builder = new(StorageType.Float32);
    private readonly FloatPlanner planar;
    private readonly Dictionary<string, ChannelsLastBorder> borders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelsLastLayout> pixels = new(StringComparer.Ordinal);
    private readonly HashSet<string> planes = new(StringComparer.Ordinal);
    private readonly HashSet<string> fused = new(StringComparer.Ordinal);

    private FloatPixelPlanner(GraphIndex index)
    {
        this.index = index;
        planar = new FloatPlanner(index, builder);
        foreach (var convolution in index.Graph.Nodes.OfType<ConvolutionNode>().Where(Takes))
        {
            var input = convolution.Inputs[0];
            var shape = Shape(input);
            var border = ChannelsLastBorder.Of(convolution.Window, shape[1], shape[2]);
            borders[input] = borders.TryGetValue(input, out var other) ? border.Union(other) : border;
        }
    }

    public static ExecutionPlan Plan(GraphIndex index) => new FloatPixelPlanner(index).Plan();

    private ExecutionPlan Plan()
    {
        foreach (var input in index.Graph.Inputs)
        {
            planar.AddInput(input.Name);
            planes.Add(input.Name);
        }

        for (var i = 0; i < index.Graph.Nodes.Count;)
        {
            i += fused.Contains(index.Graph.Nodes[i].Output) ? 1 : AddAt(i);
        }

        foreach (var output in index.Graph.Outputs)
        {
            NeedPlanes(output.Name);
        }

        return planar.Finish();
    }

    private int AddAt(int number)
    {
        var node = index.Graph.Nodes[number];
        var source = node.Inputs.Count == 0 ? null : pixels.TryGetValue(node.Inputs[0], out var found) ? found : null;
        switch (node)
        {
            case ConvolutionNode convolution when Takes(convolution) && convolution.Groups == 1:
                AddConvolution(convolution, source);
                return 1;
            case ConvolutionNode convolution when Takes(convolution) && source is not null:
                AddDepthwise(convolution, source);
                return 1;
            case MaxPoolNode pool when source is not null:
                AddPool(node, PoolLayout.Of(Shape(node.Inputs[0]), pool.Window), source, isLargest: true);
                return 1;
            case AveragePoolNode pool when source is not null:
                var window = PoolLayout.Of(Shape(node.Inputs[0]), pool.Window, pool.CountPadding, pool.UncountedBottom, pool.UncountedRight);
                AddPool(node, window, source, isLargest: false);
                return 1;
            case GlobalAveragePoolNode when source is not null:
                AddPool(node, PoolLayout.Global(Shape(node.Inputs[0])), source, isLargest: false);
                return 1;
            case ReshapeNode:
                // Who reads it as it lies sees through it; for others it becomes a second name when they ask for it.
                return 1;
            case LinearNode linear when Flattened(linear) is { } image && pixels.TryGetValue(image, out var layout) && layout.Border == default:
                AddLinear(linear, image, layout);
                return 1;
            case not null when source is not null && OperatorDefinition.Of(node).ElementFunction(node) is { } function:
                AddFunction(node, function, source);
                return 1;
            default:
                return AddPlanar(number);
        }
    }

    private int AddPlanar(int number)
    {
        foreach (var input in index.Graph.Nodes[number].Inputs.Where(i => index.FindParameter(i) is null))
        {
            NeedPlanes(input);
        }

        var count = planar.AddAt(number);
        planes.Add(index.Graph.Nodes[number + count - 1].Output);
        return count;
    }

    // One group, or a group for every channel.
    private bool Takes(ConvolutionNode convolution)
    {
        var outputs = Shape(convolution.Output)[0];
        var inputs = Shape(convolution.Inputs[0]);
        return inputs.Rank == 3 && outputs % LeastOutputs == 0
            && (convolution.Groups == 1 || (convolution.Groups == outputs && inputs[0] == outputs));
    }

    private void AddConvolution(ConvolutionNode node, ChannelsLastLayout? pixelSource)
    {
        var input = node.Inputs[0];
        var shape = Shape(input);
        var (name, source) = pixelSource is null ? Planes(node, shape) : (PixelName(input, pixelSource), FloatSource.Of(pixelSource, node.Window));
        var output = node.Output;
        var bounds = FuseClamp(ref output);
        var (sum, addend) = bounds.IsNone ? FuseSum(ref output) : default;
        bounds = sum is null ? bounds : FuseClamp(ref output);
        var result = Layout(output);
        var from = builder.Find(name);
        var to = builder.Make(ResultName(output, result), result.Length);
        ChannelsLastCalls.AddBorder(builder, node.Name, result, to);
        builder.Add(FloatPixelCalls.Convolution(
            node,
            sum,
            (shape[0], shape[1], shape[2]),
            source,
            result,
            addend is null ? null : pixels[addend],
            bounds,
            from,
            to,
            addend is null ? null : builder.Find(PixelName(addend, pixels[addend]))));
    }

    private void AddDepthwise(ConvolutionNode node, ChannelsLastLayout source)
    {
        var output = node.Output;
        var bounds = FuseClamp(ref output);
        var result = Layout(output);
        var from = builder.Find(PixelName(node.Inputs[0], source));
        var to = builder.Make(ResultName(output, result), result.Length);
        ChannelsLastCalls.AddBorder(builder, node.Name, result, to);
        builder.Add(FloatPixelCalls.Depthwise(node, source, result, bounds, from, to));
    }

    private void AddPool(Node node, PoolLayout layout, ChannelsLastLayout source, bool isLargest)
    {
        var result = Layout(node.Output);
        var from = builder.Find(PixelName(node.Inputs[0], source));
        var to = builder.Make(ResultName(node.Output, result), result.Length);
        ChannelsLastCalls.AddBorder(builder, node.Name, result, to);
        builder.Add(FloatPixelCalls.Pool(node.Name, layout, isLargest, source, result, from, to));
    }

    private void AddFunction(Node node, FunctionValue function, ChannelsLastLayout source)
    {
        var result = Layout(node.Output);
        var from = builder.Find(PixelName(node.Inputs[0], source));
        var to = builder.Make(ResultName(node.Output, result), result.Length);
        ChannelsLastCalls.AddBorder(builder, node.Name, result, to);
        builder.Add(FloatPixelCalls.Function(node.Name, function, source, result, from, to));
    }

    // The image that a fully connected layer reads flattened, whichever way it is reshaped in between; null where it reads rows.
    private string? Flattened(LinearNode linear)
    {
        var input = linear.Inputs[0];
        if (Shape(input).Rank != 1)
        {
            return null;
        }

        while (index.Producer(input) is ReshapeNode reshape)
        {
            input = reshape.Inputs[0];
        }

        return Shape(input).Rank == 3 ? input : null;
    }

    // Weights are brought into the order of the pixels, not the pixels into that of the weights.
    private void AddLinear(LinearNode node, string image, ChannelsLastLayout layout)
    {
        var output = node.Output;
        var bounds = FuseClamp(ref output);
        var matrix = index.Parameter(node.Weight).Shape;
        var from = builder.Find(PixelName(image, layout));
        var to = builder.Make(output, Shape(output).ElementCount);
        builder.Add(LinearCalls.Call(node, matrix[0], matrix[1], layout.Channels, bounds, from, to));
        planes.Add(output);
    }

    // An input in planes, with its padding in memory.
    private (string Name, FloatSource Source) Planes(ConvolutionNode node, TensorShape shape)
    {
        var input = node.Inputs[0];
        NeedPlanes(input);
        var border = ChannelsLastBorder.Of(node.Window, shape[1], shape[2]);
        var (height, width) = (border.Top + shape[1] + border.Bottom, border.Left + shape[2] + border.Right);
        var source = new FloatSource(0, width, 1, height * width);
        if (border == default)
        {
            return (input, source);
        }

        var name = node.Output + "\0padded";
        var from = builder.Find(input);
        var to = builder.Make(name, (long)shape[0] * height * width);
        builder.Add(DataMovementCalls.Pad(
            node.Name,
            PadMode.Constant,
            shape.Dimensions,
            [0, border.Top, border.Left],
            [0, border.Bottom, border.Right],
            0,
            from,
            to));
        return (name, source);
    }

    private FloatBounds FuseClamp(ref string output)
    {
        if (OnlyReader(output) is not { } clamp || FloatBounds.Of(clamp) is not { } bounds)
        {
            return FloatBounds.None;
        }

        output = clamp.Output;
        fused.Add(output);
        return bounds;
    }

    // A sum whose other operand is there already.
    private (string? Node, string? Addend) FuseSum(ref string output)
    {
        if (OnlyReader(output) is not BinaryNode sum || sum.Operator != BinaryOperator.Add)
        {
            return default;
        }

        var other = sum.Inputs[sum.Inputs[0] == output ? 1 : 0];
        if (other == output || !pixels.ContainsKey(other) || Shape(other) != Shape(output))
        {
            return default;
        }

        output = sum.Output;
        fused.Add(output);
        return (sum.Name, other);
    }

    private Node? OnlyReader(string tensor) =>
        index.Consumers(tensor) is { Count: 1 } readers && !index.IsOutput(tensor) ? readers[0] : null;

    private void NeedPlanes(string tensor)
    {
        if (!planes.Add(tensor))
        {
            return;
        }

        if (!pixels.TryGetValue(tensor, out var layout))
        {
            var image = index.Producer(tensor)!.Inputs[0];
            NeedPlanes(image);
            builder.Alias(image, tensor);
            return;
        }

        var extents = new[] { layout.Channels, layout.Height, layout.Width };
        var move = StridedMove.Of(
            extents,
            layout.StartBytes / sizeof(float),
            [1, layout.RowBytes / sizeof(float), layout.PixelBytes / sizeof(float)],
            0,
            AxisJoin.Strides(extents));
        var from = builder.Find(PixelName(tensor, layout));
        var to = builder.Make(tensor, Shape(tensor).ElementCount);
        builder.Add(DataMovementCalls.Move(index.Producer(tensor)!.Name, move, from, to));
    }

    private ChannelsLastLayout Layout(string tensor)
    {
        var shape = Shape(tensor);
        return new ChannelsLastLayout
        {
            Channels = shape[0],
            Height = shape[1],
            Width = shape[2],
            ElementBytes = sizeof(float),
            Border = borders.TryGetValue(tensor, out var border) ? border : default,
        };
    }

    // Notes an activation that a step makes, and gives its memory's name.
    private string ResultName(string tensor, ChannelsLastLayout layout)
    {
        if (IsPlanes(layout))
        {
            planes.Add(tensor);
        }

        pixels.Add(tensor, layout);
        return PixelName(tensor, layout);
    }

    // No tensor of the network has this name: theirs have no part behind a zero character.
    private static string PixelName(string tensor, ChannelsLastLayout layout) => IsPlanes(layout) ? tensor : tensor + "\0pixels";

    // Whether channels side by side are in the order of planes.
    private static bool IsPlanes(ChannelsLastLayout layout) => layout.IsPlain && (layout.Height * layout.Width == 1 || layout.Channels == 1);

    private TensorShape Shape(string tensor) => index.Shape(tensor);
}
