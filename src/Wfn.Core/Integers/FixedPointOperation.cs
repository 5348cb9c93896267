using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>
/// One integer operation. Every result is rounded by <see cref="FixedPointRounding.ShiftRight"/> where a shift is named and
/// saturated to the format of the output tensor. Accumulators are exact and proved to fit 32 bits.
/// </summary>
public abstract record FixedPointOperation
{
    /// <summary>The graph node it stems from, for names and messages.</summary>
    public required string Name { get; init; }

    /// <summary>Operand tensors.</summary>
    public required EquatableArray<string> Inputs { get; init; }

    /// <summary>Result tensor.</summary>
    public required string Output { get; init; }

    /// <summary>All result tensors, <see cref="Output"/> the first of them.</summary>
    public virtual IEnumerable<string> Results => [Output];
}

/// <summary>
/// Weights as indices into a codebook: the network's, or for a tensor left out of it one of the tensor's own
/// (its values as signed sums of at most four powers of two).
/// </summary>
/// <param name="Parameter">The parameter's name.</param>
/// <param name="Codebook">The codebook; products with an input of f fraction bits have f + F fraction bits.</param>
/// <param name="Indices">One index a weight, in the parameter's row-major order.</param>
/// <param name="IsShared">Whether the codebook is the network's.</param>
public sealed record IndexedWeights(string Parameter, Codebook Codebook, EquatableArray<ushort> Indices, bool IsShared);

/// <summary>out = sat(round((Σ m·q + Bias[o]) / 2^Shift)), zero padding.</summary>
public sealed record ConvolutionOperation : FixedPointOperation
{
    /// <summary>The kernel, [outputs, inputs / groups, height, width].</summary>
    public required IndexedWeights Weights { get; init; }

    /// <summary>Bias of each output channel in accumulator units (all zero where there is none).</summary>
    public required EquatableArray<int> Bias { get; init; }

    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>Channel groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Right shift from accumulator to output (negative: left).</summary>
    public required int Shift { get; init; }
}

/// <summary>out = sat(round((Σ m·q + Bias[o]) / 2^Shift)) over the last axis of the input; leading axes are rows.</summary>
public sealed record LinearOperation : FixedPointOperation
{
    /// <summary>The matrix, [outputs, inputs].</summary>
    public required IndexedWeights Weights { get; init; }

    /// <summary>Bias of each output in accumulator units.</summary>
    public required EquatableArray<int> Bias { get; init; }

    /// <summary>Right shift from accumulator to output.</summary>
    public required int Shift { get; init; }
}

/// <summary>out = sat(round((q · Factors[c] + Offsets[c]) / 2^Shift)) for each channel c of axis 0 of the sample (a batch norm that is kept).</summary>
public sealed record ChannelAffineOperation : FixedPointOperation
{
    /// <summary>The integer factor of each channel, of at most four signed digits.</summary>
    public required EquatableArray<int> Factors { get; init; }

    /// <summary>The offset of each channel in accumulator units.</summary>
    public required EquatableArray<int> Offsets { get; init; }

    /// <summary>Right shift from accumulator to output.</summary>
    public required int Shift { get; init; }
}

/// <summary>
/// out = sat(round((±q0·2^LeftShifts[0] ± q1·2^LeftShifts[1]) / 2^Shift)) with broadcasting; a constant operand stands in
/// <see cref="Constant"/> in place of the second input.
/// </summary>
public sealed record SumOperation : FixedPointOperation
{
    /// <summary>Left shift of each operand, bringing both to the accumulator's scale.</summary>
    public required EquatableArray<int> LeftShifts { get; init; }

    /// <summary>Whether each operand is subtracted.</summary>
    public required EquatableArray<bool> Negated { get; init; }

    /// <summary>A constant operand already in accumulator units, or null. It is always the last operand.</summary>
    public ConstantOperation? Constant { get; init; }

    /// <summary>Right shift from accumulator to output.</summary>
    public required int Shift { get; init; }
}

/// <summary>
/// out = sat(round(q0 · q1 / 2^Shift)) with broadcasting. With a constant operand (signed digits, at most four) it is
/// shift-and-add; with two activations it is an integer multiplication and reported as such.
/// </summary>
public sealed record ProductOperation : FixedPointOperation
{
    /// <summary>A constant operand, or null for two activations.</summary>
    public ConstantOperation? Constant { get; init; }

    /// <summary>Right shift from accumulator to output.</summary>
    public required int Shift { get; init; }
}

/// <summary>A constant integer operand.</summary>
/// <param name="Shape">Its shape as broadcast against one sample.</param>
/// <param name="Values">Its integers in row-major order.</param>
public sealed record ConstantOperation(TensorShape Shape, EquatableArray<int> Values);

/// <summary>out = sat(clamp(round(q / 2^Shift), Minimum, Maximum)): ReLU, clip and change of format.</summary>
public sealed record ClampOperation : FixedPointOperation
{
    /// <summary>Right shift from input to output scale (negative: left).</summary>
    public required int Shift { get; init; }

