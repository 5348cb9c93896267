using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>A convolution or fully connected layer that dense kernels could take.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Input">The value it reads, views in between seen through.</param>
/// <param name="Geometry">What is multiplied with what.</param>
internal sealed record DenseCandidate(FixedPointOperation Operation, string Input, DenseGeometry Geometry);

/// <summary>A convolution or fully connected layer that dense kernels take.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Input">The value it reads, views in between seen through.</param>
/// <param name="Choice">Arithmetic and accumulation schedule.</param>
internal sealed record DenseLayer(FixedPointOperation Operation, string Input, DenseKernelChoice Choice);

/// <summary>Which layers dense kernels take.</summary>
internal static class DenseLayers
{
    // Cost of one change between row-major and channels last, vector operations an element. And additions are chosen only below this part
    // of the cost of products: processors differ more in how they multiply than in how they add.
    private const int MovedCost = 3;
    private const double LeastGain = 0.6;

    // Planes of more would not stay in any cache, and might be more than can be planned.
    private const double MostElementsOfPlanes = 1 << 26;
    private const int VectorBytes = 64;

    /// <summary>What an operation is to dense kernels; null where they do not take it.</summary>
    public static DenseCandidate? Find(FixedPointOperation operation, LoweredNetwork network, UseDef useDef) => operation switch
    {
        ConvolutionOperation convolution when network[operation.Inputs[0]].Shape is { Rank: 3 } shape =>
            Candidate(operation, operation.Inputs[0], DenseGeometries.Of(convolution, shape)),
        LinearOperation linear when network[operation.Inputs[0]].Shape is { Rank: <= 2 } shape
            && !InlineLayers.IsBestBesideDense(linear, shape.ElementCount) => Linear(linear, network, useDef),
        _ => null,
    };

    /// <summary>
    /// Where most weights are zeros, additions of the others may take less than products with all, even with both changes of layout.
    /// </summary>
    public static bool IsBetterAdded(ConvolutionOperation convolution, DenseKernelChoice dense, LoweredNetwork network)
    {
        if (dense.Geometry.IsDepthwise)
        {
            return false;
        }

        // At most as many planes as the window has taps, with rows of at most a vector more than outputs.
        var (input, output) = (network[convolution.Inputs[0]], network[convolution.Output]);
        var window = convolution.Window;
        var rows = (double)input.Shape[1] + window.PadTop + window.PadBottom;
        var planes = (double)input.Shape[0] * window.KernelHeight * window.KernelWidth;
        if (planes * rows * (output.Shape[2] + VectorBytes) > MostElementsOfPlanes)
        {
            return false;
        }

        var isOfBytes = ShiftAddLayout.IsOfBytes(input.Format.FixedPoint!);
        var layout = ShiftAddLayout.Of(convolution.Name, convolution, input.Shape, isOfBytes);
        var count = new ShiftAddCount(convolution.Weights, convolution.Bias.Count);
        var added = ShiftAddCost.ByPower(count, convolution.Shift, layout, isOfBytes, OutputBounds.Of(output.Format.FixedPoint!))
            + (MovedCost * ((long)input.Shape.ElementCount + output.Shape.ElementCount));
        return added < LeastGain * dense.OperationsOfPixel * layout.OutputHeight * layout.OutputWidth;
    }

    // A flattened image is read as it lies; its rows of weights are in the order of a convolution's.
    private static DenseCandidate? Linear(LinearOperation linear, LoweredNetwork network, UseDef useDef)
    {
        var input = linear.Inputs[0];
        var source = network[input].Shape.Rank == 1 ? Views.Root(input, useDef) : input;
        return network[source].Shape.Rank == 3
            ? Candidate(linear, source, DenseGeometries.OfWhole(linear, ChannelExtents.Of(network[source].Shape)))
            : Candidate(linear, input, DenseGeometries.OfRows(linear, ChannelExtents.Of(network[input].Shape)));
    }

    private static DenseCandidate? Candidate(FixedPointOperation operation, string input, DenseGeometry? form) =>
        form is null ? null : new DenseCandidate(operation, input, form);
}
