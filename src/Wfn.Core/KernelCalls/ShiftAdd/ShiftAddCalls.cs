using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.KernelCalls;

/// <summary>Weights that are added and shifted, what is added to their sums, and how these become the output.</summary>
/// <param name="Node">The graph node it stems from (data).</param>
/// <param name="Weights">The weights, output by output.</param>
/// <param name="Bias">Bias of each output in accumulator units.</param>
/// <param name="Shift">Right shift from accumulator to output (negative: left).</param>
/// <param name="InputBounds">The range of its inputs.</param>
/// <param name="Bounds">Saturation.</param>
public sealed record ShiftAddLayer(
    string Node, IndexedWeights Weights, EquatableArray<int> Bias, int Shift, OutputBounds InputBounds, OutputBounds Bounds)
{
    // Inputs of up to 14 bits leave a 16-bit sum room for several terms; wider ones are summed in 32 bits.
    private const int LargestNarrowInput = 8191;

    /// <summary>Number of outputs.</summary>
    public int Outputs => Bias.Count;

    /// <summary>Weights of an output.</summary>
    public int Inputs => Weights.Indices.Count / Bias.Count;

    /// <summary>Whether inputs leave sums of 16 bits room.</summary>
    public bool IsNarrow => Math.Max(-InputBounds.Minimum, InputBounds.Maximum) <= LargestNarrowInput;

    /// <summary>One addition for every signed digit of every weight.</summary>
    public long Additions
    {
        get
        {
            var digits = Weights.Codebook.Mantissas.Select(m => SignedDigit.NonAdjacentForm(m).Count).ToArray();
            var additions = 0L;
            foreach (var index in Weights.Indices)
            {
                additions += digits[index];
            }

            return additions;
        }
    }
}

/// <summary>Calls of kernels that add and shift.</summary>
internal static class ShiftAddCalls
{
    private const int VectorBytes = 64;

    /// <summary>A convolution.</summary>
    /// <param name="layer">The weights.</param>
    /// <param name="groups">Channel groups.</param>
    /// <param name="form">How weights become additions and shifts.</param>
    /// <param name="isOfBytes">Whether the padded planes are of bytes, signed inputs moved by 128; otherwise they are of 16-bit integers.</param>
    /// <param name="layout">The geometry.</param>
    /// <param name="from">The input.</param>
    /// <param name="to">The output.</param>
    /// <param name="scratch">Room for the planes.</param>
    public static KernelCall Convolution(
        ShiftAddLayer layer, int groups, ShiftAddStrategy form, bool isOfBytes, WindowLayout layout, PlanMemory from, PlanMemory to, PlanMemory scratch)
    {
        var type = isOfBytes ? "ShiftAddByteConvolution" : "ShiftAddConvolution";
        var result = (layer.Outputs, layout.OutputHeight, layout.OutputWidth);
        var inputs = layer.Inputs / layout.TapOffsets.Count;
        var weights = Weights(layer, WindowCalls.TapOffsets(inputs, layout.ChannelLength, layout.TapOffsets), inputs * layout.ChannelLength, layer.Outputs / groups);
        var state = KernelObject.New(
            type,
            [
                .. isOfBytes ? OfBytes(layer, form, weights) : OfShorts(layer, weights),
                ("bias", layer.Bias),
                ("rescale", FixedPointCalls.Rescale(layer.Shift, layer.Bounds)),
                ("copy", WindowCalls.PlaneCopy(layout)),
                ("inputLength", from.Length),
                ("planesLength", isOfBytes && layout.Pieces.IsEmpty ? from.Length : layout.PlanesLength),
                ("height", layout.OutputHeight),
                ("width", layout.OutputWidth),
                ("pitch", layout.Pitch),
            ]);
        return new KernelCall
        {
            Node = layer.Node,
            What = Words.Convolution(layout.Window, layout.Extents, result, groups),
            State = state,
            Parts = state.Parts(),
            Type = type,
            Method = "Run",
            Arguments = [WorkspaceValue.Instance, from.Offset, to.Offset, scratch.Offset],
            Cost = new CallCost
            {
                Kernel = form.Kind == ShiftAddKind.ByValue ? "shift-add by value" : "shift-add by power",
                Shape = Words.Shape(layout.Extents, result),
                Operations = layer.Additions * layout.OutputHeight * layout.OutputWidth,
                Vectors = form.Cost,
            },
        };
    }

