using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>Goes through a tensor's weights, row-major, and tells each one's context by the weights before it.</summary>
internal sealed class ContextWalk
{
    /// <summary>More than any context's number.</summary>
    public const int ContextCount = ValueClasses.Count * ValueClasses.Count * MeanClasses.Count;

    // The means forget: a weight counts a 32nd of a mean over all weights, a 16th of one over its row.
    private const int Shift = 5;
    private const int RowShift = 4;

    private readonly byte[] classes;
    private readonly int[] magnitudes;
    private readonly Neighbour first;
    private readonly Neighbour second;
    private readonly int meanFactor;
    private readonly bool isOfRow;
    private readonly int kernel;
    private readonly int row;
    private int tap;
    private int column;
    private int mean = ValueClasses.Mean;
    private int meanOfRow = ValueClasses.Mean;

    /// <summary>Starts before the first weight.</summary>
    /// <param name="values">What the codebook's values look like.</param>
    /// <param name="shape">The tensor's shape: output channels first, then input channels, then the kernel.</param>
    /// <param name="features">What contexts are made of; see <see cref="WeightContext.IsValid"/>.</param>
    public ContextWalk(ValueClasses values, TensorShape shape, ReadOnlySpan<ContextFeature> features)
    {
        classes = values.Classes.ToArray();
        magnitudes = values.Magnitudes.ToArray();
        kernel = Math.Max(1, Product(shape, 2));
        row = Math.Max(1, shape.Rank < 2 ? shape.ElementCount : Product(shape, 1));
        var width = shape.Rank > 2 ? Math.Max(1, shape[shape.Rank - 1]) : 1;
        var neighbours = new List<Neighbour>();
        foreach (var feature in features)
        {
            if (WeightContext.IsMean(feature))
            {
                meanFactor = 1;
                isOfRow = feature == ContextFeature.RowMagnitude;
            }
            else
            {
                neighbours.Add(NeighbourOf(feature, width));
            }
        }

        first = neighbours.Count > 0 ? neighbours[0] : default;
        second = neighbours.Count > 1 ? neighbours[1] : default;
    }

    /// <summary>The context of the weight at a position, all before which have been added.</summary>
    /// <param name="indices">The indices so far.</param>
    /// <param name="position">Where the weight is.</param>
    public int Context(ReadOnlySpan<ushort> indices, int position)
    {
        var context = first.Distance == 0 ? 0 : ClassOf(first, indices, position);
        if (second.Distance != 0)
        {
            context = (context * ValueClasses.Count) + ClassOf(second, indices, position);
        }

        return (context * MeanClasses.Count) + (meanFactor * MeanClasses.Of(isOfRow ? meanOfRow : mean));
    }

    /// <summary>Goes past a weight.</summary>
    public void Add(ushort index)
    {
        var magnitude = magnitudes[index];
        mean += (magnitude - mean) >> Shift;
        meanOfRow += (magnitude - meanOfRow) >> RowShift;
        tap = tap + 1 == kernel ? 0 : tap + 1;
        if (++column == row)
        {
            column = 0;
            meanOfRow = mean;
        }
    }

    private byte ClassOf(in Neighbour neighbour, ReadOnlySpan<ushort> indices, int position) =>
        position >= neighbour.Distance && neighbour.IsInside[tap] ? classes[indices[position - neighbour.Distance]] : ValueClasses.Outside;

    private Neighbour NeighbourOf(ContextFeature feature, int width)
    {
        var inside = new bool[kernel];
        for (var i = 0; i < kernel; i++)
        {
            inside[i] = feature switch
            {
                ContextFeature.Left => i % width > 0,
                ContextFeature.Above => i >= width,
                _ => true,
            };
        }

        var distance = feature switch
        {
            ContextFeature.Left or ContextFeature.Previous => 1,
            ContextFeature.Above => width,
            ContextFeature.Channel => kernel,
            _ => row,
        };
        return new Neighbour(distance, inside);
    }

    private static int Product(TensorShape shape, int from)
    {
        var product = 1;
        for (var axis = from; axis < shape.Rank; axis++)
        {
            product *= shape[axis];
        }

        return product;
    }

    // How many weights before, and at which places of the kernel there is one. The distance is 0 where there is no such feature.
    private readonly record struct Neighbour(int Distance, bool[] IsInside);
}

/// <summary>Mean magnitudes as contexts see them.</summary>
internal static class MeanClasses
{
    /// <summary>The number of classes.</summary>
    public const int Count = 16;

    // Means below this, an eighth of the network's, are alike.
    private const int Smallest = ValueClasses.Mean / 8;

    // A class is half an octave; its borders are multiples of a 64th of the network's mean.
    private const int StepBits = 6;

    private static readonly byte[] ByStep = Make();

    /// <summary>The class of a mean in units of <see cref="ValueClasses.Mean"/>.</summary>
    public static byte Of(int mean) => ByStep[mean >> StepBits];

    private static byte[] Make()
    {
        var classes = new byte[(ValueClasses.MostMagnitude >> StepBits) + 1];
        for (var step = 0; step < classes.Length; step++)
        {
            var (octaves, rest) = (0, step << StepBits);
            for (; rest >= 2 * Smallest; rest >>= 1)
            {
                octaves++;
            }

            classes[step] = rest < Smallest ? (byte)0 : (byte)Math.Min(Count - 1, 1 + (2 * octaves) + (2 * rest >= 3 * Smallest ? 1 : 0));
        }

        return classes;
    }
}
