using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Images that regions are of.</summary>
internal abstract class RegionImages
{
    private RegionImages(OnnxNode node, GraphBuilder graph, int regions)
    {
        (Node, Graph, Regions) = (node, graph, regions);
        Arithmetic = new KnownOrComputed(node, graph);
    }

    /// <summary>The node that they are operands of.</summary>
    protected OnnxNode Node { get; }

    /// <summary>The network.</summary>
    protected GraphBuilder Graph { get; }

    /// <summary>The number of regions.</summary>
    protected int Regions { get; }

    /// <summary>Computes places.</summary>
    protected KnownOrComputed Arithmetic { get; }

    /// <summary>Finds the images that are an operand of a node.</summary>
    /// <param name="node">The node; its operand 2 tells the image of each region.</param>
    /// <param name="graph">The network.</param>
    /// <param name="x">The images, [images, channels, rows, columns].</param>
    /// <param name="regions">The number of regions.</param>
    /// <param name="areKnown">Whether the regions are constants.</param>
    public static RegionImages Of(OnnxNode node, GraphBuilder graph, ActivationValue x, int regions, bool areKnown) =>
        areKnown ? new OfKnown(node, graph, x, regions) : new OfComputed(node, graph, x, regions);

    /// <summary>What lies at samples, [regions, channels, rows of samples, columns of samples].</summary>
    public abstract ActivationValue At(RegionSamples y, RegionSamples z, SampleMode mode);

    // Where pixels lie along an axis as a grid tells it, from −1 to 1.
    private ImportedValue OnGrid(ImportedValue pixels, long extent) => Arithmetic.Of(
        BinaryOperator.Add, Arithmetic.Of(BinaryOperator.Multiply, pixels, 2f / extent), (1f / extent) - 1);

    private ActivationValue Sampled(ActivationValue images, string grid, SampleMode mode) => Graph.Step(Node, "samples", (name, output) => new GridSampleNode
    {
        Name = name,
        Inputs = [images.Name, grid],
        Output = output,
        Mode = mode,
        Padding = SamplePadding.Border,
    });

    // Of one image: [1, channels, regions · rows, columns] to [regions, channels, rows, columns].
    private ActivationValue PerRegion(ActivationValue sampled, int tall, int wide) => Graph.Transposed(
        Node, "samples", Graph.Reshaped(Node, "samples", sampled, TensorShape.Of(sampled.Shape[1], Regions, tall, wide)), [1, 0, 2, 3]);

    // The image of each region.
    private static ActivationValue Gathered(OnnxNode node, GraphBuilder graph, ActivationValue x) => node.Input(2) is ConstantValue
        ? AxisParts.Take(node, graph, x, 0, Indices(node, x))
        : RunTimeGather.Rows(node, graph, x, 0, node.Input(2));

    private static int[] Indices(OnnxNode node, ActivationValue x) =>
    [
        .. (node.OptionalIntegers(2, "the image of each region") ?? throw node.Invalid("lacks input 2")).Select(image => image >= 0 && image < x.Shape[0]
            ? (int)image : throw node.Invalid($"takes image {image} of {x.Shape[0]}")),
    ];

    private static int Length(ImportedValue places) => places is ConstantValue { Tensor.Extents: var extents } ? extents[1] : ((ActivationValue)places).Shape[1];

    private sealed class OfComputed(OnnxNode node, GraphBuilder graph, ActivationValue x, int regions) : RegionImages(node, graph, regions)
    {
        private readonly ActivationValue images = x.Shape[0] == 1 ? x : Gathered(node, graph, x);

        public override ActivationValue At(RegionSamples y, RegionSamples z, SampleMode mode)
        {
            var (tall, wide) = (Length(y.Places), Length(z.Places));

            // [regions, rows, columns, 2], the column first.
            var grid = Graph.Step(Node, "grid", (name, output) => new ConcatNode
            {
                Name = name,
                Inputs = [Spread(z, 3, [Regions, 1, wide, 1], tall, wide).Name, Spread(y, 2, [Regions, tall, 1, 1], tall, wide).Name],
                Output = output,
                Axis = 3,
            });
            return images.Shape[0] == 1
                ? PerRegion(Sampled(images, Graph.Reshaped(Node, "grid", grid, TensorShape.Of(1, Node.ToInt((long)Regions * tall, "a height"), wide, 2)).Name, mode), tall, wide)
                : Sampled(images, grid.Name, mode);
        }

        private ActivationValue Spread(RegionSamples along, int axis, int[] own, int tall, int wide)
        {
            int[] all = [Regions, tall, wide, 1];
            var zeros = new float[Graph.Budget.ReserveConstant(Node, all)];
            return (ActivationValue)Arithmetic.Of(
                BinaryOperator.Add, Arithmetic.Shaped(OnGrid(along.Places, images.Shape[axis]), own), Steps.Numbers(Node, "zeros", all, zeros));
        }
    }

    // All images one below the other are one image, whose grid is a constant.
    private sealed class OfKnown : RegionImages
    {
        private readonly ActivationValue images;
        private readonly ConstantValue first;
        private readonly int rows;

        public OfKnown(OnnxNode node, GraphBuilder graph, ActivationValue x, int regions)
            : base(node, graph, regions)
        {
            var isListed = node.Input(2) is ConstantValue;
            var all = isListed ? x : Gathered(node, graph, x);
            int[] indices = isListed ? Indices(node, x) : [.. Enumerable.Range(0, regions)];
            if (indices.Length != regions)
            {
                throw node.Invalid($"has the images of {indices.Length} regions for {regions}");
            }

            rows = x.Shape[2];
            first = Steps.Numbers(node, "first", [regions, 1], [.. indices.Select(image => (float)((long)image * rows))]);
            images = all.Shape[0] == 1 ? all : graph.Reshaped(
                node,
                "below",
                graph.Transposed(node, "channels", all, [1, 0, 2, 3]),
                TensorShape.Of(1, x.Shape[1], node.ToInt((long)all.Shape[0] * rows, "as many rows"), x.Shape[3]));
        }

        public override ActivationValue At(RegionSamples y, RegionSamples z, SampleMode mode)
        {
            var (tall, wide) = (Length(y.Places), Length(z.Places));
            var below = Arithmetic.Of(BinaryOperator.Add, y.Within(Arithmetic, rows), first);
            var (row, column) = (Numbers(OnGrid(below, images.Shape[2])), Numbers(OnGrid(z.Within(Arithmetic, images.Shape[3]), images.Shape[3])));
            int[] extents = [Node.ToInt((long)Regions * tall, "a height"), wide, 2];
            var grid = new float[Graph.Budget.ReserveConstant(Node, extents)];
            for (var i = 0; i < grid.Length / 2; i++)
            {
                grid[2 * i] = column[(i / wide / tall * wide) + (i % wide)];
                grid[(2 * i) + 1] = row[i / wide];
            }

            return PerRegion(Sampled(images, Graph.Parameter(Node, "grid", ParameterRole.Constant, extents, grid), mode), tall, wide);

            static float[] Numbers(ImportedValue known) => ((ConstantValue)known).Tensor.Floats;
        }
    }
}