    /// <summary>Lower bound in output units.</summary>
    public required int Minimum { get; init; }

    /// <summary>Upper bound in output units.</summary>
    public required int Maximum { get; init; }
}

/// <summary>Largest q under the window, padding excluded; input and output share one format.</summary>
public sealed record MaxPoolOperation : FixedPointOperation
{
    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }
}

/// <summary>
/// out = sat(round(round(sum / 2^SumShift) · Reciprocals[n] / 2^Shift)), n being the number of elements counted under the window;
/// the reciprocal is a signed-digit constant. A global pool is a window over the whole plane.
/// </summary>
public sealed record AveragePoolOperation : FixedPointOperation
{
    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>Whether padding counts.</summary>
    public required bool CountPadding { get; init; }

    /// <summary>Of the bottom padding, rows that never count.</summary>
    public required int UncountedBottom { get; init; }

    /// <summary>Of the right padding, columns that never count.</summary>
    public required int UncountedRight { get; init; }

    /// <summary>Right shift of the sum, never negative; 0 unless the product with the reciprocal would not fit 32 bits.</summary>
    public required int SumShift { get; init; }

    /// <summary>Entry n is the integer near 2^k / n; entry 0 is 0.</summary>
    public required EquatableArray<int> Reciprocals { get; init; }

    /// <summary>Right shift from the product to the output.</summary>
    public required int Shift { get; init; }
}

/// <summary>out = Table[q − Minimum of the input's format]: sigmoid and friends.</summary>
public sealed record TableOperation : FixedPointOperation
{
    /// <summary>One output for each q of the input's format.</summary>
    public required EquatableArray<int> Table { get; init; }
}

/// <summary>
/// e = Exponentials[max − q] along the axis; out = sat((e · 2^FractionBits + S/2) / S) with S = Σ e and FractionBits of the
/// output's format (integer division, reported as such).
/// </summary>
public sealed record SoftmaxOperation : FixedPointOperation
{
    /// <summary>The axis of the sample (0 is the first after the batch).</summary>
    public required int Axis { get; init; }

    /// <summary>round(2^14 · e^(−d·2^-f)) for the distance d below the maximum; distances past the end give 0.</summary>
    public required EquatableArray<int> Exponentials { get; init; }
}

/// <summary>The same elements under another shape; one format.</summary>
public sealed record ReshapeOperation : FixedPointOperation;

/// <summary>Output axis i is input axis Permutation[i] (axes of the sample); one format.</summary>
public sealed record TransposeOperation : FixedPointOperation
{
    /// <summary>The permutation of the sample's axes.</summary>
    public required EquatableArray<int> Permutation { get; init; }
}

/// <summary>The inputs one after another, each as sat(round(q / 2^Shifts[i])).</summary>
public sealed record ConcatOperation : FixedPointOperation
{
    /// <summary>The axis of the sample.</summary>
    public required int Axis { get; init; }

    /// <summary>Right shift of each input to the output's scale.</summary>
    public required EquatableArray<int> Shifts { get; init; }
}

/// <summary>A regular part; one format.</summary>
public sealed record SliceOperation : FixedPointOperation
{
    /// <summary>First index on each axis of the sample.</summary>
    public required EquatableArray<int> Starts { get; init; }

    /// <summary>Distance between two indices on each axis of the sample.</summary>
    public required EquatableArray<int> Steps { get; init; }
}

/// <summary>The parts at some indices along an axis; one format.</summary>
public sealed record GatherOperation : FixedPointOperation
{
    /// <summary>The axis of the sample.</summary>
    public required int Axis { get; init; }

    /// <summary>The indices along it.</summary>
    public required EquatableArray<int> Indices { get; init; }
}

/// <summary>Elements added around; one format.</summary>
public sealed record PadOperation : FixedPointOperation
{
    /// <summary>The mode.</summary>
    public required PadMode Mode { get; init; }

    /// <summary>Elements added before each axis of the sample.</summary>
    public required EquatableArray<int> Before { get; init; }

    /// <summary>Elements added after each axis of the sample.</summary>
    public required EquatableArray<int> After { get; init; }

    /// <summary>The constant in the tensor's integer format.</summary>
    public required int Value { get; init; }
}

/// <summary>Matrix product of two activations over the last two axes, out = sat(round(Σ q0·q1 / 2^Shift)); integer multiplications, reported as such.</summary>
public sealed record MatrixProductOperation : FixedPointOperation
{
    /// <summary>Right shift from accumulator to output.</summary>
    public required int Shift { get; init; }
}

/// <summary>
/// A node without an integer form: its operands are brought to float32, it works there, and its results are rounded to their
/// formats. Not bit-exact everywhere, as the others are; plans and reports name it.
/// </summary>
public sealed record Float32Operation : FixedPointOperation
{
    /// <summary>The node over one sample; its activations are the operation's inputs, parameters it reads as they are.</summary>
    public required Node Node { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Results => Node.OutputNames;

    /// <summary>The parameters that the node reads.</summary>
    public required EquatableArray<Parameter> Parameters { get; init; }
}
