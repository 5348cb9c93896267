using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>A convolution in float32.</summary>
internal static class ConvolutionCalls
{
    // Output channels that a convolution works on at once.
    private const int ChannelBlock = 4;

    /// <summary>Adds its call.</summary>
    public static void Plan(ConvolutionNode node, PlanScope scope)
    {
        if (scope.OutputLayout is not null)
        {
            ChannelsLastConvolutionCalls.Plan(node, scope);
            return;
        }

        var input = scope.InputShape();
        var layout = WindowLayout.Of(node.Name, node.Window, input[0], input[1], input[2]);
        var outputs = scope.OutputShape[0];
        var inputs = layout.Channels / node.Groups;
        var result = (outputs, layout.OutputHeight, layout.OutputWidth);
        var scratch = scope.Scratch(layout.PlanesLength + (RowVectors.Whole(layout.FlatLength) * ChannelBlock));
        var state = KernelObject.New(
            "FloatConvolution",
            ("weights", new FloatWeightsValue(node.Weight, null)),
            ("offsets", WindowCalls.TapOffsets(inputs, layout.ChannelLength, layout.TapOffsets)),
            ("bias", PlanScope.Bias(node.Bias, outputs)),
            ("bounds", scope.Bounds.Kernel),
            ("copy", WindowCalls.PlaneCopy(layout)),
            ("inputLength", scope.Input().Length),
            ("planesLength", layout.PlanesLength),
            ("groupLength", inputs * layout.ChannelLength),
            ("outputsPerGroup", outputs / node.Groups),
            ("height", layout.OutputHeight),
            ("width", layout.OutputWidth),
            ("pitch", layout.Pitch));
        var cost = CallCost.Multiplied("float32", (long)outputs * layout.OutputHeight * layout.OutputWidth * inputs * layout.TapOffsets.Count) with
        {
            Shape = Words.Shape(layout.Extents, result),
            Cycles = FloatCost.Planes(layout, outputs, node.Groups),
        };
        var output = scope.Output();
        scope.Layer(
            Words.Convolution(node.Window, layout.Extents, result, node.Groups), cost, state, scope.Input().Offset, output.Offset, scratch.Offset);
    }
}
