using Wfn.Graph;
using Wfn.Indexing;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>What is taken between pixels.</summary>
public enum SampleMode
{
    /// <summary>The nearest pixel; of two the one of the even index.</summary>
    Nearest,

    /// <summary>The mean of the pixels around, weighted by how near they are.</summary>
    Linear,

    /// <summary>The cubic of the coefficient −0.75 through four pixels a side.</summary>
    Cubic,
}

/// <summary>What lies outside of an image.</summary>
public enum SamplePadding
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The nearest pixel inside.</summary>
    Border,

    /// <summary>The image's reflection at its border.</summary>
    Reflection,
}

/// <summary>
/// Pixels of images [batch, channels, height, width] (or of one to three such axes) at places that a grid [batch, .., axes] tells, from −1 to 1,
/// the last axis' first.
/// </summary>
public sealed record GridSampleNode : Node
{
    /// <summary>What is taken between pixels.</summary>
    public required SampleMode Mode { get; init; }

    /// <summary>What lies outside.</summary>
    public required SamplePadding Padding { get; init; }

    /// <summary>Whether −1 and 1 are the middles of the outermost pixels, not their outer edges.</summary>
    public bool AlignsCorners { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => GridSampleDefinition.Instance;
}

/// <summary>What sampling at a grid is.</summary>
internal sealed class GridSampleDefinition : OperatorDefinition<GridSampleNode>
{
    public static readonly GridSampleDefinition Instance = new();
    private const int GridPlace = 1;
    private const int MostAxes = 3;
    private const double CubicCoefficient = -0.75;

    /// <inheritdoc/>
    public override string Kind => "gridSample";

