using Wfn.Integers;

namespace Wfn.Planning;

/// <summary>A convolution or fully connected layer that dense kernels take.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Input">The activation it reads, reshapes in between seen through.</param>
/// <param name="Choice">Arithmetic and schedule.</param>
internal sealed record DenseLayer(FixedPointOperation Operation, string Input, DenseChoice Choice);

/// <summary>The layers of a network that dense kernels take, and how the activations that they read lie in memory.</summary>
internal sealed class DenseLayers
{
    // Vector operations to move an element between planes and pixels; and what additions must be cheaper by, as processors differ more in
    // how they multiply.
    private const int MovedCost = 3;
    private const double LeastGain = 0.6;

    // Planes of more would not stay in any cache, and might be more than can be planned.
    private const double MostElementsOfPlanes = 1 << 26;
    private const int VectorBytes = 64;

    private readonly Dictionary<string, FixedPointTensor> tensors;
    private readonly Dictionary<string, DenseLayer> layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelsLastBorder> borders = new(StringComparer.Ordinal);
    private readonly HashSet<string> wide = new(StringComparer.Ordinal);

    private DenseLayers(FixedPointNetwork network) => tensors = network.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Finds them.</summary>
    public static DenseLayers Of(FixedPointNetwork network, Readers readers)
    {
        var found = new DenseLayers(network);
        var drafts = new List<(FixedPointOperation Operation, string Input, DenseForm Form, DenseChoice? Narrow)>();
        foreach (var operation in network.Operations)
        {
            var (input, form) = found.Form(operation, readers);
            if (form is not null)
            {
                var narrow = found.FitsBytes(input) ? DenseChoice.Narrow(form, found.ByteBounds(input)) : null;
                if (operation is FixedPointConvolution convolution && found.IsBetterAdded(convolution, narrow ?? DenseChoice.Wide(form)))
                {
                    continue;
                }

                drafts.Add((operation, input, form, narrow));
                found.borders[input] = found.borders.TryGetValue(input, out var border) ? border.Union(form.Border) : form.Border;
                if (narrow is null)
                {
                    found.wide.Add(input);
                }
            }
        }

        found.SpreadWide(network);
        foreach (var (operation, input, form, narrow) in drafts)
        {
            var choice = found.wide.Contains(input) ? DenseChoice.Wide(form) : narrow!;
            found.layers.Add(operation.Output, new DenseLayer(operation, input, choice));
        }

        return found;
    }

    /// <summary>The layer of an operation, or null where dense kernels do not take it.</summary>
    public DenseLayer? Find(FixedPointOperation operation) => layers.TryGetValue(operation.Output, out var layer) ? layer : null;

    /// <summary>An activation.</summary>
    public FixedPointTensor Tensor(string name) => tensors[name];

    /// <summary>How an activation lies when its channels are side by side.</summary>
    public ChannelsLastLayout Layout(string tensor)
    {
        var extents = ChannelExtents.Of(tensors[tensor].Shape);
        var isRead = borders.TryGetValue(tensor, out var border);

        // A few numbers that no dense layer reads stay as everybody else reads them.
        var isBytes = FitsBytes(tensor) && !wide.Contains(tensor) && (isRead || extents.Height * extents.Width > 1);
        return new ChannelsLastLayout
        {
            Channels = extents.Channels,
            Height = extents.Height,
            Width = extents.Width,
            ElementBytes = isBytes ? 1 : 2,
            Zero = isBytes ? Zero(tensor) : 0,
            Border = border,
        };
    }

    // Where most weights are zeros, additions of the others may take less than products with all, even with both changes of layout.
    private bool IsBetterAdded(FixedPointConvolution convolution, DenseChoice dense)
    {
        if (dense.Form.IsDepthwise)
        {
            return false;
        }

        // At most as many planes as the window has taps, with rows of at most a vector more than outputs.
        var (input, output) = (tensors[convolution.Inputs[0]], tensors[convolution.Output]);
        var window = convolution.Window;
        var rows = (double)input.Shape[1] + window.PadTop + window.PadBottom;
        if ((double)input.Shape[0] * window.KernelHeight * window.KernelWidth * rows * (output.Shape[2] + VectorBytes) > MostElementsOfPlanes)
        {
            return false;
        }

        var isOfBytes = ShiftAddLayout.IsOfBytes(input.Format);
        var layout = ShiftAddLayout.Of(convolution.Name, convolution, input.Shape, isOfBytes);
        var bounds = new OutputBounds(output.Format.Minimum, output.Format.Maximum);
        var count = new ShiftAddCount(convolution.Weights, convolution.Bias.Count);
        var added = ShiftAddCost.ByPower(count, convolution.Shift, layout, isOfBytes, bounds)
            + (MovedCost * ((long)input.Shape.ElementCount + output.Shape.ElementCount));
        return added < LeastGain * dense.OperationsOfPixel * layout.OutputHeight * layout.OutputWidth;
    }

    // The largest of some elements is one of them: both sides of a pool have the same elements.
    private void SpreadWide(FixedPointNetwork network)
    {
        for (var before = -1; before != wide.Count;)
        {
            before = wide.Count;
            foreach (var pool in network.Operations.OfType<FixedPointMaxPool>())
            {
                if (wide.Contains(pool.Inputs[0]) || wide.Contains(pool.Output))
                {
                    wide.Add(pool.Inputs[0]);
                    wide.Add(pool.Output);
                }
            }
        }
    }

    private (string Input, DenseForm? Form) Form(FixedPointOperation operation, Readers readers)
    {
        var input = operation.Inputs[0];
        switch (operation)
        {
            case FixedPointConvolution convolution when tensors[input].Shape.Rank == 3:
                return (input, DenseForms.Of(convolution, tensors[input].Shape));
            case FixedPointLinear linear when InlineLayers.IsBestBesideDense(linear, tensors[input].Shape.ElementCount):
                return (input, null);
            case FixedPointLinear linear when tensors[input].Shape.Rank <= 2:
                var source = input;
                while (tensors[input].Shape.Rank == 1 && readers.Producer(source) is FixedPointReshape reshape)
                {
                    source = reshape.Inputs[0];
                }

                // A flattened image is read as it lies; its rows of weights are in the order of a convolution's.
                return tensors[source].Shape.Rank == 3
                    ? (source, DenseForms.OfWhole(linear, ChannelExtents.Of(tensors[source].Shape)))
                    : (input, DenseForms.OfRows(linear, ChannelExtents.Of(tensors[input].Shape)));
            default:
                return (input, null);
        }
    }

    private bool FitsBytes(string tensor) => tensors[tensor].Format.Bits <= 8;

    private int Zero(string tensor) => tensors[tensor].Format.IsSigned ? 128 : 0;

    private OutputBounds ByteBounds(string tensor) =>
        new(tensors[tensor].Format.Minimum + Zero(tensor), tensors[tensor].Format.Maximum + Zero(tensor));
}
