using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// Inputs made up where no data is given: what a network tells of its inputs is their shape, so that planes become smooth random pictures,
/// long rows signals or normal random numbers, and other values normal random numbers. In every other sample values lie between 0 and 1, as pixels do; in the others they have mean 0
/// and deviation 1, as normalised data has. Where the model's file tells an input's range, all lie in it.
/// </summary>
public static class DrawnInputs
{
    /// <summary>Planes of fewer rows or columns are no pictures.</summary>
    private const int LeastExtent = 6;

    /// <summary>A last axis that is no longer holds the colours of a picture.</summary>
    private const int MostColours = 4;

    /// <summary>Fewer values in a row are no signal.</summary>
    private const int LeastSignal = 64;

    /// <summary>Details of at least so many sizes, each half of the one before.</summary>
    private const int Octaves = 5;

    private const int Shapes = 6;

    private const int MostTones = 3;

    /// <summary>How much weaker the next finer detail is, in smooth samples and in rough ones.</summary>
    private const double Smoothness = 0.6;
    private const double Roughness = 0.9;

    /// <summary>Whether inputs can be made up: all of them are real numbers, in the network and in the model's file.</summary>
    public static bool AreFor(NetworkGraph graph) => new GraphIndex(graph) is var index
        && graph.Inputs.All(input => index.Element(input.Name) == ElementType.Float32 && input.Given == ElementType.Float32);

    /// <summary>The network of one sample, by whose shapes inputs are laid out.</summary>
    public static NetworkGraph SampleOf(NetworkGraph graph) => SampleForm.Of(graph);

    /// <summary>Draws samples; the same ones on every machine.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="kind">What is drawn.</param>
    public static InputSamples Of(NetworkGraph graph, int count, DrawnKind kind)
    {
        var index = new GraphIndex(SampleForm.Of(graph));
        var random = new RandomNumbers((int)kind + 1);
        return new InputSamples(count, index.Graph.Inputs.ToDictionary(
            input => input.Name,
            input =>
            {
                var shape = index.Shape(input.Name);
                var values = new float[count * shape.ElementCount];
                var range = index.Graph.Ranges.FirstOrDefault(stored => stored.Activation == input.Name);
                for (var sample = 0; sample < count; sample++)
                {
                    var own = values.AsSpan(sample * shape.ElementCount, shape.ElementCount);
                    Draw(own, shape, random, new Texture(kind, Row(sample / 2), sample % 8 < 4 ? Smoothness : Roughness));
                    Scale(own, random, isPixels: range is not null || sample % 2 == 0);
                    for (var i = 0; range is not null && i < own.Length; i++)
                    {
                        own[i] = range.Minimum + (own[i] * (range.Maximum - range.Minimum));
                    }
                }

                return values;
            },
            StringComparer.Ordinal));
    }

    // Half of all pairs are tables.
    private static RowKind Row(int pair) => (pair % 4) switch
    {
        0 => RowKind.Signal,
        2 => RowKind.Tones,
        _ => RowKind.Table,
    };

    private static void Draw(Span<float> values, TensorShape shape, RandomNumbers random, Texture texture)
    {
        var last = shape.Rank == 0 ? 1 : shape[shape.Rank - 1];
        if (shape.Rank == 3 && last <= MostColours && shape[0] >= LeastExtent && shape[1] >= LeastExtent)
        {
            DrawColours(values, (shape[0], shape[1], last), random, texture);
            return;
        }

        if (shape.Rank < 3 || last < LeastExtent || shape[shape.Rank - 2] < LeastExtent)
        {
            if (last >= LeastSignal && texture.Row != RowKind.Table)
            {
                for (var start = 0; start < values.Length; start += last)
                {
                    var row = values.Slice(start, last);
                    if (texture.Row == RowKind.Tones)
                    {
                        Tones(row, random, texture.Kind);
                    }
                    else
                    {
                        Signal(row, random, texture);
                    }
                }

                return;
            }

            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(texture.Kind == DrawnKind.Smooth ? random.Normal() : (2 * random.Uniform()) - 1 + (0.3 * random.Normal()));
            }

            return;
        }