    /// <inheritdoc/>
    public override string Summary => "pixels of images at places that a grid tells";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("images"), new("grid", OperandKind.Either)];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Word("mode", n => n.Mode, (n, value) => n with { Mode = value }, ["nearest", "linear", "cubic"]),
        Word("padding", n => n.Padding, (n, value) => n with { Padding = value }, ["zeros", "border", "reflection"]),
        Flag("alignCorners", n => n.AlignsCorners, (n, value) => n with { AlignsCorners = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } =
        new GridSampleNode { Name = "", Inputs = [], Mode = SampleMode.Linear, Padding = SamplePadding.Zeros };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(GridSampleNode node, TypeScope scope)
    {
        // A constant grid is the same for every image and has no axis for them; in a single sample neither has.
        var (images, grid) = (scope.Type(node, 0).Shape, scope.Shape(node, GridPlace));
        var axes = grid.Rank == 0 ? 0 : grid[grid.Rank - 1];
        var isMany = axes is >= 1 and <= MostAxes && images.Rank == axes + 2;
        var isShared = !isMany || scope.IsParameter(node, GridPlace);
        node.Require(
            axes is >= 1 and <= MostAxes && images.Rank == axes + (isMany ? 2 : 1) && grid.Rank == axes + (isShared ? 1 : 2)
            && SampleScope.BatchAxis(images) <= (isMany ? 0 : -1) && (isShared ? SampleScope.BatchAxis(grid) < 0 : grid[0] == images[0]),
            $"needs images [batch, channels, ..] and a grid [batch, .., axes], not {images} and {grid}");
        return Result(TensorShape.Of([.. images.Dimensions.Take(images.Rank - axes), .. grid.Dimensions.Skip(isShared ? 0 : 1).Take(axes)]));
    }

    /// <inheritdoc/>
    internal override void Run(GridSampleNode node, NodeRun run)
    {
        var layout = GridSampleLayout.Of(run.InputShape(0), run.InputShape(GridPlace));
        var input = run.Input(0);
        var grid = run.Input(GridPlace);
        var output = run.Output();
        var axes = layout.Extents.Length;
        for (var image = 0; image < layout.Images; image++)
        {
            for (var point = 0; point < layout.Points; point++)
            {
                var at = ((grid.Length == layout.Points * axes ? 0 : image * layout.Points) + point) * axes;
                var taps = new (int Index, double Weight)[axes][];
                for (var axis = 0; axis < axes; axis++)
                {
                    taps[axis] = Taps(node, grid[at + axes - 1 - axis], layout.Extents[axis]);
                }

                for (var channel = 0; channel < layout.Channels; channel++)
                {
                    var plane = (image * layout.Channels) + channel;
                    output[(plane * layout.Points) + point] =
                        (float)Sum(input.Slice(plane * layout.Pixels, layout.Pixels), taps, layout.Extents, 0, 0);
                }
            }
        }
    }

    /// <inheritdoc/>
    internal override void Plan(GridSampleNode node, PlanScope scope)
    {
        var layout = GridSampleLayout.Of(scope.InputShape(), scope.InputShape(GridPlace));
        scope.Call(
            Kind,
            new CallCost { Kernel = Kind },
            KernelObject.New(
                "FloatGridSample",
                ("extents", layout.Extents.ToEquatableArray()),
                ("images", layout.Images),
                ("channels", layout.Channels),
                ("points", layout.Points),
                ("taps", node.Mode switch { SampleMode.Nearest => 1, SampleMode.Linear => 2, _ => 4 }),
                ("padding", (int)node.Padding),
                ("alignsCorners", node.AlignsCorners)),
            "Run",
            scope.Input(),
            scope.FindParameter(GridPlace) is null ? scope.Input(GridPlace) : scope.ParameterValues(GridPlace),
            scope.Output());
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(GridSampleNode node, GraphIndex index) => new() { Reads = ReadWidth.Wide };

    private static double Sum(ReadOnlySpan<float> pixels, (int Index, double Weight)[][] taps, int[] extents, int axis, int at)
    {
        if (axis == taps.Length)
        {
            return pixels[at];
        }

        var sum = 0.0;
        foreach (var (index, weight) in taps[axis])
        {
            sum += index < 0 ? 0 : weight * Sum(pixels, taps, extents, axis + 1, (at * extents[axis]) + index);
        }

        return sum;
    }

    // The pixels along an axis that a place between −1 and 1 takes, −1 for one outside, and their weights.
    private static (int Index, double Weight)[] Taps(GridSampleNode node, float place, int extent)
    {
        var (low, high) = node.AlignsCorners ? (0.0, extent - 1.0) : (-0.5, extent - 0.5);
        var x = node.AlignsCorners ? ((double)place + 1) / 2 * (extent - 1) : ((((double)place + 1) * extent) - 1) / 2;

        // What is no number, or nowhere near, is as far outside as anything.
        x = double.IsNaN(x) ? -2 : Math.Max(-1e9, Math.Min(1e9, x));
        x = x >= low && x <= high ? x : node.Padding switch
        {
            SamplePadding.Border when node.Mode != SampleMode.Cubic => Math.Max(0, Math.Min(extent - 1, x)),
            SamplePadding.Reflection => Reflected(x, low, high),
            _ => x,
        };
        if (node.Mode == SampleMode.Nearest)
        {
            return [(Inside(Math.Round(x)), 1)];
        }

        var first = Math.Floor(x);
        var behind = x - first;
        return node.Mode == SampleMode.Linear
            ? [(Inside(first), 1 - behind), (Inside(first + 1), behind)]
            :
            [
                (Inside(first - 1), Outer(1 + behind)), (Inside(first), Inner(behind)),
                (Inside(first + 1), Inner(1 - behind)), (Inside(first + 2), Outer(2 - behind)),
            ];

        int Inside(double index) => index >= 0 && index < extent ? (int)index : node.Padding switch
        {
            SamplePadding.Border => (int)Math.Max(0, Math.Min(extent - 1, index)),
            SamplePadding.Reflection => (int)Math.Max(0, Math.Min(extent - 1, Reflected(index, low, high))),
            _ => -1,
        };
    }

    private static double Reflected(double x, double low, double high)
    {
        var range = high - low;
        var beyond = x < low ? low - x : x > high ? x - high : 0;
        if (beyond == 0 || range == 0)
        {
            return range == 0 ? low : x;
        }

        var turns = Math.Floor(beyond / range);
        var rest = beyond - (turns * range);
        var isBack = turns % 2 != 0;
        return x < low == isBack ? high - rest : low + rest;
    }

    private static double Inner(double distance) =>
        ((((CubicCoefficient + 2) * distance) - (CubicCoefficient + 3)) * distance * distance) + 1;

    private static double Outer(double distance) =>
        ((((((distance - 5) * distance) + 8) * distance) - 4) * CubicCoefficient);

    // Shapes are those of one sample: without a batch there are several images, or one.
    private sealed record GridSampleLayout(int[] Extents, int Images, int Channels, int Points)
    {
        public int Pixels => Extents.Aggregate(1, (product, extent) => product * extent);

        public static GridSampleLayout Of(TensorShape images, TensorShape grid)
        {
            var axes = grid[grid.Rank - 1];
            var before = images.Rank - axes;
            int[] extents = [.. images.Dimensions.Skip(before)];
            var points = RowMajor.Count(grid, grid.Rank - 1 - axes, grid.Rank - 1);
            return new GridSampleLayout(extents, before > 1 ? images[0] : 1, images[before - 1], points);
        }
    }
}
