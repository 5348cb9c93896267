using Wfn.Graph;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// Inputs made up where no data is given: what a network tells of its inputs is their shape, so that planes become smooth random pictures
/// and other values normal random numbers. In every other sample values lie between 0 and 1, as pixels do; in the others they have mean 0
/// and deviation 1, as normalised data has. Where the model's file tells an input's range, all lie in it.
/// </summary>
public static class DrawnInputs
{
    /// <summary>Planes of fewer rows or columns are no pictures.</summary>
    private const int LeastExtent = 6;

    /// <summary>Details of so many sizes, each half of the one before.</summary>
    private const int Octaves = 5;

    private const int Shapes = 6;

    /// <summary>How much weaker the next finer detail is.</summary>
    private const double Roughness = 0.6;

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
                    Draw(own, shape, random, kind);
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

    private static void Draw(Span<float> values, TensorShape shape, RandomNumbers random, DrawnKind kind)
    {
        if (shape.Rank < 3 || shape[shape.Rank - 1] < LeastExtent || shape[shape.Rank - 2] < LeastExtent)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(kind == DrawnKind.Smooth ? random.Normal() : (2 * random.Uniform()) - 1 + (0.3 * random.Normal()));
            }

            return;
        }

        // Channels of a picture show the same thing.
        var (height, width) = (shape[shape.Rank - 2], shape[shape.Rank - 1]);
        var common = Plane(height, width, random, kind);
        for (var start = 0; start < values.Length; start += height * width)
        {
            var own = Plane(height, width, random, kind);
            for (var i = 0; i < own.Length; i++)
            {
                values[start + i] = (float)((0.8 * common[i]) + (0.4 * own[i]));
            }
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

    private static double[] Plane(int height, int width, RandomNumbers random, DrawnKind kind) =>
        kind == DrawnKind.Smooth ? SmoothPlane(height, width, random) : PlaneOfShapes(height, width, random);

    /// <summary>Random values at coarse points, smooth in between, and finer ones added.</summary>
    private static double[] SmoothPlane(int height, int width, RandomNumbers random)
    {
        var plane = new double[height * width];
        var strength = 1.0;
        for (var octave = 0; octave < Octaves; octave++, strength *= Roughness)
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

/// <summary>What pictures are drawn; values that make no picture are normal, or even and noisy.</summary>
public enum DrawnKind
{
    /// <summary>Smooth random fields of all sizes.</summary>
    Smooth,

    /// <summary>Boxes on a dark ground: nothing like the others, so that they can judge what was fixed by them.</summary>
    Shapes,
}