        DrawPlanes(values, shape[shape.Rank - 2], shape[shape.Rank - 1], random, texture);
    }

    /// <summary>Channels of a picture show the same thing.</summary>
    private static void DrawPlanes(Span<float> values, int height, int width, RandomNumbers random, Texture texture)
    {
        var common = Plane(height, width, random, texture);
        for (var start = 0; start < values.Length; start += height * width)
        {
            var own = Plane(height, width, random, texture);
            for (var i = 0; i < own.Length; i++)
            {
                values[start + i] = (float)((0.8 * common[i]) + (0.4 * own[i]));
            }
        }
    }

    /// <summary>A picture whose channels come last.</summary>
    private static void DrawColours(
        Span<float> values, (int Height, int Width, int Channels) shape, RandomNumbers random, Texture texture)
    {
        var planes = new float[values.Length];
        DrawPlanes(planes, shape.Height, shape.Width, random, texture);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = planes[(i % shape.Channels * shape.Height * shape.Width) + (i / shape.Channels)];
        }
    }

    /// <summary>Brightness and contrast of its own for each sample.</summary>
    private static void Scale(Span<float> values, RandomNumbers random, bool isPixels)
    {
        var (level, contrast) = (random.Uniform() - 0.5, 0.5 + (1.5 * random.Uniform()));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(isPixels ? Math.Max(0, Math.Min(1, 0.5 + level + (contrast * values[i]))) : level + (2 * values[i]));
        }
    }

    private static double[] Plane(int height, int width, RandomNumbers random, Texture texture) =>
        texture.Kind == DrawnKind.Smooth ? SmoothPlane(height, width, random, texture.Fineness) : PlaneOfShapes(height, width, random);

    /// <summary>A few sines, or one that rises: most of a spectrum is silent, which noise never is.</summary>
    private static void Tones(Span<float> values, RandomNumbers random, DrawnKind kind)
    {
        values.Clear();
        var count = kind == DrawnKind.Smooth ? 1 + (int)(random.Uniform() * MostTones) : 1;
        for (var tone = 0; tone < count; tone++)
        {
            // From one turn in all of the row to one in four values, each octave as likely.
            var turn = 2 * Math.PI / values.Length * ReproducibleMath.Pow(values.Length / 4.0, random.Uniform());
            var (phase, strength) = (2 * Math.PI * random.Uniform(), 0.2 + (0.8 * random.Uniform()));
            var rise = kind == DrawnKind.Smooth ? 0 : random.Uniform() / values.Length;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += (float)(strength * ReproducibleMath.Sin(phase + (turn * i * (1 + (rise * i)))));
            }
        }
    }

    /// <summary>A row of a plane: random values at coarse points and finer ones added, down to single values, or boxes.</summary>
    private static void Signal(Span<float> values, RandomNumbers random, Texture texture)
    {
        if (texture.Kind == DrawnKind.Shapes)
        {
            var row = PlaneOfShapes(1, values.Length, random);
            for (var i = 0; i < row.Length; i++)
            {
                values[i] = (float)row[i];
            }

            return;
        }

        values.Clear();
        var strength = 1.0;
        for (var cells = 1; cells <= values.Length; cells *= 2, strength *= texture.Fineness)
        {
            var (before, after) = (strength * ((2 * random.Uniform()) - 1), strength * ((2 * random.Uniform()) - 1));
            for (var (i, cell) = (0, 0); i < values.Length; i++)
            {
                var place = i * (double)cells / values.Length;
                for (; cell < (int)place; cell++)
                {
                    (before, after) = (after, strength * ((2 * random.Uniform()) - 1));
                }

                values[i] += (float)(before + ((after - before) * (place - cell)));
            }
        }
    }

    /// <summary>Random values at coarse points, smooth in between, and finer ones added.</summary>
    private static double[] SmoothPlane(int height, int width, RandomNumbers random, double fineness)
    {
        var plane = new double[height * width];
        var strength = 1.0;
        for (var octave = 0; octave < Octaves || 2 << octave <= Math.Min(height, width); octave++, strength *= fineness)
        {
            var cells = 1 << octave;
            var grid = new double[(cells + 1) * (cells + 1)];
            for (var i = 0; i < grid.Length; i++)
            {
                grid[i] = strength * ((2 * random.Uniform()) - 1);
            }

            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (v, u) = (y * (double)cells / height, x * (double)cells / width);
                    var (row, column) = ((int)v, (int)u);
                    var (down, right) = (v - row, u - column);
                    var at = (row * (cells + 1)) + column;
                    plane[(y * width) + x] +=
                        (((grid[at] * (1 - right)) + (grid[at + 1] * right)) * (1 - down))
                        + (((grid[at + cells + 1] * (1 - right)) + (grid[at + cells + 2] * right)) * down);
                }
            }
        }

        return plane;
    }

    /// <summary>Boxes of one value each on a dark ground, and a little noise.</summary>
    private static double[] PlaneOfShapes(int height, int width, RandomNumbers random)
    {
        var plane = new double[height * width];
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = -0.6;
        }

        for (var shape = 0; shape < Shapes; shape++)
        {
            var (top, left) = ((int)(random.Uniform() * height), (int)(random.Uniform() * width));
            var (bottom, right) = (
                Math.Min(height, top + 1 + (int)(random.Uniform() * height * 0.7)), Math.Min(width, left + 1 + (int)(random.Uniform() * width * 0.7)));
            var (value, noise) = ((1.6 * random.Uniform()) - 0.6, 0.2 * random.Uniform());
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                {
                    plane[(y * width) + x] = value + (noise * random.Normal());
                }
            }
        }

        return plane;
    }
}

/// <summary>How a sample is drawn.</summary>
/// <param name="Kind">What is drawn.</param>
/// <param name="Row">What long rows are that belong to no plane.</param>
/// <param name="Fineness">How strong a detail is beside one of twice its size.</param>
internal readonly record struct Texture(DrawnKind Kind, RowKind Row, double Fineness);

/// <summary>What a long row of values is.</summary>
internal enum RowKind
{
    /// <summary>Details of all sizes.</summary>
    Signal,

    /// <summary>Nothing that neighbours have to do with each other, as columns of a table.</summary>
    Table,

    /// <summary>Few frequencies.</summary>
    Tones,
}

/// <summary>What pictures are drawn; values that make no picture are normal, or even and noisy.</summary>
public enum DrawnKind
{
    /// <summary>Smooth random fields of all sizes.</summary>
    Smooth,

    /// <summary>Boxes on a dark ground: nothing like the others, so that they can judge what was fixed by them.</summary>
    Shapes,
}
