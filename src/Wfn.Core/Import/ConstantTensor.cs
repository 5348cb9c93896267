namespace Wfn.Import;

/// <summary>
/// A constant of the model while it is imported: float32 or 64-bit integers (narrower types and booleans are widened), of any
/// rank, possibly empty.
/// </summary>
internal sealed class ConstantTensor
{
    /// <summary>
    /// Stands in integer constants for the batch's extent, which is not known before the network runs. Models carry extents
    /// around to build shapes of them; whatever would compute with this one is refused. An arbitrary value that no file has.
    /// </summary>
    public const long Batch = -0x4B83_4B83_4B83_4B84;

    private readonly float[]? floats;
    private readonly long[]? integers;

    private ConstantTensor(int[] extents, float[]? floats, long[]? integers)
    {
        Extents = extents;
        this.floats = floats;
        this.integers = integers;
    }

    /// <summary>The extents, outermost first; not to be changed.</summary>
    public int[] Extents { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Extents.Length;

    /// <summary>The number of elements.</summary>
    public int Count => floats?.Length ?? integers!.Length;

    /// <summary>Whether the elements are float32.</summary>
    public bool IsFloat => floats is not null;

    /// <summary>The elements of a float tensor in row-major order; not to be changed.</summary>
    public float[] Floats => floats ?? throw new InvalidOperationException("the constant holds integers");

    /// <summary>The elements of an integer tensor in row-major order; not to be changed.</summary>
    public long[] Integers => integers ?? throw new InvalidOperationException("the constant holds floats");

    /// <summary>
    /// The axis of extent 1 along which it really has as many elements as the batch, all alike; −1 where there is none. Models make
    /// the first states of recurrences so.
    /// </summary>
    public int RepeatedAxis { get; private init; } = -1;

    /// <summary>How the file stores the integers, where it says so and they are narrower than 32 bits.</summary>
    public IntegerWidth? Stored { get; private init; }

    /// <summary>Whether an element is the batch's extent.</summary>
    public bool MentionsBatch => integers is not null && Array.IndexOf(integers, Batch) >= 0;

    /// <summary>Takes ownership of both arrays.</summary>
    public static ConstantTensor OfFloats(int[] extents, float[] values) => new(extents, values, null);

    /// <summary>Takes ownership of both arrays.</summary>
    public static ConstantTensor OfIntegers(int[] extents, long[] values) => new(extents, null, values);

    /// <summary>The same elements for every sample of the batch, which is on that axis; −1 for none.</summary>
    public ConstantTensor Repeated(int axis) => new(Extents, floats, integers) { RepeatedAxis = axis };

    /// <summary>The same elements, stored so.</summary>
    public ConstantTensor StoredAs(IntegerWidth? width) => new(Extents, floats, integers) { Stored = width };

    /// <summary>The same elements under other extents of the same product.</summary>
    public ConstantTensor WithExtents(int[] extents) => new(extents, floats, integers) { Stored = Stored };

    /// <summary>A tensor of some of the elements, each named by its index here.</summary>
    public ConstantTensor Pick(int[] extents, int[] indices)
    {
        if (floats is not null)
        {
            var picked = new float[indices.Length];
            for (var i = 0; i < picked.Length; i++)
            {
                picked[i] = floats[indices[i]];
            }

            return OfFloats(extents, picked);
        }
        else
        {
            var picked = new long[indices.Length];
            for (var i = 0; i < picked.Length; i++)
            {
                picked[i] = integers![indices[i]];
            }

            return OfIntegers(extents, picked);
        }
    }

    /// <summary>The extents as in <c>[3, 1]</c>, for messages.</summary>
    public override string ToString() => "[" + string.Join(", ", Extents) + "]";
}
