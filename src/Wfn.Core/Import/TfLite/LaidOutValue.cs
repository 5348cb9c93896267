using Wfn.Graph;

namespace Wfn.Import.TfLite;

/// <summary>
/// An activation of the network that stands for a tensor of the file with its axes in another order: TFLite keeps channels last, the
/// network's windows want them first. Transpositions are only put in where an operator needs an order that a value has not.
/// </summary>
/// <param name="Value">The activation.</param>
/// <param name="Order">Its axis i is the file's axis Order[i].</param>
internal sealed record LaidOutValue(ActivationValue Value, EquatableArray<int> Order)
{
    /// <summary>Channels in front of height and width, of a tensor [batch, height, width, channels].</summary>
    public static readonly EquatableArray<int> ChannelsFirst = [0, 3, 1, 2];

    /// <summary>The shape as the file has it; the batch, where there is one, is open.</summary>
    public TensorShape Shape
    {
        get
        {
            var extents = new int[Order.Count];
            for (var axis = 0; axis < extents.Length; axis++)
            {
                extents[Order[axis]] = Value.Shape[axis];
            }

            return new TensorShape(EquatableArray.TakeOwnership(extents));
        }
    }

    /// <summary>The number of axes.</summary>
    public int Rank => Order.Count;

    /// <summary>Whether the axes are in the file's order.</summary>
    public bool IsInFileOrder => Order == FileOrder(Rank);

    /// <summary>The file's axis that is the batch, or <see cref="SampleScope.NoBatch"/>.</summary>
    public int BatchAxis => Value.BatchAxis < 0 ? SampleScope.NoBatch : Order[Value.BatchAxis];

    /// <summary>Whether each sample of a batch has one number.</summary>
    public bool IsOneNumberOfASample => BatchAxis >= 0 && Shape.Sample.ElementCount == 1;

    /// <summary>The order that the file has.</summary>
    public static EquatableArray<int> FileOrder(int rank) => Enumerable.Range(0, rank).ToEquatableArray();

    /// <summary>A value in the file's order.</summary>
    public static LaidOutValue InFileOrder(ActivationValue value) => new(value, FileOrder(value.Shape.Rank));

    /// <summary>Which axis of the activation one of the file is.</summary>
    public int PlaceOf(int axis) => Array.IndexOf(Order.ToArray(), axis);

    /// <summary>What the file says of each of its axes, in the activation's order.</summary>
    public T[] Places<T>(IReadOnlyList<T> ofAxes) => [.. Order.Select(axis => ofAxes[axis])];

    /// <summary>Another activation with its axes in the same order.</summary>
    public LaidOutValue With(ActivationValue value) => new(value, Order);
}

/// <summary>What a tensor of the file turned out to be.</summary>
internal abstract record TensorValue;

/// <summary>Known now.</summary>
/// <param name="Constant">Its elements, in the file's order.</param>
internal sealed record ConstantTensorValue(ConstantValue Constant) : TensorValue;

/// <summary>Computed at run time.</summary>
/// <param name="Value">The activation.</param>
internal sealed record ActivationTensorValue(LaidOutValue Value) : TensorValue;

/// <summary>
/// An activation under another shape that needs its axes in the file's order. A fully connected layer does not: it takes the elements
/// in the order they have and its weights in that order.
/// </summary>
/// <param name="Value">The activation.</param>
/// <param name="Shape">The shape as the file has it.</param>
internal sealed record ReshapedTensorValue(LaidOutValue Value, TensorShape Shape) : TensorValue;

/// <summary>One number of each sample, which the file has without any axis, as if there were one sample only.</summary>
/// <param name="Value">The number with the axis of the batch.</param>
/// <param name="Refusal">What to say where it is read as one number of all samples.</param>
internal sealed record ScalarTensorValue(LaidOutValue Value, UnsupportedException Refusal) : TensorValue
{
    /// <summary>A number of each sample whose axes the file takes away.</summary>
    public static ScalarTensorValue Of(LaidOutValue value) => new(
        value, new UnsupportedException($"a reshape of {value.Shape} to [], which merges or moves the batch"));
}

/// <summary>Made by a node that is not supported: nothing can be said of what reads it.</summary>
internal sealed record UnknownTensorValue : TensorValue
{
    /// <summary>The one instance.</summary>
    public static readonly UnknownTensorValue Instance = new();
}
