using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>
/// Turns graph nodes into float32 steps on pixels whose channels lie side by side, wherever convolutions make and read them; everything
/// else runs on planes, and activations are moved where the two meet.
/// </summary>
internal sealed class FloatPixelPlanner
{
    // The narrowest vector.
    private const int LeastOutputs = 4;

    private readonly GraphIndex index;
    private readonly PlanDraft draft = new();
    private readonly FloatPlanner planar;
    private readonly Dictionary<string, ChannelsLastBorder> borders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelsLastLayout> pixels = new(StringComparer.Ordinal);
    private readonly HashSet<string> planes = new(StringComparer.Ordinal);
    private readonly HashSet<string> fused = new(StringComparer.Ordinal);

    private FloatPixelPlanner(GraphIndex index)
    {
        this.index = index;
        planar = new FloatPlanner(index, draft);
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
        var step = new FloatPixelConvolutionStep
        {
            Node = node.Name,
            Weight = node.Weight,
            Bias = node.Bias,
            Channels = shape[0],
            Height = shape[1],
            Width = shape[2],
            Window = node.Window,
            Source = source,
            Result = result,
            Addend = addend is null ? null : pixels[addend],
            SumNode = sum,
            Bounds = bounds,
        };
        draft.Add(step, addend is null ? [name] : [name, PixelName(addend, pixels[addend])], ResultName(output, result), Storage(result));
    }

    private void AddDepthwise(ConvolutionNode node, ChannelsLastLayout source)
    {
        var output = node.Output;
        var bounds = FuseClamp(ref output);
        var result = Layout(output);
        var step = new FloatDepthwiseStep
        {
            Node = node.Name,
            Weight = node.Weight,
            Bias = node.Bias,
            Window = node.Window,
            Source = source,
            Result = result,
            Bounds = bounds,
        };
        draft.Add(step, [PixelName(node.Inputs[0], source)], ResultName(output, result), Storage(result));
    }

    private void AddPool(Node node, PoolLayout layout, ChannelsLastLayout source, bool isLargest)
    {
        var result = Layout(node.Output);
        var step = new FloatPixelPoolStep { Node = node.Name, IsLargest = isLargest, Layout = layout, Source = source, Result = result };
        draft.Add(step, [PixelName(node.Inputs[0], source)], ResultName(node.Output, result), Storage(result));
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
        var step = new FloatLinearStep
        {
            Node = node.Name,
            Weight = node.Weight,
            Bias = node.Bias,
            Outputs = matrix[0],
            RowLength = matrix[1],
            Channels = layout.Channels,
            Bounds = bounds,
        };
        draft.Add(step, [PixelName(image, layout)], output, Shape(output).ElementCount);
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
        var step = new PadStep
        {
            Node = node.Name,
            Mode = PadMode.Constant,
            Extents = shape.Dimensions,
            Before = [0, border.Top, border.Left],
            After = [0, border.Bottom, border.Right],
            Value = 0,
        };
        draft.Add(step, [input], name, (int)Math.Min(int.MaxValue, (long)shape[0] * height * width));
        return (name, source);
    }

    private FloatBounds FuseClamp(ref string output)
    {
        if (OnlyReader(output) is not { } clamp || FloatPlanner.BoundsOf(clamp) is not { } bounds)
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
        if (OnlyReader(output) is not BinaryNode { Operator: BinaryOperator.Add } sum)
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
            draft.Alias(image, tensor);
            return;
        }

        var extents = new[] { layout.Channels, layout.Height, layout.Width };
        var move = StridedMove.Of(
            extents,
            layout.StartBytes / sizeof(float),
            [1, layout.RowBytes / sizeof(float), layout.PixelBytes / sizeof(float)],
            0,
            AxisJoin.Strides(extents));
        draft.Add(new MoveStep { Node = index.Producer(tensor)!.Name, Moves = [move] }, [PixelName(tensor, layout)], tensor, Shape(tensor).ElementCount);
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

    private static int Storage(ChannelsLastLayout layout) => (int)Math.Min(int.MaxValue, layout.Length);

    private TensorShape Shape(string tensor) => index.Shape(tensor).Sample;
}