    /// <summary>A fully connected layer.</summary>
    /// <param name="layer">The weights.</param>
    /// <param name="from">The input.</param>
    /// <param name="to">The output.</param>
    /// <param name="isWrittenOut">Whether its sums stand in generated code.</param>
    public static KernelCall Linear(ShiftAddLayer layer, PlanMemory from, PlanMemory to, bool isWrittenOut)
    {
        var additions = layer.Additions;
        var state = KernelObject.New(
            "ShiftAddLinear",
            ("indices", new IndicesValue(layer.Weights)),
            ("mantissas", new MantissasValue(layer.Weights)),
            ("bias", layer.Bias),
            ("rescale", FixedPointCalls.Rescale(layer.Shift, layer.Bounds)));
        return new KernelCall
        {
            Node = layer.Node,
            What = Words.FullyConnected(layer.Inputs, layer.Outputs),
            State = state,
            Parts = isWrittenOut ? null : state.Parts(("rows", to.Length / layer.Outputs)),
            Type = "ShiftAddLinear",
            Method = "Run",
            Arguments = [from, to],
            IsWrittenOut = isWrittenOut,
            Cost = new CallCost
            {
                Kernel = isWrittenOut ? "inline" : "shift-add by power",
                Shape = Words.Shape(layer.Inputs, layer.Outputs),
                Operations = additions,

                // Few digits are added one by one, else every weight has a lane.
                Vectors = isWrittenOut ? additions : Math.Min(additions, layer.Weights.Indices.Count / (VectorBytes / sizeof(int))),
            },
            Batch = to.Length == layer.Outputs ? new ShiftAddBatch(layer) : null,
        };
    }

    /// <summary>The same over samples that lie side by side for every element: a convolution of one tap.</summary>
    public static KernelCall Samples(ShiftAddLayer layer, int samples, PlanMemory from, PlanMemory to, PlanMemory scratch) => new()
    {
        Node = layer.Node,
        What = $"{Words.FullyConnected(layer.Inputs, layer.Outputs)}, {Words.Number(samples)} samples",
        State = KernelObject.New(
            "ShiftAddConvolution",
            [
                .. OfShorts(layer, Weights(layer, WindowCalls.TapOffsets(layer.Inputs, samples, new int[1].ToEquatableArray()), 0, layer.Outputs)),
                ("bias", layer.Bias),
                ("rescale", FixedPointCalls.Rescale(layer.Shift, layer.Bounds)),
                ("copy", NullValue.Instance),
                ("inputLength", from.Length),
                ("planesLength", 0),
                ("height", 1),
                ("width", samples),
                ("pitch", samples),
            ]),
        Type = "ShiftAddConvolution",
        Method = "Run",
        Arguments = [WorkspaceValue.Instance, from.Offset, to.Offset, scratch.Offset],
        Cost = new CallCost { Kernel = "shift-add by power", Operations = layer.Additions * samples },
    };

    /// <summary>A matrix transposed: from one sample behind the other to the samples of every element side by side, or back.</summary>
    public static KernelCall Transpose(string node, string what, int rows, int columns, PlanMemory from, PlanMemory to) => new()
    {
        Node = node,
        What = what,
        Type = "BatchTranspose",
        Method = "Run",
        Arguments = [from, to, rows, columns],
        Cost = new CallCost { Kernel = "transpose" },
    };

    private static (string Name, KernelValue Value)[] OfBytes(ShiftAddLayer layer, ShiftAddStrategy form, (string Name, KernelValue Value)[] weights) =>
    [
        ("terms", KernelObject.New("ShiftAddTerms", [.. weights, ("values", form.Values)])),
        ("isSigned", layer.InputBounds.Minimum < 0),
    ];

    private static (string Name, KernelValue Value)[] OfShorts(ShiftAddLayer layer, (string Name, KernelValue Value)[] weights) =>
    [
        ("program", KernelObject.Made(
            "ShiftAddProgram",
            "Build",
            null,
            [.. weights, ("minimum", layer.InputBounds.Minimum), ("maximum", layer.InputBounds.Maximum), ("isNarrow", layer.IsNarrow)])),
        ("isNarrow", layer.IsNarrow),
    ];

    private static (string Name, KernelValue Value)[] Weights(ShiftAddLayer layer, KernelObject offsets, int groupOffset, int outputsPerGroup) =>
    [
        ("indices", new IndicesValue(layer.Weights)),
        ("mantissas", new MantissasValue(layer.Weights)),
        ("offsets", offsets),
        ("groupOffset", groupOffset),
        ("outputsPerGroup", outputsPerGroup),
    ];
}
