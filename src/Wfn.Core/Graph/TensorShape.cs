using System.Globalization;

namespace Wfn.Graph;

/// <summary>
/// The dimensions of a tensor. At most one of them, the batch, is <see cref="Dynamic"/>; all others are known and positive.
/// </summary>
/// <param name="Dimensions">The extents, outermost first.</param>
public sealed record TensorShape(EquatableArray<int> Dimensions)
{
    /// <summary>The extent of a batch axis that is not known before the call.</summary>
    public const int Dynamic = -1;

    /// <summary>Makes a shape of the given extents.</summary>
    public static TensorShape Of(params int[] dimensions) => new(EquatableArray.Create<int>(dimensions));

    /// <summary>The number of axes.</summary>
    public int Rank => Dimensions.Count;

    /// <summary>The extent of an axis.</summary>
    public int this[int axis] => Dimensions[axis];

    /// <summary>The shape of one sample: all axes but the <see cref="Dynamic"/> one, where there is one.</summary>
    public TensorShape Sample => Dimensions.AsSpan().IndexOf(Dynamic) is var batch && batch < 0 ? this : Without(batch);

    /// <summary>The last axis but the <see cref="Dynamic"/> one; −1 where there is none.</summary>
    public int LastSampleAxis => Rank > 0 && Dimensions[Rank - 1] == Dynamic ? Rank - 2 : Rank - 1;

    /// <summary>The same shape without an axis.</summary>
    public TensorShape Without(int axis) => new(Dimensions.Where((_, at) => at != axis).ToEquatableArray());

    /// <summary>The number of elements; a dynamic axis counts once.</summary>
    /// <exception cref="OverflowException">The product exceeds 2^31 - 1.</exception>
    public int ElementCount
    {
        get
        {
            var count = 1;
            foreach (var dimension in Dimensions)
            {
                count = checked(count * (dimension == Dynamic ? 1 : dimension));
            }

            return count;
        }
    }

    /// <summary>The shape of that many samples: an extent where the batch is <see cref="Dynamic"/>.</summary>
    public TensorShape WithBatch(int batch) => new(Dimensions.Select(extent => extent == Dynamic ? batch : extent).ToEquatableArray());

    /// <summary>The extents as in <c>[batch, 1, 28, 28]</c>.</summary>
    public override string ToString() => "[" + string.Join(
        ", ", Dimensions.Select(d => d == Dynamic ? "batch" : d.ToString(CultureInfo.InvariantCulture))) + "]";
}
